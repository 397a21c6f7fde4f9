import hashlib
import json
import subprocess
import sys

import pytest

from groundwork.record.provenance import source


@pytest.fixture
def tree(tmp_path):
    """A repository as holly's."""
    root = tmp_path / "tree"
    (root / "groundwork").mkdir(parents=True)
    (root / "groundwork/__init__.py").write_text("")
    (root / "requirements.lock").write_text("numpy==2\n")
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "first")
    return root


def git(root, *arguments):
    who = ("-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
    command = ["git", "-C", root, *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_clean_tree_is_its_commit_and_its_lock(tree):
    assert source(tree) == {
        "commit": git(tree, "rev-parse", "HEAD"),
        "changed": [],
        "lock": hashlib.sha256(b"numpy==2\n").hexdigest(),
    }


def test_what_differs_from_the_commit_is_named(tree):
    (tree / "requirements.lock").write_text("numpy==3\n")
    (tree / "groundwork/new module.py").write_text("")  # code that may have run
    (tree / "notes.txt").write_text("")  # the user's own
    assert source(tree)["changed"] == ["requirements.lock", "groundwork/new module.py"]


def test_without_a_repository_or_git_nothing_is_claimed(tree, tmp_path, monkeypatch):
    unknown = {"commit": None, "changed": None}
    installed = tree / "venv/site-packages"  # inside a repository, and not of it
    (installed / "groundwork").mkdir(parents=True)
    (installed / "groundwork/__init__.py").write_text("")
    assert source(installed) == unknown | {"lock": None}
    assert source(tmp_path) == unknown | {"lock": None}
    monkeypatch.setenv("PATH", "")
    assert source(tree)["commit"] is None


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
    settings = {"source": "bunny", "nm_per_unit": 1.0, "output": "bunny.ply"}
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
