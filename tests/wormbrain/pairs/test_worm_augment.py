"""The report's augmentation, against scikit-image and by its own laws."""

import math

import numpy as np
import pytest
import torch
from skimage.transform import AffineTransform, PiecewiseAffineTransform, warp

from wormbrain.geometry import pixel_centres, to_pixels, to_points
from wormbrain.pairs import augment as methods
from wormbrain.pairs.augment import Linear, Marked, PiecewiseAffine, augment, rotation, warped

FILL = 17.0
NONE = torch.zeros(0, 2)


def picture(height=48, width=48):
    generator = torch.Generator().manual_seed(1)
    return torch.rand(3, height, width, generator=generator) * 255


def seed(number):
    return torch.Generator().manual_seed(number)


def by_skimage(image, transform):
    """The image where `transform` takes pixel positions of the result to those of the image."""
    planes = [
        warp(plane, transform, order=1, mode="constant", cval=FILL, preserve_range=True)
        for plane in image.double().numpy()
    ]
    return torch.from_numpy(np.stack(planes)).float()


def about_the_centre(matrix, height, width):
    """scikit-image's transformation for a matrix of pixel offsets from the centre."""
    centre = (np.array([width, height]) - 1) / 2
    whole = np.eye(3)
    whole[:2, :2] = matrix
    whole[:2, 2] = centre - matrix @ centre
    return AffineTransform(matrix=whole)


@pytest.mark.parametrize(
    "matrix",
    [
        [[1.0, 0.15], [0.0, 1.0]],
        [[1.0, 0.0], [-0.1, 1.0]],
        [[1.1, 0.0], [0.0, 1.2]],
        [[math.cos(0.5), -math.sin(0.5)], [math.sin(0.5), math.cos(0.5)]],
    ],
)
@pytest.mark.parametrize("size", [(48, 48), (30, 48)])
def test_linear_warps_are_those_of_scikit_image(matrix, size):
    image = picture(*size)
    ours = warped(Marked(image, NONE), Linear(torch.tensor(matrix)), FILL).image
    inverse = np.linalg.inv(np.array(matrix))
    theirs = by_skimage(image, about_the_centre(inverse, *size))
    torch.testing.assert_close(ours, theirs, atol=0.05, rtol=0)


def jittered(height, width, scale=0.05):
    edge = torch.tensor([width, height]) / max(height, width)
    line = torch.linspace(-1, 1, 4)
    grid = torch.stack(torch.meshgrid(line, line, indexing="ij"), -1)
    noise = torch.randn(grid.shape, generator=seed(5))
    return grid * edge, (grid + 2 * scale * noise).clamp(-1, 1) * edge, edge


@pytest.mark.parametrize("size", [(48, 48), (30, 48)])
def test_the_piecewise_affine_warp_is_that_of_scikit_image(size):
    image = picture(*size)
    regular, nodes, edge = jittered(*size)
    ours = warped(Marked(image, NONE), PiecewiseAffine(nodes, edge), FILL).image
    # The regular grid can be cut along either diagonal; a slight shear makes one the shorter.
    slanted = regular.clone()
    slanted[..., 0] += 1e-5 * slanted[..., 1]
    source, target = (
        to_pixels(points.reshape(-1, 2), *size).double().numpy() for points in (slanted, nodes)
    )
    theirs = by_skimage(image, PiecewiseAffineTransform.from_estimate(source, target))
    inner = (slice(None), slice(2, -2), slice(2, -2))
    assert float((ours - theirs)[inner].abs().mean()) < 0.02
    assert float((ours - theirs)[inner].abs().max()) < 2


@pytest.mark.parametrize("size", [(48, 48), (30, 48)])
def test_points_go_forth_and_back(size):
    _, nodes, edge = jittered(*size)
    points = (pixel_centres(*size) * 0.7).reshape(-1, 2)
    for warp_ in (rotation(0.3), PiecewiseAffine(nodes, edge)):
        torch.testing.assert_close(warp_.back(warp_.forth(points)), points, atol=1e-4, rtol=0)


@pytest.mark.parametrize("method", [*methods.METHODS, augment])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_bright_spots_stay_under_their_points(method, number):
    size = 96
    y, x = np.mgrid[:size, :size]
    places = np.array([[40.0, 52.0], [60.0, 44.0], [45.0, 38.0]])
    image = np.full((size, size), 17.0)
    for column, row in places:
        image += 200 * np.exp(-((x - column) ** 2 + (y - row) ** 2) / (2 * 2**2))
    points = to_points(torch.from_numpy(places).float(), size, size)
    marked = method(Marked(torch.from_numpy(image).float()[None], points), seed(number))
    for column, row in to_pixels(marked.points, size, size).tolist():
        near = (abs(x - column) < 6) & (abs(y - row) < 6)
        light = (marked.image[0].numpy() - 30).clip(0) * near
        assert (light * x).sum() / light.sum() == pytest.approx(column, abs=0.6)
        assert (light * y).sum() / light.sum() == pytest.approx(row, abs=0.6)


def test_a_point_that_leaves_the_image_is_nan():
    _, nodes, edge = jittered(48, 48)
    nodes = nodes * 0.9  # the border of the image is no longer seen
    points = PiecewiseAffine(nodes, edge).forth(torch.tensor([[0.0, 0.0], [0.99, 0.99]]))
    assert points.isnan().any(1).tolist() == [False, True]


def test_two_to_four_methods_are_chosen_equally_often_in_any_order(monkeypatch):
    chosen = []
    names = [lambda marked, _, name=name: chosen[-1].append(name) or marked for name in range(5)]
    monkeypatch.setattr(methods, "METHODS", names)
    generator = seed(1)
    for _ in range(3000):
        chosen.append([])
        augment(Marked(picture(4, 4), NONE), generator)
    assert all(len(set(c)) == len(c) for c in chosen)
    counts = np.bincount([len(c) for c in chosen], minlength=5) / 3000
    assert counts[2:] == pytest.approx([1 / 3] * 3, abs=0.04)
    first = np.bincount([c[0] for c in chosen], minlength=5) / 3000
    assert first == pytest.approx([0.2] * 5, abs=0.04)


def test_noise_is_the_same_in_all_channels_and_as_strong_as_the_report_says():
    grey = Marked(torch.full((3, 64, 64), 100.0), NONE)
    spreads = []
    for number in range(200):
        noise = methods.add_noise(grey, seed(number)).image - 100
        assert torch.equal(noise[0], noise[2])
        spreads.append(float(noise[0].std()))
    assert max(spreads) < 0.025 * 255 * 1.05
    assert np.mean(spreads) == pytest.approx(0.025 * 255 / 2, rel=0.15)


def test_what_comes_into_view_has_the_fill_value():
    bright = Marked(torch.full((3, 48, 48), 200.0), NONE)
    corner = methods.rotate(bright, seed(1)).image[:, 0, 0]
    assert 16 <= float(corner.min()) <= float(corner.max()) <= 18


def test_the_same_seed_gives_the_same_image():
    results = [augment(Marked(picture(), NONE), seed(4)).image for _ in "12"]
    assert torch.equal(*results)
