import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import RBFInterpolator
from skimage.transform import resize_local_mean

from wormbrain.geometry import (
    apply_affine,
    identity_affine,
    inside,
    pixel_centres,
    sample,
    size_of,
    spline,
    to_pixels,
    to_points,
)

sides = st.integers(2, 40)


@given(sides, sides)
@settings(deadline=None)
def test_pixels_and_points_are_each_others_inverse(height, width):
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    pixels = torch.stack([columns, rows], dim=-1).float()
    points = to_points(pixels, height, width)
    torch.testing.assert_close(points, pixel_centres(height, width))
    torch.testing.assert_close(to_pixels(points, height, width), pixels, atol=1e-4, rtol=0)


@given(sides, sides)
@settings(max_examples=20, deadline=None)
def test_sampling_at_the_pixels_gives_the_image(height, width):
    image = torch.rand(1, 2, height, width)
    torch.testing.assert_close(
        sample(image, pixel_centres(height, width)[None]), image, atol=1e-4, rtol=0
    )


def test_sampling_a_volume_at_its_voxels_gives_the_volume():
    volume = torch.rand(1, 1, 3, 5, 7)
    size = size_of(volume.shape[2:], depth_step=2.0)
    axes = [
        (2 * torch.arange(n) + 1 - n) / n * e for n, e in zip((3, 5, 7), size.flip(0), strict=True)
    ]
    z, y, x = torch.meshgrid(*axes, indexing="ij")
    values = sample(volume, torch.stack([x, y, z], dim=-1)[None], size=size)
    torch.testing.assert_close(values, volume, atol=1e-5, rtol=0)


def test_a_point_stays_where_it_is_when_an_image_is_resized_by_area():
    image = np.zeros((32, 64))
    image[8:16, 40:48] = 1
    small = resize_local_mean(image, (8, 16))
    centres = [
        (pixel_centres(*picture.shape) * torch.tensor(picture)[..., None]).sum((0, 1))
        / picture.sum()
        for picture in (image, small)
    ]
    torch.testing.assert_close(centres[0], centres[1])


def test_a_spline_is_the_one_that_scipy_interpolates():
    warps = spline(4, 3, (1.0, 0.6))
    moved = warps.control + 0.2 * torch.randn(12, 2, generator=torch.Generator().manual_seed(1))
    points = pixel_centres(9, 15).reshape(-1, 2)
    known = RBFInterpolator(
        warps.control.double().numpy(), moved.numpy(), kernel="thin_plate_spline", degree=1
    )
    np.testing.assert_allclose(
        warps.basis(points) @ moved, known(points.double().numpy()), atol=1e-5
    )


@given(st.lists(st.floats(-2, 2, width=32), min_size=6, max_size=6))
@settings(max_examples=30, deadline=None)
def test_an_affine_transformation_is_a_spline_that_does_not_bend(numbers):
    affine = torch.tensor(numbers).view(1, 2, 3)
    warps, points = spline(5, 4), torch.rand(30, 2) * 2 - 1
    control = warps.from_affine(affine)
    torch.testing.assert_close(
        warps.basis(points) @ control, apply_affine(affine, points[None]), atol=1e-3, rtol=1e-3
    )
    assert float((control[0] * (warps.bending @ control[0])).sum()) == pytest.approx(0, abs=1e-3)
    torch.testing.assert_close(warps.affine_part(control), affine, atol=1e-3, rtol=1e-3)


def test_bending_costs_energy():
    warps = spline(3, 3)
    bent = warps.control.clone()
    bent[4, 0] += 0.1
    assert float((bent * (warps.bending @ bent)).sum()) > 0.001


def test_inside_is_what_lies_in_the_frame():
    size = size_of((10, 20))
    points = torch.tensor([[0.0, 0.0], [0.99, 0.49], [1.01, 0.0], [0.0, 0.51]])
    assert inside(points, size).tolist() == [True, True, False, False]


def test_the_identity_moves_nothing():
    points = torch.rand(2, 5, 2)
    assert torch.equal(apply_affine(identity_affine(2), points), points)
