"""The report's pairs: ranges, window, border, and what the loss of predicting nothing is."""

import math

import pytest
import torch

from groundwork.seeds import generator
from wormbrain.geometry import identity_affine, pixel_centres, sample, spline
from wormbrain.pairs.report import cut_pairs, draw_transformations
from wormbrain.training.grid_loss import grid_loss


@pytest.mark.parametrize(("geometry", "floor"), [("tps", 0.0632), ("affine", 0.0741)])
def test_predicting_the_identity_loses_what_it_does_in_the_published_program(geometry, floor):
    affine, control = draw_transformations(50000, geometry, generator(1, "test"))
    whole = control @ affine[:, :, :2].transpose(1, 2) + affine[:, None, :, 2]
    loss = grid_loss(spline(3, 3).control.expand(50000, -1, -1), whole).mean()
    assert float(loss) == pytest.approx(floor, rel=0.01)


def test_affine_transformations_lie_within_the_ranges_and_fill_them():
    affine, control = draw_transformations(20000, "affine", generator(1, "test"))
    assert torch.equal(control[7], spline(3, 3).control)
    shift, linear = affine[:, :, 2], affine[:, :, :2]
    assert float(shift.abs().max()) == pytest.approx(0.25, abs=1e-3)
    scales = torch.linalg.svdvals(linear)
    assert float(scales.max()) == pytest.approx(1.25, abs=0.01)
    assert float(scales.min()) == pytest.approx(0.75, abs=0.01)
    turn = torch.atan2(linear[:, 1, 0] - linear[:, 0, 1], linear[:, 0, 0] + linear[:, 1, 1])
    assert float(turn.abs().max()) == pytest.approx(math.pi / 12, abs=1e-3)


def test_control_points_are_displaced_by_at_most_0_4():
    affine, control = draw_transformations(5000, "tps", generator(1, "test"))
    assert torch.equal(affine, identity_affine(5000))
    moved = control - spline(3, 3).control
    assert float(moved.abs().max()) == pytest.approx(0.4, abs=1e-3)
    assert float(moved.mean()) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("geometry", ["tps", "affine"])
def test_the_target_is_the_source_at_the_transformed_points(geometry):
    size, wave = 64, pixel_centres(256, 256)
    image = torch.stack([torch.sin(5 * wave[..., 0]), torch.cos(4 * wave[..., 1])])[None] * 100
    images = image.expand(3, -1, -1, -1)
    batch = cut_pairs(images, *draw_transformations(3, geometry, generator(2, "test")), size)
    points = pixel_centres(size, size).reshape(-1, 2)
    true = spline(3, 3).basis(points) @ batch.transformation
    shown = sample(batch.source, true)
    seen = (true.abs() < 0.98).all(-1)
    difference = (shown - batch.target.flatten(2)).abs().amax(1)
    assert float(difference[seen].max()) < 2


def test_the_source_is_the_central_window_and_the_border_is_reflected():
    image = pixel_centres(160, 160)[..., 0].mul(100)[None, None]
    control = spline(3, 3).control[None]
    here = cut_pairs(image, identity_affine(1), control, 45)
    torch.testing.assert_close(here.source, here.target)
    edge = here.source[0, 0, 0]
    assert float(edge[0]) == pytest.approx(-100 * 9 / 16, abs=2)
    shifted = identity_affine(1)
    shifted[0, 0, 2] = 1.5  # 0.84 halves of the image to the right: up to 1.41 at the edge
    far = cut_pairs(image, shifted, control, 45).target[0, 0, 0]
    assert float(far[-1]) == pytest.approx(100 * (2 - (1.5 + 1) * 9 / 16), abs=2)
