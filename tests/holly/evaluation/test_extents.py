"""How long, wide and thick a cloud is."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from holly.evaluation.extents import extent_intervals, extents


def block(count=400, seed=0):
    return np.random.default_rng(seed).uniform(-0.5, 0.5, (count, 3)) * [100, 60, 20]


def test_the_extents_of_a_block_are_nineteen_twentieths_of_its_sides_in_any_pose():
    turned = Rotation.random(random_state=3).apply(block(4000)) + np.array([5, 900, -7])
    assert extents(turned) == pytest.approx(0.95 * np.array([100, 60, 20]), rel=0.03)


def test_a_stranded_point_does_not_stretch_the_structure():
    stranded = np.concatenate([block(), [[0, 0, 400]]])
    assert extents(stranded) == pytest.approx(extents(block()), rel=0.1)


def test_intervals_hold_the_extents_and_shrink_with_the_points():
    few, many = extent_intervals(block(60)), extent_intervals(block(4000))
    assert (few[:, 0] <= extents(block(60))).all()
    assert (few[:, 1] >= extents(block(60))).all()
    assert (np.ptp(many, axis=1) < np.ptp(few, axis=1)).all()
    assert np.array_equal(few, extent_intervals(block(60)))


def test_three_points_have_extents():
    assert extents(np.array([[0.0, 0, 0], [2, 0, 0], [1, 1, 0]]))[2] == pytest.approx(0)
