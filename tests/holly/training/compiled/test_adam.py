"""The package's Adam against torch's."""

from copy import deepcopy

import pytest
import torch
from compiler import same_in_any_threads
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from groundwork.accelerate import compiled
from holly.training.compiled import adam
from holly.training.compiled.adam import Adam

SHAPES = [(3,), (40, 3), (32, 16, 3, 3), (130, 127), (16, 1, 5, 5)]


def parameters(seed, shapes=SHAPES):
    random = torch.Generator().manual_seed(seed)
    made = [nn.Parameter(torch.randn(shape, generator=random)) for shape in shapes]
    for parameter in made:
        if parameter.dim() == 4:
            parameter.data = parameter.data.to(memory_format=torch.channels_last)
    return made


def groups(made):
    return [{"params": made[:2], "lr": 0.01}, {"params": made[2:], "lr": 0.3}]


def trained(optimiser, made, steps=5, seed=0):
    """The parameters after some steps down the same noise."""
    random = torch.Generator().manual_seed(seed)
    for step in range(steps):
        optimiser.zero_grad()
        for parameter in made:
            noise = torch.randn(parameter.shape, generator=random) * 10.0 ** (step % 5 - 3)
            parameter.grad = noise.to(parameter.dtype)
        optimiser.param_groups[0]["lr"] *= 0.9
        optimiser.step()
    return made


def ours(seed, steps=5):
    made = parameters(seed)
    return trained(Adam(groups(made)), made, steps)


def torchs(seed, steps=5):
    """In double precision."""
    made = [nn.Parameter(parameter.detach().double()) for parameter in parameters(seed)]
    return trained(torch.optim.Adam(groups(made)), made, steps)


def agree(found, expected):
    for mine, theirs in zip(found, expected, strict=True):
        assert torch.allclose(mine.double(), theirs, rtol=1e-5, atol=3e-6)


def test_each_kind_of_processor_moves_as_torch_in_double_precision(level):
    assert adam.CODE.available()
    agree(ours(1), torchs(1))


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_any_steps_are_torchs(seed, steps):
    agree(ours(seed, steps), torchs(seed, steps))


def test_without_a_compiler_it_is_the_same(monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    compiled._loaded.cache_clear()
    try:
        agree(ours(2), torchs(2))
    finally:
        monkeypatch.undo()
        compiled._loaded.cache_clear()


def test_the_number_of_threads_changes_no_bit():
    assert same_in_any_threads(lambda: ours(3))


def test_a_parameter_without_a_gradient_stays():
    still, moved = parameters(4, [(5,), (5,)])
    before = still.clone()
    optimiser = Adam([{"params": [still, moved], "lr": 0.1}])
    moved.sum().backward()
    optimiser.step()
    assert torch.equal(still, before)
    assert set(optimiser.state) == {moved}


def copies(made):
    return [nn.Parameter(parameter.detach().clone()) for parameter in made]


def test_what_was_saved_is_continued(tmp_path):
    made = parameters(5)
    optimiser = Adam(groups(made))
    trained(optimiser, made, 3)
    again = copies(made)
    torch.save(optimiser.state_dict(), tmp_path / "state.pt")
    continued = Adam(groups(again))
    continued.load_state_dict(torch.load(tmp_path / "state.pt", weights_only=True))
    expected = trained(optimiser, made, 3, seed=9)
    assert all(map(torch.equal, trained(continued, again, 3, seed=9), expected))


@pytest.mark.parametrize("there", [True, False])
def test_torch_continues_what_it_saved_and_the_other_way_round(there):
    """As a card does, on which torch's Adam runs."""
    made = parameters(7)
    optimisers = [Adam(groups(made)), torch.optim.Adam(groups(made))]
    first = optimisers[not there]
    trained(first, made, 3)
    again = copies(made)
    second = (torch.optim.Adam if there else Adam)(groups(again))
    own, state = second.state_dict()["param_groups"], deepcopy(first.state_dict())
    for group, saved in zip(own, state["param_groups"], strict=True):
        group["lr"] = saved["lr"]
    second.load_state_dict({"state": state["state"], "param_groups": own})
    expected = trained(first, made, 3, seed=9)
    for mine, theirs in zip(trained(second, again, 3, seed=9), expected, strict=True):
        assert torch.allclose(mine, theirs, rtol=1e-5, atol=3e-6)
