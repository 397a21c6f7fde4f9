import torch

from wormbrain.geometry import pixel_centres, sample, spline
from wormbrain.pairs import match
from wormbrain.pairs.match import draw_pairs
from wormbrain.pairs.nuclei import nuclei_pairs


def test_the_target_is_the_source_seen_through_the_transformation(monkeypatch):
    """Without the disturbances that make both images differ."""
    monkeypatch.setattr(match, "_disturbed", lambda images, _: images)
    monkeypatch.setattr(match, "_light", lambda count, size, _: torch.ones(count, 2, size, size))
    monkeypatch.setattr(match, "REFLECTED", 0.0)
    line = torch.linspace(-1, 1, 64)
    bump = torch.exp(-4 * (line[:, None] ** 2 + line**2))
    frames = bump.expand(5, 2, -1, -1)
    batch = draw_pairs(frames, 6, 64, torch.Generator().manual_seed(1))
    recorded = round(match.RECORDED * 6)
    places = spline(3, 3).basis(pixel_centres(64, 64).reshape(-1, 2)) @ batch.transformation
    warped = sample(batch.source, places.unflatten(1, (64, 64)))
    shown = (batch.target[:recorded] > 0.3) & (warped[:recorded] > 0)
    difference = (warped[:recorded] - batch.target[:recorded]).abs()[shown]
    assert float(difference.median()) < 0.02


def test_the_same_seed_draws_the_same_pairs():
    frames = torch.rand(4, 2, 64, 64, generator=torch.Generator().manual_seed(0))
    first, second = (draw_pairs(frames, 4, 64, torch.Generator().manual_seed(7)) for _ in "ab")
    for name in ("source", "target", "affine", "control"):
        assert torch.equal(getattr(first, name), getattr(second, name))


def test_made_up_nuclei_look_alike_and_differ():
    before, after = nuclei_pairs(8, 96, torch.Generator().manual_seed(2))
    assert before.shape == after.shape == (8, 2, 96, 96)
    assert before.min() >= 0
    assert before.max() <= 1.5
    for pair in zip(before[:, 1].flatten(1), after[:, 1].flatten(1), strict=True):
        assert 0.4 < float(torch.corrcoef(torch.stack(pair))[0, 1]) < 0.9999
