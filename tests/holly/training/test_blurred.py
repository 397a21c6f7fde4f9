import numpy as np
import pytest
import torch
from cubes import write_cube
from scipy.ndimage import gaussian_filter

from holly.images.cube import CubeHeader, cube_path, write_index
from holly.settings.recipes import Recipe
from holly.training.blurred import BlurredImages
from holly.training.dataset import open_images

CPU = torch.device("cpu")
SHARP = np.random.default_rng(0).uniform(0, 1, (24, 16, 16)).astype(np.float32)


def images(chosen=range(24)):
    return BlurredImages(SHARP, np.array(chosen), np.array(chosen), CPU)


@pytest.mark.parametrize("sigma", [0.0, 0.3, 1.7, 5.0, 30.0])
def test_images_are_blurred_as_scipy_blurs_them(sigma):
    expected = [gaussian_filter(image, sigma, mode="constant") for image in SHARP[[3, 1]]]
    found = images().draw(torch.tensor([3, 1]), sigma)
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("stride", [1, 2, 4])
def test_a_stride_gives_the_pixels_of_the_full_image(stride):
    every, some = images().draw(torch.arange(4), 1.5), images().draw(torch.arange(4), 1.5, stride)
    torch.testing.assert_close(some, every[:, ::stride, ::stride])


def test_a_sharp_cube_alone_trains_at_any_sigma(tmp_path):
    write_cube(cube_path(tmp_path, 0), CubeHeader(0.0, 5.0, 0), SHARP)
    write_index(tmp_path, range(24), range(24), np.full((24, 1), np.nan))
    recipe = Recipe(batch_size=2, sigma=(4, 1.25), max_sigma=6)
    opened = open_images(tmp_path, recipe, None, 1, CPU)
    assert len(opened.training) == 23
    assert opened.nm_per_unit == 5.0 * 16 / 4
    found = opened.held_out.draw(torch.tensor([0]), 1.25)[0]
    np.testing.assert_allclose(found, gaussian_filter(SHARP[23], 1.25, mode="constant"), atol=1e-6)
    half = open_images(tmp_path, recipe, None, 1, CPU, half=2)
    np.testing.assert_array_equal(half.training.draw(torch.tensor([0]), 0.0)[0], SHARP[1])
