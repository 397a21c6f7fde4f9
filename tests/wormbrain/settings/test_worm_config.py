"""The key `wormbrain` of a configuration: what it means, and what is refused by name."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from groundwork.errors import InputError
from wormbrain.settings.config import load
from wormbrain.settings.reference import page
from wormbrain.settings.shipped import ROWS

ROOT = Path(__file__).resolve().parents[3]
SMALL = {
    "recordings": {"made": {"synthetic": {"frames": 12}}, "own": {"source": "own.tif"}},
    "networks": {"net": {"recording": "made", "settings": {"steps": 20}}},
    "alignments": {"still": {"recording": "made", "network": "net"}},
    "table1": {"recording": "own", "rows": ["wb-deep"], "seeds": [3, 4], "scale": "small"},
}


def changed(**parts):
    return load(SMALL | parts)


@pytest.mark.parametrize("name", ["wormbrain", "wormbrain-demo"])
def test_what_comes_with_the_repository_is_valid(name):
    load(yaml.safe_load((ROOT / f"config/{name}.yaml").read_text())["wormbrain"])


def test_the_reports_configuration_has_all_rows_of_table_1_at_full_size():
    config = load(yaml.safe_load((ROOT / "config/wormbrain.yaml").read_text())["wormbrain"])
    assert config.table1.rows == tuple(ROWS)
    assert config.recipe_of("table1-vgg16-base").network.size == 240


def test_a_network_is_its_recipe_with_its_own_settings():
    recipe = load(SMALL).recipe_of("net")
    assert (recipe.kind, recipe.steps, recipe.size) == ("match", 20, 128)


def test_settings_change_a_part_of_the_network_and_leave_the_rest():
    table = SMALL["table1"] | {"settings": {"network": {"size": 60}, "steps": 5}}
    recipe = changed(table1=table).recipe_of("table1-wb-deep")
    assert (recipe.network.size, recipe.network.regression, recipe.steps) == (60, "deep", 5)


def test_the_rows_of_table_1_are_networks_of_a_reserved_name():
    config = load(SMALL)
    assert list(config.trained) == ["net", "table1-wb-deep"]
    assert config.trained["table1-wb-deep"].seeds == (3, 4)
    assert config.trained["table1-wb-deep"].recipe == "wb-deep-small"


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ({"recording": {}}, "wormbrain.recording: unknown key; allowed: recordings, networks"),
        ({"recordings": {}}, "wormbrain.recordings: "),
        ({"recordings": {"a": {}}}, "recordings.a: give exactly one of source, synthetic"),
        (
            {"recordings": {"made": {"synthetic": {"frame": 3}}}},
            "recordings.made.synthetic.frame: unknown key; allowed: frames, size",
        ),
        ({"networks": {"net": {"recording": "no"}}}, "networks.net.recording: 'no' is not defined"),
        (
            {"networks": {"net": {"recording": "made", "recipe": "best"}}},
            "networks.net.recipe: 'best' is not defined; allowed: match, vgg16-base",
        ),
        (
            {"networks": {"net": {"recording": "made", "settings": {"step": 3}}}},
            "networks.net.settings.step: unknown key; allowed: kind, size, frames, steps",
        ),
        (
            {"networks": {"table1-a": {"recording": "made"}}, "alignments": {}},
            "networks.table1-a: names that begin with table1- belong to Table I",
        ),
        (
            {"alignments": {"still": {"recording": "made", "network": "nets"}}},
            "alignments.still.network: 'nets' is not defined; allowed: net",
        ),
        (
            {"table1": {"recording": "made", "rows": ["vgg"]}},
            "table1.rows: 'vgg' is not defined; allowed: vgg16-base",
        ),
        (
            {"table1": {"recording": "made", "settings": {"epoch": 1}}},
            "table1.settings.epoch: unknown key",
        ),
    ],
)
def test_what_is_wrong_is_refused_by_name(part, fault):
    with pytest.raises(InputError) as refused:
        changed(**part)
    assert fault in str(refused.value)
    assert "\n" not in str(refused.value)


def test_it_is_read_without_torch():
    code = "import sys; sys.modules['torch'] = None; import wormbrain.settings.config"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert ended.returncode == 0, ended.stderr


def test_the_page_of_all_keys_is_written_from_the_classes():
    assert (ROOT / "config/wormbrain.md").read_text() == page()


@pytest.mark.parametrize("raw", [None, "recordings", ["recordings"], 3])
def test_what_holds_no_keys_is_refused(raw):
    with pytest.raises(InputError, match="wormbrain: holds no keys"):
        load(raw)
