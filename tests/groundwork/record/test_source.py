import hashlib
import subprocess

import pytest

from groundwork.record.source import current_source


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
    assert current_source("holly", tree) == {
        "commit": git(tree, "rev-parse", "HEAD"),
        "changed": [],
        "lock": hashlib.sha256(b"numpy==2\n").hexdigest(),
    }


def test_what_differs_from_the_commit_is_named(tree):
    (tree / "requirements.lock").write_text("numpy==3\n")
    (tree / "groundwork/new module.py").write_text("")  # code that may have run
    (tree / "notes.txt").write_text("")  # the user's own
    (tree / "other").mkdir()
    (tree / "other/program.py").write_text("")  # of another program
    assert current_source("holly", tree)["changed"] == [
        "requirements.lock",
        "groundwork/new module.py",
    ]


def test_without_a_repository_or_git_nothing_is_claimed(tree, tmp_path, monkeypatch):
    unknown = {"commit": None, "changed": None}
    installed = tree / "venv/site-packages"  # inside a repository, and not of it
    (installed / "groundwork").mkdir(parents=True)
    (installed / "groundwork/__init__.py").write_text("")
    assert current_source("holly", installed) == unknown | {"lock": None}
    assert current_source("holly", tmp_path) == unknown | {"lock": None}
    monkeypatch.setenv("PATH", "")
    assert current_source("holly", tree)["commit"] is None
