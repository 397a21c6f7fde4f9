"""The compiled convolution against torch's in double precision, and where torch's is taken."""

import pytest
import torch
from compiler import needs_compiler, same_in_any_threads
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from groundwork.accelerate import compiled
from holly.training.compiled.convolution import Convolution

TOLERANCE = {1: 3e-5, 2: 5e-6}  # of the largest value, by stride

pytestmark = needs_compiler


def case(images, height, width, channels, kernels, *, stride=1, seed=0):
    """A convolution, images and a cotangent."""
    random = torch.Generator().manual_seed(seed)
    layer = Convolution(channels, kernels, 3, stride, 1)
    for parameter in layer.parameters():
        nn.init.normal_(parameter, std=(9 * channels) ** -0.5, generator=random)
    x = torch.randn(images, channels, height, width, generator=random)
    shape = (images, kernels, height // stride, width // stride)
    return layer, x, torch.randn(shape, generator=random)


def both(layer, x, cotangent):
    """The layer's images, and the gradients of its input, weight and bias."""
    x = x.clone().requires_grad_()
    y = layer(x)
    return [y.detach(), *torch.autograd.grad(y, [x, *layer.parameters()], cotangent)]


def exact(layer, x, cotangent):
    plain = nn.Conv2d(layer.in_channels, layer.out_channels, 3, layer.stride, 1).double()
    plain.load_state_dict(layer.state_dict())
    return both(plain, x.double(), cotangent.double())


def agree(found, expected, stride):
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.shape == theirs.shape
        assert (ours - theirs).abs().max() <= TOLERANCE[stride] * theirs.abs().max()


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize(
    ("images", "height", "width", "channels", "kernels"),
    [
        (32, 4, 4, 64, 64),
        (3, 8, 20, 32, 96),
        (1, 4, 4, 32, 32),
        (5, 12, 4, 96, 32),
        (33, 32, 8, 32, 64),
        (2, 64, 64, 64, 32),
    ],
)
def test_values_and_gradients_equal_torchs_in_double_precision(
    level, images, height, width, channels, kernels, stride
):
    arguments = case(images, height, width, channels, kernels, stride=stride)
    assert arguments[0].compiled(arguments[1])
    agree(both(*arguments), exact(*arguments), stride)


@settings(deadline=None, max_examples=25)
@given(
    st.integers(0, 10_000),
    st.integers(1, 9),
    st.integers(1, 5),
    st.integers(1, 5),
    st.sampled_from([32, 64, 128]),
    st.sampled_from([32, 64, 96]),
    st.sampled_from([1, 2]),
)
def test_any_case_equals_torchs(seed, images, rows, columns, channels, kernels, stride):
    size = 4 // stride * rows, 4 // stride * columns
    arguments = case(images, *size, channels, kernels, stride=stride, seed=seed)
    agree(both(*arguments), exact(*arguments), stride)


def test_a_single_pixel_touches_its_neighbours_alone():
    layer, x, _ = case(1, 16, 16, 32, 32)
    x = torch.zeros_like(x)
    x[0, 3, 7, 8] = 1
    y = layer(x) - layer.bias[:, None, None]
    assert torch.allclose(y[0, :, 6:9, 7:10], layer.weight[:, 3].flip(1, 2), atol=1e-6)
    y[0, :, 6:9, 7:10] = 0
    assert y.abs().max() < 1e-6


@pytest.mark.parametrize("size", [8, 16])  # of few tiles, and of more
@pytest.mark.parametrize("stride", [1, 2])
def test_the_number_of_threads_changes_no_bit(stride, size):
    arguments = case(9, size, size, 64, 32, stride=stride)
    assert same_in_any_threads(lambda: both(*arguments))


@pytest.mark.parametrize("stride", [1, 2])
def test_the_order_in_memory_does_not_matter(stride):
    layer, x, cotangent = case(2, 8, 8, 32, 32, stride=stride)
    last = torch.channels_last
    expected = both(layer, x, cotangent)
    found = both(layer.to(memory_format=last), x.to(memory_format=last), cotangent.mT.clone().mT)
    for ours, theirs in zip(found, expected, strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize(
    ("channels", "kernels", "kernel", "stride", "shape"),
    [
        (1, 16, 5, 2, (16, 16)),
        (32, 32, 3, 2, (16, 15)),
        (16, 32, 3, 2, (16, 16)),
        (32, 32, 3, 4, (16, 16)),
        (32, 32, 3, 1, (6, 8)),
        (16, 32, 3, 1, (8, 8)),
        (32, 40, 3, 1, (8, 8)),
    ],
)
def test_what_it_was_not_made_for_is_torchs(channels, kernels, kernel, stride, shape):
    layer = Convolution(channels, kernels, kernel, stride, kernel // 2)
    plain = nn.Conv2d(channels, kernels, kernel, stride, kernel // 2)
    plain.load_state_dict(layer.state_dict())
    x = torch.randn(2, channels, *shape)
    assert not layer.compiled(x)
    assert torch.equal(layer(x), plain(x))


def test_double_precision_and_machines_without_a_compiler_take_torchs(monkeypatch):
    layer, x, _ = case(2, 8, 8, 32, 32)
    assert not layer.double().compiled(x.double())
    monkeypatch.setenv("CC", "no-such-compiler")
    compiled._loaded.cache_clear()
    try:
        assert not layer.float().compiled(x)
        assert layer(x).shape == (2, 32, 8, 8)
    finally:
        monkeypatch.undo()
        compiled._loaded.cache_clear()
