import torch

from wormbrain.geometry import pixel_centres, sample
from wormbrain.pairs import match, nuclei
from wormbrain.pairs.match import draw_pairs
from wormbrain.pairs.nuclei import nuclei_pairs
from wormbrain.pairs.transformations import random_control


def values_at(images, points):
    """The values [B, C, N] of images at points [B, N, 2]."""
    return sample(images, points[:, None])[:, :, 0]


def test_the_target_shows_at_the_points_what_the_source_shows_at_their_places(monkeypatch):
    """Without the disturbances that make both images differ."""
    monkeypatch.setattr(match, "_disturbed", lambda images, _: images)
    monkeypatch.setattr(match, "_light", lambda count, size, _: torch.ones(count, 2, size, size))
    monkeypatch.setattr(match, "REFLECTED", 0.0)
    line = torch.linspace(-1, 1, 64)
    bump = torch.exp(-4 * (line[:, None] ** 2 + line**2))
    pairs = draw_pairs(bump.expand(5, 2, -1, -1), 6, 64, torch.Generator().manual_seed(1))
    recorded = slice(round(match.RECORDED * 6))
    here = values_at(pairs.target, pairs.points)[recorded]
    there = values_at(pairs.source, pairs.places)[recorded]
    shown = (here > 0.3) & (there > 0)
    assert shown.any()
    assert float((here - there).abs()[shown].median()) < 0.02


def test_the_same_seed_draws_the_same_pairs():
    frames = torch.rand(4, 2, 64, 64, generator=torch.Generator().manual_seed(0))
    first, second = (draw_pairs(frames, 4, 64, torch.Generator().manual_seed(7)) for _ in "ab")
    for name, value in vars(first).items():
        assert torch.equal(value, getattr(second, name))


def test_nuclei_are_where_the_pair_says_they_are(monkeypatch):
    for name in ("MOVED", "MISSING", "CLUTTERED"):
        monkeypatch.setattr(nuclei, name, 0.0)
    generator = torch.Generator().manual_seed(2)
    pairs = nuclei_pairs(random_control(8, generator, reach=0.2), 96, generator)
    assert pairs.source.shape == pairs.target.shape == (8, 2, 96, 96)
    for images, points in ((pairs.source, pairs.places), (pairs.target, pairs.points)):
        assert images.min() >= 0
        bright = values_at(images, points)[:, 1][pairs.weights > 0]
        elsewhere = values_at(images, -points)[:, 1][pairs.weights > 0]
        assert bright.median() > 0.3 > 0.05 > elsewhere.median()


def test_a_point_outside_either_image_has_no_weight():
    far = pixel_centres(3, 3).reshape(1, 9, 2) + 5.0
    pairs = nuclei_pairs(far, 32, torch.Generator().manual_seed(3))
    assert not pairs.weights.any()
