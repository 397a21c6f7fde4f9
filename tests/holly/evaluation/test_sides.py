"""Which sides are seen, and what the views leave unmeasured."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from holly.evaluation.sides import FINE, _middles, _side, count_sides, measured, seen_from


def anywhere(count, seed=0):
    return Rotation.random(count, random_state=seed).apply([0, 0, 1])


def near(axis, degrees, count=1000):
    """Directions within so many degrees of an axis."""
    views = anywhere(40 * count)
    return views[views @ axis > np.cos(np.radians(degrees))][:count]


def even_weights(directions):
    return np.ones(len(directions))


def test_a_direction_is_the_third_row_of_the_rotation():
    turns = Rotation.random(50, random_state=1)
    assert np.allclose(seen_from(turns.as_rotvec()), turns.as_matrix()[:, 2])
    assert np.allclose(seen_from(np.zeros((1, 3))), [[0, 0, 1]])


@pytest.mark.parametrize("rings", [2, 6, FINE])
def test_all_sides_have_the_same_area_and_their_middles_lie_in_them(rings):
    assert np.array_equal(_side(_middles(rings), rings), np.arange(3 * rings**2))
    counts = np.bincount(_side(anywhere(100_000), rings))
    assert counts / counts.mean() == pytest.approx(np.ones(3 * rings**2), abs=0.25)


@given(st.integers(0, 1000), st.floats(0.1, 10))
def test_opposite_sides_are_one(seed, length):
    views = anywhere(20, seed)
    assert np.array_equal(_side(views, 4), _side(-length * views, 4))


def test_even_views_see_every_side_and_measure_everything():
    for count in (60, 400, 5000):
        views = anywhere(count)
        sides = count_sides(views, even_weights(views))
        assert sides.counts.sum() == count
        assert sides.even >= 5
        assert sides.seen.mean() > 0.96
        assert measured(views, even_weights(views)) == 1


def test_a_side_that_a_stray_particle_sees_is_not_seen():
    views = np.concatenate([near([0, 0, 1], 20, 5000), [[1, 0.1, 0.1]]])
    sides = count_sides(views, even_weights(views))
    assert sides.counts[_side(views[-1:], sides.rings)[0]] == 1
    assert not sides.seen[_side(views[-1:], sides.rings)[0]]


def test_views_along_one_axis_measure_only_what_lies_across():
    """Views tilted by up to 20°, and slices by 10°, reach 30° above the plane across: sin 30°."""
    top = near([0, 0, 1], 20)
    assert measured(top, even_weights(top)) == pytest.approx(0.5, abs=0.07)
    assert measured(top[:, [2, 0, 1]], even_weights(top)) == pytest.approx(0.5, abs=0.07)


def test_views_from_all_around_the_rim_measure_everything():
    """A slice goes through every direction for some view at right angles to one axis."""
    angle = np.linspace(0, np.pi, 500, endpoint=False)
    rim = np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1)
    assert measured(rim, even_weights(rim)) == 1
    sides = count_sides(rim, even_weights(rim))
    assert sides.seen.mean() < 0.5
