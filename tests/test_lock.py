"""The one lock, the environments written from it, and what the code imports."""

import ast
import importlib.util
import re
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
SPEC = importlib.util.spec_from_file_location("lock", ROOT / "envs" / "lock.py")
lock = importlib.util.module_from_spec(SPEC)
sys.modules["lock"] = lock
SPEC.loader.exec_module(lock)

# The modules of each stage, and what a distribution is called when it is imported.
STAGES = {
    "download": ["download", "unpack"],
    "images": [
        *(
            "augment",
            "config",
            "curate",
            "gauss",
            "images",
            "layouts",
            "original_fits",
            "localisations",
            "models",
            "prerender",
        ),
        *("stacks", "structure", "synthetic"),
    ],
    "train": ["config", "dataset", "loss", "network", "run", "simulate", "strays", "train"],
    "evaluate": ["evaluate", "register", "run", "shapes"],
    "figures": ["contact_sheet", "pages", "report", "figures/*"],
}
IMPORT_NAMES = {"pillow": "PIL", "pyyaml": "yaml", "tensorboard": "torch.utils.tensorboard"}


def test_every_direct_dependency_is_locked_with_hashes():
    pins = {p.name: p for p in lock.read_lock((ROOT / "requirements.lock").read_text())}
    wanted = set().union(*lock.groups().values())
    assert wanted <= pins.keys()
    assert all("--hash=sha256:" in p.line for p in pins.values())
    assert pins["torch"].line.startswith("torch==2.13.0 ")


@pytest.mark.parametrize("stage", lock.STAGES)
def test_environments_are_in_step_with_the_lock(stage):
    path = ROOT / "envs" / f"{stage}.yaml"
    assert path.read_text() == lock.environment(stage), "run: python envs/lock.py write"
    pip = yaml.safe_load(path.read_text())["dependencies"][-1]["pip"]
    assert pip[0] == "--require-hashes"


@pytest.mark.parametrize("stage", STAGES)
def test_an_environment_holds_what_its_stage_imports(stage):
    locked = set(re.findall(r'"([\w.-]+)==', (ROOT / "envs" / f"{stage}.yaml").read_text()))
    provided = {IMPORT_NAMES.get(name, name.replace("-", "_")).split(".")[0] for name in locked}
    needed = set()
    for pattern in STAGES[stage]:
        for path in ROOT.glob(f"holly/{pattern}.py"):
            needed |= third_party_imports(path)
    assert needed <= provided


def test_the_installation_leaves_the_choice_of_torch_to_the_machine():
    names = {line.split("==")[0] for line in lock.requirements().splitlines()}
    assert "snakemake" in names
    assert not {"torch", "nvidia-cudnn-cu13"} & names
    assert not any(name.startswith("nvidia") for name in names)
    assert "torch==2.13.0" in lock.constraints().splitlines()


def third_party_imports(path):
    """Top-level names of what a module imports that is neither ours nor Python's."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"holly"}
