"""Compiled batch normalisation and leaky ReLU against torch's layers in double precision."""

from copy import deepcopy

import pytest
import torch
from compiler import needs_compiler, same_in_any_threads
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from groundwork.accelerate import compiled
from holly.training.compiled import activation
from holly.training.compiled.activation import Activation

TOLERANCE = 3e-6  # of the largest value, or of 1, the deviation of the images

pytestmark = needs_compiler


def case(images, height, width, channels, *, seed=0, far=0.0):
    """A layer, images some deviations from zero, and a cotangent."""
    random = torch.Generator().manual_seed(seed)
    layer = Activation(channels)
    for parameter in layer.parameters():
        nn.init.normal_(parameter, generator=random)
    x, cotangent = torch.randn(2, images, channels, height, width, generator=random)
    return layer, x + far, cotangent


def ours(layer, x, cotangent):
    """The images, the gradients of input, weight and bias, and what is kept of all steps."""
    layer = deepcopy(layer)
    return results(layer, layer, x, cotangent)


def torchs(layer, x, cotangent):
    """The same of torch's two layers in double precision."""
    plain = nn.BatchNorm2d(layer.num_features).double()
    plain.load_state_dict(layer.state_dict(), strict=False)  # it counts no batches
    return results(nn.Sequential(plain, nn.LeakyReLU()), plain, x.double(), cotangent.double())


def results(layers, layer, x, cotangent):
    x = x.clone().requires_grad_()
    y = layers(x)
    gradients = torch.autograd.grad(y, [x, layer.weight, layer.bias], cotangent)
    return [y.detach(), *gradients, layer.running_mean, layer.running_var]


def agree(found, expected):
    for mine, theirs in zip(found, expected, strict=True):
        assert mine.shape == theirs.shape
        assert (mine - theirs).abs().max() <= TOLERANCE * max(1, theirs.abs().max())


@pytest.fixture
def counted(monkeypatch):
    """The names of the compiled functions that ran."""
    ran = []
    run = activation.CODE.run
    monkeypatch.setattr(
        activation.CODE, "run", lambda name, *a, **k: (ran.append(name), run(name, *a, **k))
    )
    return ran


@pytest.mark.parametrize(
    ("images", "height", "width", "channels"),
    [
        (32, 64, 64, 16),
        (1, 2, 2, 16),
        (3, 8, 20, 32),
        (4, 33, 1, 64),
        (2, 12, 6, 128),
        (33, 4, 4, 256),
        (1, 4, 1, 512),
    ],
)
def test_values_and_gradients_equal_torchs_in_double_precision(
    level, counted, images, height, width, channels
):
    arguments = case(images, height, width, channels)
    agree(ours(*arguments), torchs(*arguments))
    assert len(counted) == 6


@settings(deadline=None, max_examples=25)
@given(
    st.integers(0, 10_000),
    st.integers(1, 9),
    st.integers(1, 20),
    st.integers(1, 20),
    st.sampled_from([16, 32, 64, 128]),
)
def test_any_case_equals_torchs(seed, images, rows, columns, channels):
    arguments = case(images, 2 * rows, 2 * columns, channels, seed=seed)
    agree(ours(*arguments), torchs(*arguments))


def test_the_mean_may_be_far_from_zero():
    arguments = case(8, 32, 32, 16, far=300.0)
    found, expected = ours(*arguments), torchs(*arguments)
    agree(found[-2:], expected[-2:])
    assert (found[0] - expected[0]).abs().max() < 1e-3  # 300 and its rounding are 1e-5 apart


def test_the_number_of_threads_changes_no_bit():
    arguments = case(9, 40, 40, 32)
    assert same_in_any_threads(lambda: ours(*arguments))


def test_the_order_in_memory_does_not_matter():
    layer, x, cotangent = case(2, 8, 8, 32)
    found = ours(layer, x.to(memory_format=torch.channels_last), cotangent.mT.clone().mT)
    assert all(map(torch.equal, found, ours(layer, x, cotangent)))


@pytest.mark.parametrize(
    ("images", "height", "width", "channels"), [(3, 5, 5, 16), (2, 8, 8, 48), (2, 8, 8, 8)]
)
def test_what_it_was_not_made_for_is_torchs(counted, images, height, width, channels):
    arguments = case(images, height, width, channels)
    agree(ours(*arguments), torchs(*arguments))
    assert not counted


def test_after_training_it_is_torchs_with_what_was_kept(counted):
    layer, x, _ = case(4, 8, 8, 32)
    layer(x)
    counted.clear()
    seen = layer.eval()(x)
    scale = layer.weight / (layer.running_var + layer.eps).sqrt()
    z = (x - layer.running_mean[:, None, None]) * scale[:, None, None] + layer.bias[:, None, None]
    assert torch.allclose(seen, torch.where(z > 0, z, 0.01 * z), atol=1e-5)
    assert not counted


def test_one_pixel_in_all_is_refused_as_by_torch():
    layer, x, _ = case(1, 1, 1, 32)
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        layer(x)


def test_double_precision_and_machines_without_a_compiler_take_torchs(counted, monkeypatch):
    layer, x, cotangent = case(2, 8, 8, 32)
    expected = torchs(layer, x, cotangent)
    agree(ours(layer.double(), x.double(), cotangent.double()), expected)
    monkeypatch.setenv("CC", "no-such-compiler")
    compiled._loaded.cache_clear()
    try:
        agree(ours(layer.float(), x, cotangent), expected)
    finally:
        monkeypatch.undo()
        compiled._loaded.cache_clear()
    assert not counted
