"""What is read from a network in evaluation mode is what it has learned in training mode."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from holly.data.ground_truths import write_ground_truth
from holly.geometry import axis_angle_from_rotation
from holly.settings.images import Simulation
from holly.settings.recipes import in_pixels
from holly.settings.shipped import RECIPES
from holly.training.dataset import open_images
from holly.training.loss import normalise
from holly.training.observer import Observer
from holly.training.train import RunFolder, train
from holly.training.trainer import Trainer

CPU = torch.device("cpu")
SIZE, IMAGES, STEPS = 32, 64, 2  # pixels, training images, steps at each sigma


@pytest.fixture(scope="module")
def bunny(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "bunny.ply"
    write_ground_truth("bunny", path)
    return path


def observer(bunny, name, steps):
    """A training by a shipped recipe with this many steps at each of its sigmas."""
    recipe = RECIPES[name].recipe
    epochs = steps * len(recipe.sigma) * recipe.batch_size / IMAGES
    recipe = in_pixels(replace(recipe, epochs=epochs), SIZE)
    simulation = Simulation(particles=IMAGES // 4, rotations=4, size=SIZE)
    images = open_images(bunny, recipe, simulation, 1, CPU)
    return Observer(Trainer(images.training, recipe, seed=1, device=CPU), images.held_out)


def normalised(trainer, indices):
    return normalise(trainer.training.draw(indices, trainer.sigma), trainer.recipe)


@torch.no_grad()
def move_biases(trainer, random):
    """By a deviation of the first outputs, as far as Adam was seen to move them in ten steps.

    Batch normalisation removes them, so this changes nothing in training mode.
    """
    convolution = trainer.predictor.convolutions[0][0]
    outputs = convolution(normalised(trainer, torch.arange(32))[:, None])
    moves = torch.randn(len(convolution.bias), generator=random)
    convolution.bias += moves * outputs.std((0, 2, 3))


@torch.no_grad()
def loss_as_in_training(trainer):
    trainer.predictor.train()
    losses = []
    for indices in torch.arange(IMAGES).split(32):
        target = normalised(trainer, indices)
        poses = trainer.predict(trainer.predictor, target, indices, 1)
        losses.append(trainer.match(poses, target, trainer.sigma, 1, "absolute").each)
    return torch.cat(losses).mean().item()


@pytest.mark.parametrize("name", ["paper", "hypotheses"])
def test_both_modes_fit_the_same_images_equally_well_at_every_sigma(bunny, name):
    learner, random = observer(bunny, name, STEPS), torch.Generator().manual_seed(1)
    trainer = learner.trainer
    for _ in trainer.recipe.sigma:
        for _ in range(STEPS):
            trainer.descend()
        move_biases(trainer, random)
        read = learner.poses()[0]["loss"][:IMAGES].mean()
        assert read == pytest.approx(loss_as_in_training(trainer), rel=0.1), trainer.sigma


def test_the_saved_network_predicts_the_poses_that_were_written(bunny, tmp_path):
    trained = observer(bunny, "paper", 1)
    folder = RunFolder(tmp_path, {})
    train(trained, folder)
    saved = torch.load(folder.checkpoint.path)["state"]["training"]["trainer"]["predictor"]
    again = observer(bunny, "paper", 1).trainer
    again.predictor.load_state_dict(saved)
    again.predictor.eval()
    again.step = again.steps
    indices = torch.arange(32)
    poses = again.predict(again.predictor, normalised(again, indices), indices, 1)
    written = [trained.poses()[0][name][:32] for name in ("rx", "ry", "rz")]
    found = axis_angle_from_rotation(poses.rotation[:, 0]).detach()
    assert np.allclose(found.T, written, atol=1e-5)
