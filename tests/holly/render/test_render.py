"""The fast renderer against equation 1 as written, in value and gradient."""

import math
import sys

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from holly.render import ANYWHERE, force_backend, splat

# Relative to the largest value. In float32 the worst is sigma's gradient, a difference of second
# moments over the whole image: 3e-5 measured; the others stay below 3e-6.
TOLERANCE = {torch.float32: 1e-4, torch.float64: 1e-11}


def scene(batch, points, shape, dtype, seed=0, sigma=(0.5, 8.0), weighted=True):
    generator = torch.Generator().manual_seed(seed)

    def draw(*size):
        return torch.rand(size, generator=generator, dtype=dtype)

    x = (draw(batch, points) * 1.6 - 0.3) * shape[1]  # some far outside
    y = (draw(batch, points) * 1.6 - 0.3) * shape[0]
    width = sigma[0] + (sigma[1] - sigma[0]) * draw(batch)
    return [x, y, width] + ([draw(batch, points)] if weighted else [])


def render(arguments, shape, backend):
    weights = arguments[3] if len(arguments) == 4 else None
    return splat(*arguments[:3], shape, weights, backend=backend)


def agree(actual, expected):
    scale = expected.abs().max().clamp_min(1e-30)
    assert (actual - expected).abs().max() <= TOLERANCE[expected.dtype] * scale


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(
    ("batch", "points", "shape"),
    [(1, 1, (9, 9)), (3, 37, (33, 97)), (2, 350, (128, 128)), (2, 5, (1, 1)), (1, 3000, (60, 60))],
)
@pytest.mark.parametrize("weighted", [True, False])
def test_values_and_gradients_equal_the_reference(batch, points, shape, dtype, weighted):
    arguments = scene(batch, points, shape, dtype, weighted=weighted)
    cotangent = torch.randn(batch, *shape, generator=torch.Generator().manual_seed(9), dtype=dtype)
    results = {}
    for backend in ANYWHERE:
        leaves = [a.clone().requires_grad_() for a in arguments]
        image = render(leaves, shape, backend)
        gradients = torch.autograd.grad(image, leaves, cotangent)
        results[backend] = [image.detach(), *gradients]
    for backend in results:
        for actual, expected in zip(results[backend], results["reference"], strict=True):
            agree(actual, expected)


@pytest.mark.parametrize("kept", [0, 2**22])
@pytest.mark.parametrize("elements", [1, 40 * 33, 2 * 50 * 40])
def test_many_blocks_draw_what_one_does(elements, kept, monkeypatch):
    arguments = [a.requires_grad_() for a in scene(5, 50, (33, 40), torch.float64)]

    def drawn():
        image = render(arguments, (33, 40), "factorised")
        return [image.detach(), *torch.autograd.grad(image.square().sum(), arguments)]

    expected = drawn()
    monkeypatch.setattr(sys.modules["holly.render._factorised"], "BLOCK", elements)
    monkeypatch.setattr(sys.modules["holly.render._factorised"], "KEPT", kept)
    for actual, whole in zip(drawn(), expected, strict=True):
        agree(actual, whole)


@pytest.mark.parametrize("sigma", [0.3, 20.0])
def test_the_narrowest_and_the_widest_gaussians_agree(sigma):
    arguments = scene(2, 50, (48, 48), torch.float64, sigma=(sigma, sigma))
    agree(render(arguments, (48, 48), "factorised"), render(arguments, (48, 48), "reference"))


@pytest.mark.parametrize("backend", ANYWHERE)
def test_gradients_are_right_by_finite_differences(backend):
    arguments = [a.requires_grad_() for a in scene(2, 4, (7, 10), torch.float64)]
    assert torch.autograd.gradcheck(lambda *a: render(a, (7, 10), backend), arguments)


@settings(deadline=None, max_examples=25)
@given(st.floats(1, 4), st.floats(20, 44), st.floats(20, 44))
def test_a_point_far_from_the_edges_has_intensity_one_and_its_own_centre(sigma, x, y):
    one = [
        torch.tensor([[x]]).double(),
        torch.tensor([[y]]).double(),
        torch.tensor([sigma]).double(),
    ]
    image = splat(*one, (64, 64))[0]
    grid = torch.arange(64).double()
    assert image.sum().item() == pytest.approx(1, abs=1e-5)
    assert (image.sum(0) @ grid).item() == pytest.approx(x, abs=1e-3)
    assert (image.sum(1) @ grid).item() == pytest.approx(y, abs=1e-3)


def test_the_peak_is_equation_1():
    image = splat(torch.tensor([[5.0]]), torch.tensor([[3.0]]), torch.tensor([2.0]), (8, 12))
    assert image[0, 3, 5].item() == pytest.approx(1 / (2 * math.pi * 4))


def test_a_weight_of_zero_is_no_point_and_a_weight_of_two_is_two_points():
    x, y, sigma = scene(1, 6, (20, 20), torch.float64, weighted=False)
    weights = torch.tensor([[1, 0, 1, 2, 0, 1.0]]).double()
    repeated = torch.tensor([0, 2, 3, 3, 5])
    expected = splat(x[:, repeated], y[:, repeated], sigma, (20, 20))
    agree(splat(x, y, sigma, (20, 20), weights), expected)


def test_a_small_sigma_leaves_no_denormal_numbers_to_slow_a_cpu():
    x, y, sigma = scene(2, 40, (128, 128), torch.float32, sigma=(1.4, 3.0), weighted=False)
    image = splat(x, y, sigma, (128, 128))
    denormal = (image != 0) & (image.abs() < torch.finfo(torch.float32).tiny)
    assert not denormal.any()


@pytest.mark.parametrize(
    ("x", "y", "sigma", "weights", "fault"),
    [
        (torch.zeros(2, 3), torch.zeros(2, 4), torch.ones(2), None, "x and y"),
        (torch.zeros(2, 3), torch.zeros(2, 3), torch.ones(3), None, "sigma"),
        (torch.zeros(2, 3), torch.zeros(2, 3), torch.ones(2), torch.ones(3), "weights"),
    ],
)
def test_shapes_that_do_not_fit_are_named(x, y, sigma, weights, fault):
    with pytest.raises(ValueError, match=fault):
        splat(x, y, sigma, (4, 4), weights)


def test_an_unknown_backend_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="factorised"):
        splat(torch.zeros(1, 1), torch.zeros(1, 1), torch.ones(1), (4, 4), backend="opengl")


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_gpu_draws_the_same_image():
    arguments = scene(2, 50, (33, 97), torch.float32)
    on_gpu = render([a.cuda() for a in arguments], (33, 97), "factorised").cpu()
    agree(on_gpu, render(arguments, (33, 97), "reference"))


def test_a_forced_backend_draws_wherever_none_is_named(monkeypatch):
    drawn = []
    plain = ANYWHERE["reference"]
    monkeypatch.setitem(ANYWHERE, "reference", lambda *a: (drawn.append(1), plain(*a))[1])
    arguments = scene(1, 5, (9, 9), torch.float32)
    splat(*arguments[:3], (9, 9))
    assert not drawn
    force_backend("reference")
    try:
        splat(*arguments[:3], (9, 9))
        splat(*arguments[:3], (9, 9), backend="factorised")
    finally:
        force_backend(None)
    assert len(drawn) == 1
    with pytest.raises(ValueError, match="unknown backend 'vulkan'"):
        force_backend("vulkan")
