"""The compiled renderer against the exact sum in double precision, and where it cannot be had."""

import math

import pytest
import torch
from compiler import needs_compiler, same_in_any_threads
from hypothesis import given, settings
from hypothesis import strategies as st
from torch._subclasses.fake_tensor import FakeTensorMode

from groundwork.accelerate import compiled
from holly.render import _native, splat
from holly.stages import main

TOLERANCE = 1e-5
SIGMA = 3  # where its gradient is in what `both` gives

pytestmark = needs_compiler


def scene(batch, points, shape, sigma, *, weighted=False, seed=0):
    generator = torch.Generator().manual_seed(seed)

    def draw(*size):
        return torch.rand(size, generator=generator)

    x = (draw(batch, points) * 1.6 - 0.3) * shape[1]  # some outside
    y = (draw(batch, points) * 1.6 - 0.3) * shape[0]
    width = torch.full((batch,), sigma)
    return [x, y, width] + ([draw(batch, points)] if weighted else [])


def both(arguments, shape, backend):
    leaves = [a.clone().requires_grad_() for a in arguments]
    weights = leaves[3] if len(leaves) == 4 else None
    image = splat(*leaves[:3], shape, weights, backend=backend)
    generator = torch.Generator().manual_seed(9)
    cotangent = torch.randn(image.shape, generator=generator).to(image)
    return [image.detach(), *torch.autograd.grad(image, leaves, cotangent)]


def exact(arguments, shape):
    return both([a.double() for a in arguments], shape, "factorised")


def agree(found, expected, sigma):
    """Within the tolerance: of the largest value, of all that sigma's sums up, or of a peak."""
    peak = 1 / (2 * math.pi * sigma**2 * max(1, sigma))
    for place, (ours, theirs) in enumerate(zip(found, expected, strict=True)):
        scale = theirs.abs().max()
        if place == SIGMA:
            scale = (expected[1].abs() + expected[2].abs()).sum(1).max()
        assert (ours - theirs).abs().max() <= TOLERANCE * scale.clamp_min(peak)


@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("sigma", [0.3, 1.4, 5.0, 20.0])
@pytest.mark.parametrize(
    ("batch", "points", "shape"),
    [
        (1, 1, (9, 9)),
        (3, 37, (97, 33)),
        (2, 350, (60, 60)),
        (5, 48, (64, 128)),
        (2, 49, (1, 17)),
        (1, 20_000, (256, 256)),
    ],
)
def test_values_and_gradients_equal_the_exact_sum(level, batch, points, shape, sigma, weighted):
    arguments = scene(batch, points, shape, sigma, weighted=weighted)
    agree(both(arguments, shape, "native"), exact(arguments, shape), sigma)


@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("sigma", [10.0, 60.0])
@pytest.mark.parametrize("shape", [(128, 128), (90, 200)])
def test_wide_gaussians_of_many_widths_equal_the_exact_sum(level, sigma, shape, weighted):
    x, y, width, *weights = scene(4, 100, shape, sigma, weighted=weighted)
    widths = width * torch.tensor([1.0, 1.01, 1.5, 7.0])
    assert _native.nodes_for(widths, shape)
    arguments = [x, y, widths, *weights]
    images = zip(*both(arguments, shape, "native"), strict=True)
    expected = zip(*exact(arguments, shape), strict=True)
    for found, wanted, one in zip(images, expected, widths.tolist(), strict=True):
        agree([f[None] for f in found], [w[None] for w in wanted], one)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 10_000),
    st.integers(1, 4),
    st.integers(1, 120),
    st.tuples(st.integers(1, 80), st.integers(1, 80)),
    st.floats(0.3, 20),
)
def test_any_scene_equals_the_exact_sum(seed, batch, points, shape, sigma):
    arguments = scene(batch, points, shape, sigma, weighted=True, seed=seed)
    agree(both(arguments, shape, "native"), exact(arguments, shape), sigma)


