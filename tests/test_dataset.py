import shutil

import numpy as np
import pytest
import torch

from holly.dataset import open_images
from holly.errors import InputError
from holly.images import CubeHeader, cube_path, write_cube, write_index
from holly.models import write_model
from holly.settings import Noise, Recipe, Simulation

CPU = torch.device("cpu")
RECIPE = Recipe(sigma=(2.0, 1.0), interpolation="step")
PARTICLES, ROTATIONS = 40, 3


@pytest.fixture
def folder(tmp_path):
    """Cubes in which the value of every pixel is the image's index plus the level."""
    count = PARTICLES * ROTATIONS
    for sigma in RECIPE.sigma:
        values = np.arange(count, dtype=np.float32)[:, None, None] + sigma
        header = CubeHeader(sigma, nm_per_pixel=4.0, seed=1)
        cube = np.broadcast_to(values, (count, 8, 16))
        write_cube(cube_path(tmp_path, sigma), [cube], cube.shape, header)
    write_index(tmp_path, range(PARTICLES), range(100, 140), np.zeros((PARTICLES, ROTATIONS)))
    return tmp_path


def test_stored_images_come_at_the_asked_level(folder):
    images = open_images(folder, RECIPE, None, 1, CPU).training
    drawn = images.draw(torch.tensor([5, 0]), 1.0)
    assert drawn.shape == (2, 8, 16)
    assert drawn[:, 0, 0].tolist() == [6, 1]
    assert images.draw(torch.tensor([5]), 2.0)[0, 0, 0] == 7


def test_whole_particles_are_held_out(folder):
    opened = open_images(folder, RECIPE, None, 1, CPU)
    assert len(opened.held_out) == 2 * ROTATIONS  # 5 % of 40 particles
    assert len(opened.training) == 38 * ROTATIONS
    assert opened.held_out.draw(torch.tensor([0]), 1.0)[0, 0, 0] == 38 * ROTATIONS + 1


def test_the_scale_comes_from_the_images(folder):
    assert open_images(folder, RECIPE, None, 1, CPU).nm_per_unit == 16 / 4 * 4.0


def test_a_missing_level_is_named(folder):
    recipe = Recipe(sigma=(2.0, 0.5), interpolation="step")
    with pytest.raises(InputError, match=r"sigma_0\.5\.fits"):
        open_images(folder, recipe, None, 1, CPU)


def test_a_truncated_cube_is_named(folder):
    path = cube_path(folder, 2.0)
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(InputError, match=r"sigma_2\.fits: truncated"):
        open_images(folder, RECIPE, None, 1, CPU)


def test_an_index_of_other_images_is_refused(folder):
    write_index(folder, range(3), range(3), np.zeros((3, 2)))
    with pytest.raises(InputError, match="index and cubes differ"):
        open_images(folder, RECIPE, None, 1, CPU)


def test_other_images_have_another_digest(folder, tmp_path):
    first = open_images(folder, RECIPE, None, 1, CPU).digest
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("copy"))
    assert open_images(copy, RECIPE, None, 1, CPU).digest == first
    shape = (PARTICLES * ROTATIONS, 8, 16)
    write_cube(cube_path(copy, 1.0), [np.ones(shape, np.float32)], shape, CubeHeader(1.0, 4.0, 1))
    assert open_images(copy, RECIPE, None, 1, CPU).digest != first


def test_simulated_images_need_a_model_that_can_be_read(tmp_path):
    with pytest.raises(InputError, match=r"none\.ply"):
        open_images(tmp_path / "none.ply", RECIPE, Simulation(), 1, CPU)


def test_simulated_sets_hold_other_particles_out(tmp_path):
    write_model("teapot", tmp_path / "teapot.ply")
    simulation = Simulation(particles=10, rotations=2, size=16, noise=Noise(scatter=0.1))
    opened = open_images(tmp_path / "teapot.ply", RECIPE, simulation, 1, CPU)
    assert (len(opened.training), len(opened.held_out)) == (20, 64)
    assert not torch.equal(opened.training.rotation[0], opened.held_out.rotation[0])
    assert opened.nm_per_unit is None
