"""Names, paths and texts in a configuration are data: they are refused, or quoted where used."""

import os

import pytest
import torch
from test_workflow import TINY, snakemake, write_config

from groundwork.errors import InputError
from holly.data.clouds import write_cloud
from holly.data.ground_truths import ground_truth
from holly.settings.load import load

NASTY = 'it\'s "a" $(touch pwned) `touch pwned`; touch pwned & x > pwned # é *?[a] \\ %s'
OWN = {"kind": "localisations", "layout": "csv", "size": 32, "nm_per_pixel": 25}


def rows():
    points = torch.randn(30, 40, 2, generator=torch.Generator().manual_seed(1)) * 50
    table = [f"{n},{x},{y}" for n, cloud in enumerate(points.tolist()) for x, y in cloud]
    return "\n".join(["particle,x,y", *table, ""])


def test_paths_and_texts_of_any_kind_are_no_commands(tmp_path):
    own = tmp_path / NASTY.replace("/", "")
    own.mkdir()
    (own / f"{NASTY}.csv").write_text(rows())
    (own / f"{NASTY} choices.csv").write_text("id,accepted\n3,False\n")
    write_cloud(own / f"{NASTY}.ply", ground_truth("bunny"))
    source = {"path": str(own / f"{NASTY}.csv")}
    datasets = {"own": OWN | {"source": source, "choices": str(own / f"{NASTY} choices.csv")}}
    experiment = {"dataset": "own", "recipe": "quick", "settings": {"interpolation": "step"}}
    config = TINY | {
        "models": {"own": {"path": str(own / f"{NASTY}.ply")}},
        "datasets": datasets,
        "experiments": {"own": experiment | {"about": f"{NASTY} {{experiment}} {{}}"}},
    }
    targets = ["results/images/own/curation.csv", "results/models/own.ply"]
    snakemake(tmp_path, "--configfile", write_config(tmp_path, config), "--", *targets)
    table = (tmp_path / "results/images/own/curation.csv").read_text()
    assert "3,3,40" in table
    assert "rejected by hand" in table
    snakemake(
        tmp_path, "--configfile", tmp_path / "config.yaml", "--dry-run", "--printshellcmds"
    )  # the description of the experiment is part of the command for the report
    left = [name for _, folders, files in os.walk(tmp_path) for name in [*folders, *files]]
    assert "pwned" not in left


@pytest.mark.parametrize(
    "name", ["a b", "$(id)", "a/b", "../a", "a'b", "a\nb", "-a", "", "a" * 200]
)
@pytest.mark.parametrize("group", ["models", "datasets", "recipes", "experiments"])
def test_names_are_plain(group, name):
    value = next(iter(TINY[group].values()))
    with pytest.raises(InputError, match=group):
        load(TINY | {group: TINY[group] | {name: value}})


@pytest.mark.parametrize("path", ["", "-rf", "a\nb", "a\0b", "{experiment}", "\x1b[2J", "\ud800"])
def test_paths_that_no_quoting_makes_safe_are_refused(path):
    with pytest.raises(InputError, match=r"models\.own\.path: .*hyphen"):
        load(TINY | {"models": TINY["models"] | {"own": {"path": path}}})
    datasets = TINY["datasets"] | {"own": OWN | {"source": {"path": "a"}, "choices": path}}
    with pytest.raises(InputError, match=r"datasets\.own\.choices: .*hyphen"):
        load(TINY | {"datasets": datasets})


@pytest.mark.parametrize("pattern", ["/etc/*", "../*", "a/../../b", "-a"])
def test_patterns_stay_within_their_folder(pattern):
    datasets = TINY["datasets"] | {"own": OWN | {"source": {"path": "a", "file": pattern}}}
    with pytest.raises(InputError, match=r"datasets\.own\.source\.file: "):
        load(TINY | {"datasets": datasets})


@pytest.mark.parametrize("end", ["", "..", "$(touch${IFS}pwned)", ".a", "-a", "a;b", "a?b", "{a}"])
def test_addresses_end_in_a_plain_file_name(end):
    pinned = {"url": f"https://example.org/x/{end}", "sha256": "0" * 64}
    with pytest.raises(InputError, match=r"models\.own\.download\.url: "):
        load(TINY | {"models": TINY["models"] | {"own": {"download": pinned}}})