def test_points_far_outside_leave_no_trace(level):
    arguments = scene(2, 60, (40, 50), 2.0)
    expected = both(arguments, (40, 50), "native")
    x, y, sigma = arguments
    far = torch.tensor([[-1e30, 1e30, 25.0, 25.0, -200.0]] * 2)
    odd = torch.tensor([[20.0, 20.0, -1e30, 1e30, 3e9]] * 2)
    image, dx, dy, _ = both(
        [torch.cat([x, far], 1), torch.cat([y, odd], 1), sigma], (40, 50), "native"
    )
    agree([image, dx[:, :60], dy[:, :60]], expected[:3], 2.0)
    assert not dx[:, 60:].any()
    assert not dy[:, 60:].any()


def test_points_of_no_weight_are_skipped_but_have_a_gradient(level):
    x, y, sigma, weights = scene(3, 200, (64, 64), 1.5, weighted=True)
    weights = weights * (weights > 0.7)
    found = both([x, y, sigma, weights], (64, 64), "native")
    agree(found, exact([x, y, sigma, weights], (64, 64)), 1.5)
    assert (found[4][weights == 0] != 0).any()


def test_no_points_draw_nothing():
    empty = torch.zeros(2, 0)
    assert not splat(empty, empty, torch.ones(2), (5, 7), backend="native").any()


@pytest.mark.parametrize("which", [0, 1, 2])
def test_what_is_not_a_number_shows_in_the_image(level, which):
    arguments = scene(2, 100, (48, 48), 1.0)
    arguments[which].view(-1)[1] = torch.nan
    image = splat(*arguments, (48, 48), backend="native")
    assert image.isnan().any()


@pytest.mark.parametrize("images", [1, 3, 40])
def test_the_number_of_threads_changes_no_bit(images):
    arguments = scene(images, 350, (100, 70), 2.0)
    assert same_in_any_threads(lambda: both(arguments, (100, 70), "native"))


def test_tensors_that_are_not_contiguous_draw_the_same():
    x, y, sigma = scene(4, 30, (20, 20), 1.0)
    image = splat(x.T.contiguous().T, y.T.contiguous().T, sigma, (20, 20), backend="native")
    assert torch.equal(image, splat(x, y, sigma, (20, 20), backend="native"))


def test_a_cpu_draws_float32_with_it_and_float64_without():
    x, y, sigma = scene(2, 6, (9, 9), 1.0)
    assert torch.equal(splat(x, y, sigma, (9, 9)), splat(x, y, sigma, (9, 9), backend="native"))
    double = [x.double(), y.double(), sigma.double()]
    assert torch.equal(splat(*double, (9, 9)), splat(*double, (9, 9), backend="factorised"))
    with pytest.raises(ValueError, match="float64"):
        splat(*double, (9, 9), backend="native")


def test_a_sigma_in_double_precision_draws_the_same():
    x, y, sigma = scene(2, 30, (20, 20), 1.5)
    assert torch.equal(splat(x, y, sigma.double(), (20, 20)), splat(x, y, sigma, (20, 20)))


def test_tensors_without_numbers_are_drawn_without_it():
    with FakeTensorMode():
        x, y, sigma = torch.ones(2, 3), torch.ones(2, 3), torch.ones(2)
        assert splat(x, y, sigma, (5, 7)).shape == (2, 5, 7)
        with pytest.raises(ValueError, match="native"):
            splat(x, y, sigma, (5, 7), backend="native")


def test_a_training_that_asks_for_it_in_vain_is_told_why(monkeypatch):
    monkeypatch.setattr("holly.render.native_draws", lambda points: False)
    with pytest.raises(SystemExit, match="--renderer native"):
        main(["train", "x", "--device", "cpu", "--renderer", "native", "--output", "r"])


def test_without_a_compiler_the_factorised_sum_draws(monkeypatch):
    x, y, sigma = scene(2, 6, (9, 9), 1.0)
    monkeypatch.setenv("CC", "no-such-compiler")
    compiled._loaded.cache_clear()
    try:
        assert torch.equal(
            splat(x, y, sigma, (9, 9)), splat(x, y, sigma, (9, 9), backend="factorised")
        )
        with pytest.raises(ValueError, match="C compiler"):
            splat(x, y, sigma, (9, 9), backend="native")
    finally:
        monkeypatch.undo()
        compiled._loaded.cache_clear()
