import pytest
import torch

from wormbrain.geometry import pixel_centres, spline
from wormbrain.networks import matcher
from wormbrain.networks.matcher import COARSE, FINE, GRID, Matcher, Stage, square


def obvious_matches(stage, source, target, cells):
    """Mean place and mean likeness of every cell, one after the other."""
    means = []
    for wanted, here in zip(target.flatten(1).T, cells, strict=True):
        likeness = (source.flatten(1).T * wanted).sum(1)
        scores = likeness * stage.sharpness.exp()
        if stage.locality is not None:
            scores = scores - (cells - here).square().sum(1) * stage.locality.exp() / 2
        share = scores.softmax(0)
        means.append((share[:, None] * cells).sum(0))
    return torch.stack(means)


def test_attention_gives_the_matches_written_out():
    generator = torch.Generator().manual_seed(1)
    cells = pixel_centres(6, 6).reshape(-1, 2)
    for stage in (Stage(8), Stage(4, (3, 3), reach=0.3)):
        channels = {8: COARSE, 4: FINE}[stage.stride]
        source, target = torch.randn(2, 1, channels, 6, 6, generator=generator) / 4
        found, _ = stage.eval().matches(
            source, target, cells
        )  # an untrained judge corrects nothing
        wanted = obvious_matches(stage, source[0], target[0], cells)
        torch.testing.assert_close(found[0], wanted, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("grid", [(3, 3), GRID])
def test_true_matches_are_fitted_but_for_the_ridge(grid):
    stage = Stage(8, grid)
    stage.ridge.data.fill_(-12)
    if stage.stiffness is not None:
        stage.stiffness.data.fill_(-12)
    coarse, fine, cells = spline(*grid), spline(*GRID), pixel_centres(16, 16).reshape(-1, 2)
    generator = torch.Generator().manual_seed(2)
    moved = coarse.control + 0.2 * torch.randn(coarse.control.shape, generator=generator)
    true = coarse.basis(fine.control) @ moved
    goal = (coarse.basis(cells) @ moved)[None]
    found = stage.fit(fine.basis(cells), goal, torch.ones(1, 256), fine.control[None])
    torch.testing.assert_close(found[0], true, atol=2e-3, rtol=0)


def test_wrong_matches_do_not_pull(monkeypatch):
    stage = Stage(4, (3, 3), reach=0.3)
    stage.ridge.data.fill_(-12)
    fine, cells = spline(*GRID), pixel_centres(16, 16).reshape(-1, 2)
    generator = torch.Generator().manual_seed(0)
    true = fine.from_affine(torch.tensor([[[0.9, 0.2, 0.1], [-0.2, 0.9, 0.0]]]))
    goal = fine.basis(cells) @ true
    wrong = torch.rand(len(cells), generator=generator) < 0.3
    goal[0, wrong] += torch.tensor([0.5, -0.3])
    trust = torch.ones(1, len(cells))
    robust = stage.fit(fine.basis(cells), goal, trust, fine.control[None])
    monkeypatch.setattr(matcher, "REFITS", (0, 0))
    pulled = stage.fit(fine.basis(cells), goal, trust, fine.control[None])
    near, far = ((found - true).norm(dim=-1).mean() for found in (robust, pulled))
    assert near < far / 5
    assert far > 0.1


def test_matches_without_trust_leave_the_previous_transformation():
    warps, cells = spline(*GRID), pixel_centres(16, 16).reshape(-1, 2)
    before = warps.from_affine(torch.tensor([[[0.9, 0.1, 0.2], [-0.1, 1.1, 0.0]]]))
    goal = torch.randn(1, 256, 2)
    for stage in (Stage(8), Stage(8, (3, 3)), Stage(4, GRID)):
        found = stage.fit(warps.basis(cells), goal, torch.zeros(1, 256), before)
        torch.testing.assert_close(found, before, atol=1e-5, rtol=0)


def test_the_network_returns_a_transformation_per_stage_and_learns_through_all():
    network = Matcher(2)
    found = network(torch.rand(2, 2, 64, 64), torch.rand(2, 2, 64, 64))
    assert [tuple(each.shape) for each in found] == [(2, 25, 2)] * 4
    sum(each.square().sum() for each in found).backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in network.parameters())


def test_square_keeps_points_where_they_are():
    image = torch.zeros(1, 1, 40, 64)
    image[0, 0, 8:12, 48:52] = 1
    seen = square(image, 32)
    assert seen.shape == (1, 1, 32, 32)
    for picture in (image, seen):
        centre = (pixel_centres(*picture.shape[2:]) * picture[0, 0, :, :, None]).sum((0, 1))
        torch.testing.assert_close(
            centre / picture.sum(), torch.tensor([(50 - 32) / 32, (10 - 20) / 32])
        )
