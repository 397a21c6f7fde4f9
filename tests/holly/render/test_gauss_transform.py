import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

import holly.render.gauss_transform
from holly.render import splat
from holly.render.gauss_transform import Levels

CEP152 = [10, 9, 8.1, 7.29, 6.56, 5.9, 5.31, 4.78, 4.3, 3.87, 3.65, 3.28]
WIDE = [0.3, 0.5, 1.0, 1.41, 2.0, 3.28, 5.0, 10.0, 20.0]


def reference(points, sigma, size):
    """Equation 1 in float64, of the points [2, N] whose centre is on a pixel."""
    points = points[:, ((points >= -0.5) & (points < size - 0.5)).all(0)]
    image = torch.zeros(size, size, dtype=torch.float64)
    for x, y in (part[:, None] for part in points.split(200, dim=1)):
        sigmas = torch.tensor([sigma], dtype=torch.float64)
        image += splat(x, y, sigmas, (size, size), backend="reference")[0]
    return image


def spread(count, size, seed=0):
    """Points [2, N] in float64 over an image, its edges and a margin of 3 pixels."""
    generator = torch.Generator().manual_seed(seed)
    points = torch.rand(2, count, dtype=torch.float64, generator=generator) * (size + 6) - 3
    points[0, ::7] = -0.5
    points[1, ::11] = size - 0.5 - 1e-9
    return points


def check(points, sigmas, size, direct=None, monkeypatch=None):
    levels = Levels(sigmas, size)
    if direct is not None:
        monkeypatch.setattr(levels, "_direct", lambda count: direct)
    for sigma, images in levels(points[:1], points[1:]).items():
        expected = reference(points, sigma, size)
        assert images.dtype == torch.float32
        error = (images[0] - expected).abs().max().item()
        assert error <= 1e-5 * expected.max().item(), (sigma, error / expected.max().item())


@pytest.mark.parametrize("sigmas", [CEP152, WIDE])
@pytest.mark.parametrize("count", [1, 60, 1500])
def test_every_level_is_equation_1(sigmas, count):
    check(spread(count, 64), sigmas, 64)


def test_every_level_is_equation_1_at_the_size_of_the_paper():
    check(spread(1000, 128), WIDE, 128)


@pytest.mark.parametrize("direct", [0, 4, len(WIDE)])
def test_every_split_between_straight_and_through_the_grid(direct, monkeypatch):
    check(spread(300, 24), WIDE, 24, direct, monkeypatch)


@settings(deadline=None, max_examples=60)
@given(
    x=st.floats(-0.5, 40.49),
    y=st.floats(-0.5, 40.49),
    sigma=st.floats(0.3, 20),
    ratio=st.floats(1.01, 20),
)
@example(x=-0.5, y=40.49, sigma=3.0, ratio=1.5)
def test_a_single_localisation_anywhere_through_the_grid(x, y, sigma, ratio):
    """The hardest image: nothing averages its error away."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        points = torch.tensor([[x], [y]], dtype=torch.float64)
        check(points, [sigma, sigma * ratio], 41, 0, monkeypatch)


def test_the_stated_bound_of_the_nodes_holds_pixel_by_pixel():
    """In float64, relative to what a localisation adds at each pixel."""
    grid = holly.render.gauss_transform._Grid([2.0, 6.0], 32, torch.device("cpu"))
    nodes = holly.render.gauss_transform._nodes(grid.count, grid.spacing)
    pixels = holly.render.gauss_transform._nodes(32, 1.0)
    for x in np.linspace(-16, 16, 41):
        deposit = torch.exp(-((nodes - x) ** 2) / (2 * grid.width**2))
        for sigma in grid.sigmas:
            variance = sigma**2 - grid.width**2
            kernel = torch.exp(-((pixels[:, None] - nodes) ** 2) / (2 * variance))
            kernel *= grid.spacing * sigma / (grid.width * np.sqrt(2 * np.pi * variance))
            ratio = kernel @ deposit / torch.exp(-((pixels - x) ** 2) / (2 * sigma**2))
            assert (ratio - 1).abs().max() < 2.3e-6


@pytest.mark.parametrize("sigma", [1.0, 5.0])
@pytest.mark.parametrize("direct", [0, 1])
def test_localisations_outside_are_dropped(sigma, direct, monkeypatch):
    columns = torch.tensor([[10.0, -0.6, 31.6, 10.0, -1e7, torch.inf]])
    rows = torch.tensor([[10.0, 10.0, 10.0, -3.0, 10.0, 10.0]])
    levels = Levels([sigma], 32)
    monkeypatch.setattr(levels, "_direct", lambda count: direct)
    expected = levels(columns[:, :1], rows[:, :1])[sigma]
    assert expected.sum() > 0.9
    assert torch.equal(levels(columns, rows)[sigma], expected)


def test_none_inside_is_a_dark_image():
    outside = torch.full((2, 3), -9.0)
    for images in Levels(CEP152, 32)(outside, outside).values():
        assert images.shape == (2, 32, 32)
        assert not images.any()


def test_an_intensity_of_1_a_localisation():
    points = 32 + 4 * torch.randn(2, 1, 700, generator=torch.Generator().manual_seed(1))
    for images in Levels([1.5, 3.0, 4.0], 64)(*points).values():
        assert images.sum().item() == pytest.approx(700, rel=1e-4)


def test_an_image_does_not_depend_on_the_batch():
    x, y = torch.randn(2, 5, 3000, generator=torch.Generator().manual_seed(1)) * 9 + 16
    levels = Levels(CEP152, 32)
    together = levels(x, y)
    for index in range(5):
        part = slice(index, index + 1)
        for sigma, image in levels(x[part], y[part]).items():
            assert torch.equal(image, together[sigma][part])


def test_tiles_do_not_show(monkeypatch):
    x, y = torch.randn(2, 1, 3000, generator=torch.Generator().manual_seed(1)) * 9 + 16
    whole = Levels([2.0], 32)(x, y)[2.0]
    monkeypatch.setitem(holly.render.gauss_transform.TILE, "cpu", 7)
    np.testing.assert_allclose(Levels([2.0], 32)(x, y)[2.0], whole, rtol=3e-6)


def test_few_localisations_are_drawn_straight_and_many_through_the_grid():
    levels = Levels(CEP152, 128)
    assert levels._direct(1) == len(CEP152)
    assert levels._direct(15_000) == 0


@pytest.mark.parametrize("sigmas", [[], [0.0, 1.0], [-1.0], [2.0, 2.0]])
def test_sigmas_that_cannot_be_drawn(sigmas):
    with pytest.raises(ValueError, match="positive and different"):
        Levels(sigmas, 32)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_cuda_draws_equation_1():
    points = spread(1500, 64)
    for sigma, images in Levels(WIDE, 64, "cuda")(points[:1], points[1:]).items():
        expected = reference(points, sigma, 64)
        assert (images[0].cpu() - expected).abs().max() <= 1e-5 * expected.max()
