from dataclasses import replace

import numpy as np
import pytest
import torch
from cubes import write_cube

from groundwork.errors import InputError
from holly.data.clouds import write_cloud
from holly.images.cube import CubeHeader, cube_path, write_index
from holly.settings.images import Noise, Simulation
from holly.settings.recipes import Recipe
from holly.training.dataset import open_images
from holly.training.signal import require_signal
from holly.training.trainer import Trainer

CPU = torch.device("cpu")
RECIPE = Recipe(points=4, epochs=2, batch_size=4, sigma=(2,), max_sigma=3, pose="table")


def stored(folder, images):
    """A folder of cubes of these images [N, 16, 16], each of its own particle, opened."""
    folder.mkdir()
    write_cube(cube_path(folder, 2), CubeHeader(2.0, 5.0, 0), images.astype(np.float32))
    write_index(folder, range(len(images)), range(len(images)), np.zeros((len(images), 1)))
    return open_images(folder, RECIPE, None, 1, CPU)


def spots(count=24):
    images = np.zeros((count, 16, 16))
    images[:, 6:10, 6:10] = np.random.default_rng(0).uniform(1, 2, (count, 4, 4))
    return images


def test_images_with_signal_pass(tmp_path):
    require_signal(tmp_path, stored(tmp_path / "a", spots()), 2, simulated=False)


@pytest.mark.parametrize("number", [3, 23])  # of the training and of the held-out images
@pytest.mark.parametrize("value", [0.0, 7.0])
def test_one_image_without_signal_is_refused(tmp_path, number, value):
    images = spots()
    images[number] = value
    with pytest.raises(InputError, match=r"1 of \d+ images looked at show nothing"):
        require_signal(tmp_path, stored(tmp_path / "a", images), 2, simulated=False)


def test_simulated_particles_may_be_dark_but_not_most_of_them(tmp_path):
    write_cloud(tmp_path / "a.ply", np.eye(3))
    for dropout, passes in ((0.5, True), (0.99, False)):
        simulation = Simulation(particles=64, rotations=1, size=16, noise=Noise(dropout=dropout))
        opened = open_images(tmp_path / "a.ply", RECIPE, simulation, 1, CPU)
        if passes:
            require_signal(tmp_path, opened, 2, simulated=True)
        else:
            with pytest.raises(InputError, match="show nothing"):
                require_signal(tmp_path, opened, 2, simulated=True)


def test_a_model_that_no_image_shows_is_refused(tmp_path):
    write_cloud(tmp_path / "a.ply", np.eye(3) + 100)
    simulation = Simulation(particles=16, rotations=1, size=16)
    opened = open_images(tmp_path / "a.ply", RECIPE, simulation, 1, CPU)
    with pytest.raises(InputError, match="16 of 16 images looked at show nothing"):
        require_signal(tmp_path, opened, 2, simulated=True)


def test_a_loss_of_zero_is_refused(tmp_path):
    recipe = replace(RECIPE, normalisation="image")
    trainer = Trainer(stored(tmp_path / "a", spots() * 0).training, recipe, seed=1, device=CPU)
    trainer.descend()
    with pytest.raises(InputError, match="step 1: the loss is zero, so there is nothing"):
        trainer.means()
