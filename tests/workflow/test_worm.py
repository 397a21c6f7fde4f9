"""WORMBRAIN's rules: dry runs, a small run from made-up data to a page, and what is refused."""

import json

import pytest
import yaml
from tiny import ROOT, TINY, planned, snakemake, write_config

pytestmark = pytest.mark.slow

BRIEF = {"steps": 2, "validations": 1, "validation_pairs": 4, "batch_size": 2}
MINI = {
    "recordings": {
        "mini": {"synthetic": {"frames": 12, "size": 96, "depth": 4}},
        "few": {"synthetic": {"frames": 2, "size": 64, "depth": 2}},
    },
    "networks": {
        "mini": {
            "recording": "mini",
            "settings": {"size": 64, "steps": 20, "validations": 2, "validation_pairs": 4},
        },
        "affine": {
            "recording": "mini",
            "recipe": "wb-simpler-small",
            "settings": {"network": {"geometry": "affine"}, **BRIEF},
        },
    },
    "alignments": {
        "mini": {"recording": "mini", "network": "mini"},
        "bare": {"recording": "few", "depth_step": 6},
    },
    "augmentation": {"copies": 1, "size": 64},
    "stages": {"two": {"affine": "affine", "tps": "table1-wb-simpler"}},
    "table1": {
        "recording": "mini",
        "rows": ["wb-simpler"],
        "scale": "small",
        "settings": BRIEF,
    },
    "threads": 1,
}


def only(jobs):
    """The jobs of WORMBRAIN, without the beginning of their names."""
    return {name.removeprefix("wormbrain_"): n for name, n in jobs.items() if name != "wormbrain"}


def test_the_demo_is_the_default_where_only_wormbrain_is_configured(tmp_path):
    asked = ("--configfile", ROOT / "config/wormbrain-demo.yaml")
    jobs = only(planned(tmp_path, *asked))
    steps = ["synthetic", "frames", "train", "align", "judge", "projections", "matches", "report"]
    assert jobs == dict.fromkeys([*steps, "crate"], 1)
    assert only(planned(tmp_path, *asked, "--", "wormbrain")) == jobs


def test_the_report_trains_table_1_from_two_seeds(tmp_path):
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources/worm.h5").touch()
    jobs = only(planned(tmp_path, "--", "wormbrain"))
    assert jobs == {
        **{"frames": 1, "augment": 1, "train": 2 + 5 * 2, "table1": 1, "align": 1, "report": 1},
        **{"projections": 1, "matches": 1, "losses": 1, "stages": 1, "crate": 1},
    }


def test_a_recording_that_is_not_there_is_named_with_where_to_get_it(tmp_path):
    run = snakemake(tmp_path, "--dry-run", "--", "wormbrain", check=False)
    assert run.returncode == 1
    assert "wormbrain.recordings.worm.source: resources/worm.h5 does not exist; save" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_without_being_asked_for_nothing_of_it_is_planned(tmp_path):
    config = write_config(tmp_path, TINY)
    assert not any(
        name.startswith("wormbrain") for name in planned(tmp_path, "--configfile", config)
    )


def test_a_wrong_key_is_refused_by_name_before_anything_runs(tmp_path):
    config = write_config(tmp_path, {"wormbrain": MINI | {"network": {}}})
    run = snakemake(tmp_path, "--configfile", config, check=False)
    assert run.returncode == 1
    assert "wormbrain.network: unknown key; allowed: recordings, networks" in run.stderr
    assert "Traceback" not in run.stderr
    config = write_config(tmp_path, TINY | {"wormbrain": MINI, "worm": {}})
    run = snakemake(tmp_path, "--configfile", config, check=False)
    assert "worm: unknown key; allowed: experiments" in run.stderr


def test_a_made_up_recording_becomes_a_video_a_verdict_and_a_page(tmp_path):
    config = write_config(tmp_path, {"wormbrain": MINI})
    run = snakemake(tmp_path, "--configfile", config, "--", "wormbrain", check=False)
    assert run.returncode == 0, run.stderr
    results = tmp_path / "results/wormbrain"
    judged = json.loads((results / "truth/mini.json").read_text())
    assert judged["error"]["median"] < judged["unaligned"]["median"] / 3
    assert "| wb-simpler | 2 |" in (results / "table1.md").read_text()
    page = (results / "report/index.html").read_text()
    assert (results / "volumes/bare/aligned.h5").exists()
    assert page.count("corrected in depth") == 1
    assert page.count("<video") == 2
    assert page.count("<img") == 2 + 2 + 1 + 1 + 1  # matches, projections, losses, stages, HOLLy
    crate = json.loads((results / "ro-crate-metadata.json").read_text())["@graph"]
    said = {(one.get("name"), one.get("value")) for one in crate}
    assert {name for name, _ in said} >= {"alignments/mini/transformations.h5", "table1.csv"}
    assert ("frames", "12") in said
    for record in results.glob("records/**/*.json"):
        assert json.loads(record.read_text())["writes"]
    assert planned(tmp_path, "--configfile", config, "--", "wormbrain") == {}
    edit = MINI | {"alignments": {"mini": {"recording": "mini", "network": "mini", "target": 3}}}
    (tmp_path / "edit.yaml").write_text(yaml.safe_dump({"wormbrain": edit}))
    jobs = only(planned(tmp_path, "--configfile", tmp_path / "edit.yaml", "--", "wormbrain"))
    assert jobs == {"align": 1, "judge": 1, "matches": 1, "report": 1, "crate": 1}
