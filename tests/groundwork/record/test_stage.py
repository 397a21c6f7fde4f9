import hashlib
import json
import subprocess
import sys


def holly(folder, *arguments):
    command = [sys.executable, "-m", "holly", *arguments]
    return subprocess.run(
        [str(c) for c in command], cwd=folder, capture_output=True, text=True, check=False
    )


def test_a_recorded_stage_says_what_it_read_and_wrote_and_from_which_code(tmp_path):
    folder = tmp_path / "cubes"
    folder.mkdir()
    for name in ("b", "a"):
        (folder / name).write_text(name)
    options = ("--reads", "cubes", "--writes", "bunny.ply", "--record", "logs/model.json")
    done = holly(tmp_path, *options, "model", "bunny", "--output", "bunny.ply")
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "logs/model.json").read_text())
    assert record["stage"] == "model"
    settings = {"source": "bunny", "nm_per_unit": None, "output": "bunny.ply"}
    assert record["settings"] == settings
    assert record["source"].keys() == {"commit", "changed", "lock"}
    assert record["started"] <= record["ended"]
    written = (tmp_path / "bunny.ply").read_bytes()
    assert record["writes"]["bunny.ply"] == {
        "bytes": len(written),
        "sha256": hashlib.sha256(written).hexdigest(),
    }
    listing = subprocess.run(["sha256sum", "a", "b"], cwd=folder, capture_output=True, check=True)
    assert record["reads"]["cubes"] == {
        "bytes": 2,
        "files": 2,
        "sha256": hashlib.sha256(listing.stdout).hexdigest(),
    }


def test_a_stage_that_fails_leaves_no_record_and_not_that_of_an_earlier_one(tmp_path):
    (tmp_path / "model.json").write_text("{}")
    options = ("--record", "model.json", "model", "absent.ply", "--output", "bunny.ply")
    done = holly(tmp_path, *options)
    assert done.returncode == 1
    assert not list(tmp_path.iterdir())
