import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from holly.geometry import project, random_rotations
from holly.render import splat
from holly.training.optimisation import find_strays, relocate, sigma_at

curve = st.lists(st.floats(0.1, 20), min_size=1, max_size=30)


@pytest.mark.parametrize("interpolation", ["geometric", "step"])
@given(values=curve, progress=st.floats(0, 1))
def test_sigma_starts_and_ends_with_the_curve_and_stays_within_it(values, progress, interpolation):
    assert sigma_at(0, values, interpolation) == pytest.approx(values[0])
    assert sigma_at(1, values, interpolation) == pytest.approx(values[-1])
    sigma = sigma_at(progress, values, interpolation)
    assert min(values) * (1 - 1e-9) <= sigma <= max(values) * (1 + 1e-9)


def test_steps_hold_each_value_for_an_equal_share():
    assert [sigma_at(i / 8, [10, 5, 2, 1], "step") for i in range(8)] == [10, 10, 5, 5, 2, 2, 1, 1]


def test_between_two_values_sigma_is_their_geometric_mean():
    assert sigma_at(0.5, [8, 2], "geometric") == pytest.approx(4)


def test_a_stack_may_end_without_blur():
    assert sigma_at(1, [2.8, 1, 0], "step") == 0


def test_points_away_from_the_particle_are_found_and_no_others():
    generator = torch.Generator().manual_seed(1)
    points = torch.rand(60, 3, generator=generator) - 0.5
    rotation, shift = random_rotations(32, generator), torch.zeros(32, 2)
    shape = (64, 64)
    image = splat(*project(points, rotation, shift, shape), torch.ones(32), shape)
    astray = points.clone()
    astray[[3, 40]] = torch.tensor([[1.6, 0, 0], [0, -9.0, 0]])  # the second mostly off the image
    found = find_strays(astray, rotation, shift, image > 1e-4)
    assert found.nonzero().flatten().tolist() == [3, 40]


def test_strays_are_put_on_other_points_and_lose_their_momentum():
    points = torch.nn.Parameter(torch.arange(30.0).view(10, 3))
    optimiser = torch.optim.Adam([points])
    points.sum().backward()
    optimiser.step()
    before = points.detach().clone()
    strays = torch.zeros(10, dtype=torch.bool)
    strays[[2, 5]] = True
    relocate(points, strays, torch.Generator().manual_seed(1), optimiser)
    kept = before[~strays]
    assert torch.equal(points[~strays], kept)
    assert all((kept == moved).all(1).any() for moved in points[strays])
    assert (optimiser.state[points]["exp_avg"][strays] == 0).all()
    assert (optimiser.state[points]["exp_avg"][~strays] != 0).all()
