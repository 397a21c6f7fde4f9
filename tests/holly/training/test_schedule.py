import pytest
from hypothesis import given
from hypothesis import strategies as st

from holly.training.schedule import sigma_at

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
