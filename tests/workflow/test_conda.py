"""Each stage runs in its own environment, made by a stand-in for conda (stand_in_conda.py)."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from stand_in_conda import lay_out
from test_lock import RULES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = {
    "datasets": {
        "packed": {
            "kind": "localisations",
            "source": {"path": "packed.zip", "archive": "packed.zip", "file": "*.mat"},
            "layout": "cep152",
        },
    },
    "recipes": {"quick": {"points": 30, "interpolation": "step"}},
    "experiments": {"packed": {"dataset": "packed", "recipe": "quick", "replicates": 1}},
}
SMALL = {
    "models": {"toroid": {"builtin": "toroid", "nm_per_unit": 200}},
    "datasets": {
        "toroid": {
            "kind": "localisations",
            "source": {"synthetic": {"particles": 30, "localisations": 100, "bad": 7}},
            "layout": "cep152",
            "size": 32,
            "nm_per_pixel": 25,
            "rotations": 2,
            "truth": "toroid",
            "shape": "torus",
        },
    },
    "recipes": {"quick": {"points": 30, "epochs": 1, "batch_size": 8, "sigma": [0.09375, 0.0625]}},
    "experiments": {
        "toroid": {
            "dataset": "toroid",
            "recipe": "quick",
            "replicates": 1,
            "settings": {"interpolation": "step"},
        }
    },
    "paper": {
        "claims": str(ROOT / "config/demo-claims.yaml"),
        "figures": {"gallery": {"kind": "gallery", "experiments": ["toroid"]}},
        "tables": {"table": {"title": "Toroid", "rows": {"1.A": {"experiment": "toroid"}}}},
        "videos": {"turning": {"kind": "turning", "experiments": ["toroid"]}},
    },
    "threads": 1,
    "evaluation": {"random_clouds": 2},
}
# Each interpreter that starts in an environment records its command.
SAYS = """import json, os, sys
with open(os.environ["SAID"], "a") as said:
    print(json.dumps([sys.prefix, *sys.orig_argv[1:]]), file=said)
"""


@pytest.fixture
def conda(tmp_path, monkeypatch):
    """Put a stand-in for conda, which makes environments in the given way, first on PATH."""

    def stand_in(way):
        own = lay_out(tmp_path / "conda", way)
        monkeypatch.setenv("PATH", f"{own}{os.pathsep}{os.environ['PATH']}")

    monkeypatch.setenv("SAID", str(tmp_path / "said.txt"))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return stand_in


def snakemake(root, folder, *arguments):
    """Run the workflow of `root` with the profile, in an empty folder."""
    folder.mkdir(exist_ok=True)
    command = [
        *(sys.executable, "-m", "snakemake", "--profile", root / "profiles/conda"),
        *("--snakefile", root / "Snakefile", "--directory", folder, "--cores", "2", *arguments),
    ]
    return subprocess.run(
        [str(c) for c in command], capture_output=True, text=True, check=False, cwd=root
    )


def environments(folder):
    """The environments in a folder, by the name of their stage."""
    texts = {path.read_text(): path.stem for path in ROOT.glob("envs/*.yaml")}
    made = folder.glob(".snakemake/conda/*.yaml")
    return {texts[path.read_text()]: path.with_suffix("") for path in made}


def listen(environment):
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "says.py").write_text(SAYS)
    (site / "says.pth").write_text("import says\n")  # Debian's Python has its own sitecustomize


def stages_by_environment(tmp_path, made):
    """The subcommands of holly that ran in each environment."""
    names = {str(path): name for name, path in made.items()}
    ran = defaultdict(set)
    for line in (tmp_path / "said.txt").read_text().splitlines():
        prefix, *words = json.loads(line)
        if words[:2] == ["-m", "holly"]:
            before = words.index("--record") + 1 if "--record" in words else 1
            ran[names[prefix]].add(words[before + 1])
    return dict(ran)


def test_a_stage_runs_inside_the_environment_that_pip_made_of_the_hashes(conda, tmp_path):
    conda("install")
    run = tmp_path / "run"
    run.mkdir()
    with zipfile.ZipFile(run / "packed.zip", "w") as archive:
        archive.writestr("cells.mat", b"localisations")
    (run / "config.yaml").write_text(yaml.safe_dump(ARCHIVE))
    asked = ["--configfile", run / "config.yaml", "--notemp", "--", "resources/unpacked/packed"]
    created = snakemake(ROOT, run, "--conda-create-envs-only", *asked)
    assert created.returncode == 0, created.stderr
    made = environments(run)
    assert made.keys() == {"download"}
    (program,) = made["download"].glob("bin/zenodo_get")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    version = said.stdout.split()[-1]
    assert f'"zenodo-get=={version} ' in (ROOT / "envs/download.yaml").read_text()
    listen(made["download"])
    ran = snakemake(ROOT, run, *asked)
    assert ran.returncode == 0, ran.stderr
    assert stages_by_environment(tmp_path, made) == {"download": {"unpack"}}
    assert (run / "resources/unpacked/packed/cells.mat").read_bytes() == b"localisations"


def test_a_wheel_that_is_not_the_locked_one_is_refused(conda, tmp_path):
    conda("install")
    root = tmp_path / "tampered"
    for folder in ("config", "envs", "groundwork", "holly", "profiles", "workflow", "wormbrain"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Snakefile", root)
    file = root / "envs" / "download.yaml"
    text, count = re.subn(
        r'("zenodo-get==\S+).*"', rf'\1 --hash=sha256:{"0" * 64}"', file.read_text()
    )
    assert count == 1
    file.write_text(text)
    run = tmp_path / "run"
    run.mkdir()
    (run / "packed.zip").touch()
    (run / "config.yaml").write_text(yaml.safe_dump(ARCHIVE))
    asked = ["--configfile", run / "config.yaml", "--", "resources/unpacked/packed"]
    refused = snakemake(root, run, *asked)
    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert "zenodo-get" in refused.stderr
    assert not (run / "resources").exists()
    assert not list(run.glob(".snakemake/conda/*/bin"))


def test_from_localisations_to_pages_each_stage_finds_all_it_needs(conda, tmp_path):
    conda("link")
    run = tmp_path / "run"
    run.mkdir()
    (run / "config.yaml").write_text(yaml.safe_dump(SMALL))
    asked = ["--configfile", run / "config.yaml", "--", "all", "results/claims.json"]
    created = snakemake(ROOT, run, "--conda-create-envs-only", *asked)
    assert created.returncode == 0, created.stderr
    made = environments(run)
    for environment in made.values():
        listen(environment)
    ran = snakemake(ROOT, run, *asked)
    assert ran.returncode == 0, ran.stderr
    stages = stages_by_environment(tmp_path, made)
    assert stages["train"] == {"train"}
    expected = {
        (environment, stage) for _, environment, package, stage in RULES if package == "holly"
    }
    assert {(e, stage) for e in stages for stage in stages[e]} <= expected
