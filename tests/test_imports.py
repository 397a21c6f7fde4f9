"""The core and training need only torch and numpy; other stages import more when they run."""

import subprocess
import sys

import pytest

BLOCKED = "astropy h5py matplotlib open3d pandas pydantic scipy snakemake tifffile yaml"
PRELUDE = f"import sys\nfor name in {BLOCKED.split()!r}: sys.modules[name] = None\n"
TRAINING = """
import torch
from pathlib import Path
from holly.training.dataset import open_images
from holly.data.ground_truths import write_ground_truth
from holly.settings.images import Simulation
from holly.settings.recipes import Recipe
from holly.training.observer import Observer
from holly.training.train import RunFolder, train
from holly.training.trainer import Trainer
write_ground_truth("bunny", Path("bunny.ply"))
recipe = Recipe(points=20, epochs=1, batch_size=4, sigma=(2.0, 1.0), max_sigma=7.0)
cpu = torch.device("cpu")
images = open_images(Path("bunny.ply"), recipe, Simulation(8, 1, 16), 1, cpu)
trainer = Trainer(images.training, recipe, seed=1, device=cpu)
points = train(Observer(trainer, images.held_out), RunFolder(Path("run"), {}))
print(tuple(points.shape), "torch._dynamo" in sys.modules)
"""


def run(code, folder):
    command = [sys.executable, "-W", "ignore", "-c", PRELUDE + code]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


@pytest.mark.parametrize(
    "module",
    [
        *("groundwork.errors", "groundwork.files", "holly.data.ground_truths", "holly.geometry"),
        *("holly.images.simulate", "holly.render", "holly.settings.choices"),
        *("groundwork.settings.parse", "holly.settings.load", "holly.stages"),
        "holly.training.optimisation",
    ],
)
def test_the_core_imports_with_only_torch_and_numpy(module, tmp_path):
    ended = run(f"import {module}", tmp_path)
    assert ended.returncode == 0, ended.stderr


def test_training_on_simulated_images_runs_with_little_installed(tmp_path):
    ended = run(TRAINING, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == "(20, 3) False"  # torch's compiler takes seconds to import


def test_the_configuration_is_read_without_torch(tmp_path):
    code = "import sys; sys.modules['torch'] = None; import holly.settings.load"
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ended.returncode == 0, ended.stderr
