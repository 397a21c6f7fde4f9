"""The report's recipe, small enough to run in seconds."""

import json
import subprocess
import sys
from dataclasses import asdict

import numpy as np
import pytest
import torch

from wormbrain.pairs.augmented import Images
from wormbrain.settings.paper import PaperNetwork, PaperRecipe
from wormbrain.training.paper import PaperTraining
from wormbrain.training.seeded import seeded

NETWORK = PaperNetwork(features="wb", size=64, width=0.125, last_pool=2, kernels=(1, 1))
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def images():
    """Bright spots on dark frames, 40 frames of two images."""
    generator = torch.Generator().manual_seed(1)
    pixels = (torch.rand(80, 3, 8, 8, generator=generator) ** 6 * 250).repeat_interleave(8, 2)
    pixels = pixels.repeat_interleave(8, 3)
    pixels[:, 2] = 0
    return Images(pixels.byte(), np.repeat(np.arange(40), 2), torch.zeros(80, 0, 2))


def training(images, seed=1, **settings):
    recipe = PaperRecipe(**{"network": NETWORK, "batch_size": 8} | settings)
    return PaperTraining(recipe, images, seed=seed, device=CPU)


def descend(recipe, seed=1):
    with seeded(torch.Generator().manual_seed(seed)):
        recipe.loss(recipe.draw(torch.Generator().manual_seed(seed))).backward()


@pytest.mark.parametrize("train_features", [False, True])
def test_features_learn_only_if_asked_to(images, train_features):
    recipe = training(images, train_features=train_features)
    before = recipe.network.features[1].running_mean.clone()
    descend(recipe)
    gradients = [p.grad is not None for p in recipe.network.features.parameters()]
    assert set(gradients) == {train_features}
    assert all(p.grad is not None for p in recipe.network.regression.parameters())
    assert not torch.equal(recipe.network.features[1].running_mean, before)  # as published


def test_validation_pairs_are_the_same_for_all_seeds_and_at_any_time(images):
    recipes = [training(images, seed=seed, split="time") for seed in (1, 1, 2)]
    losses = []
    for recipe in recipes:
        recipe.network.eval()
        losses.append([recipe.validate()["validation"] for _ in "12"])
    assert losses[0][0] == losses[0][1] == losses[1][0] != losses[2][0]
    identity = PaperNetwork(**vars(NETWORK) | {"start": "identity"})
    untrained = training(images, split="time", network=identity)
    untrained.network.eval()
    floor = untrained.facts()["identity"]
    assert untrained.validate()["validation"] == pytest.approx(floor, rel=1e-5)
    assert recipes[2].facts()["identity"] == floor


def test_the_learning_rate_is_that_of_torchs_cosine_schedule(images):
    recipe = training(images, learning_rate=0.003, half_period=20)
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.003)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, 20, eta_min=5e-7)
    for step in range(70):
        assert recipe.learning_rate(step) == pytest.approx(schedule.get_last_lr()[0], rel=1e-6)
        optimiser.step()
        schedule.step()


def test_the_published_recipe_takes_the_steps_of_the_published_program():
    number = np.repeat(np.arange(572), 11)
    images = Images(torch.zeros(6292, 3, 2, 2, dtype=torch.uint8), number, torch.zeros(6292, 0, 2))
    recipe = training(images, batch_size=16)
    assert (recipe.steps, recipe.steps_per_row) == (40 * 315, 315)
    assert recipe.facts()["training_images"] == 5034  # 80 %, rounded; the program's are 5033


def test_images_are_normalised_by_the_training_images(images):
    network = training(images).network
    seen = (images.pixels.float() - network.mean) / network.spread
    assert seen[:, :2].mean().item() == pytest.approx(0, abs=0.1)
    assert seen[:, :2].std().item() == pytest.approx(1, abs=0.1)
    assert torch.isfinite(seen).all()  # although blue is empty


@pytest.mark.parametrize("kind", ["paper", "match"])
def test_training_needs_only_torch_numpy_tqdm_and_h5py(kind):
    absent = ("pydantic", "scipy", "matplotlib", "skimage", "pandas", "tensorboard", "codecarbon")
    program = f"""
import sys
sys.modules.update(dict.fromkeys({absent}))
import wormbrain.training.{kind}
from wormbrain.training.run_folder import RunFolder
from groundwork.loop.progress import Progress
from wormbrain.training.train import train
from pathlib import Path
Progress(Path("."), 0, 1, 0).close()
"""
    subprocess.run([sys.executable, "-c", program], check=True, stderr=subprocess.DEVNULL)


def test_settings_are_json(images):
    recipe = training(images)
    assert json.loads(json.dumps(asdict(recipe.settings)))["network"]["features"] == "wb"
