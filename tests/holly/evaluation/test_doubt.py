"""Doubt on shapes that benchmarks/planted.py, by which its limit was chosen, does not have."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from holly.data.ground_truths import ground_truth
from holly.evaluation.doubt import Doubt, doubt_of, trimmed_distance
from holly.evaluation.registration import apply, register


def trefoil(points, rng):
    t = rng.uniform(0, 2 * np.pi, points)
    knot = np.c_[np.sin(t) + 2 * np.sin(2 * t), np.cos(t) - 2 * np.cos(2 * t), -np.sin(3 * t)]
    return knot / 3 + rng.normal(scale=0.03, size=(points, 3))


def box(points, rng):
    """The surface of a cube, without its inside."""
    cube = rng.uniform(-0.6, 0.6, (points, 3))
    cube[np.arange(points), rng.integers(0, 3, points)] = rng.choice([-0.6, 0.6], points)
    return cube


def cep152(points, rng):
    sites = ground_truth("cep152")
    return sites[rng.integers(0, len(sites), points)] + rng.normal(scale=0.04, size=(points, 3))


def compared(first, second):
    return doubt_of(apply(register(first, second).transform, first), second)


def turned(points, rng):
    return Rotation.random(rng=rng).apply(points) + rng.normal(scale=0.3, size=3)


@pytest.mark.parametrize("shape", [box, cep152])
def test_two_samples_of_one_structure_agree_and_other_structures_do_not(shape):
    rng = np.random.default_rng(20)
    other = {box: cep152, cep152: trefoil}[shape]
    same = compared(turned(shape(64, rng), rng), shape(64, rng))
    apart = compared(turned(shape(64, rng), rng), other(64, rng))
    assert same.belief() in ("supported", "unclear")
    assert same.excess < 2.5 * same.sampling_spread
    assert apart.belief() == "refuted"


def test_the_scale_does_not_depend_on_the_number_of_points():
    """The distance itself falls by more than a third from 32 points to 150."""
    rng = np.random.default_rng(3)
    pairs = [[trefoil(points, rng) for _ in range(2)] for points in (32, 100)]
    few, many = (compared(*pair) for pair in pairs)
    assert few.distance > 1.5 * many.distance
    assert few.value < 0.1
    assert many.value < 0.1
    assert many.belief() == "supported"


def test_a_few_strays_decide_nothing():
    rng = np.random.default_rng(4)
    first, second = trefoil(100, rng), trefoil(100, rng)
    astray = first.copy()
    astray[:3] = [[3, 3, 3], [-3, -3, 3], [3, -3, -3]]
    assert compared(astray, second).belief() == "supported"
    assert compared(astray, box(100, rng)).belief() == "refuted"


def test_a_stretched_copy_is_told_apart_by_enough_points():
    rng = np.random.default_rng(5)
    stretched = {n: box(n, rng) * [1, 1, 1.35] for n in (32, 200)}
    assert compared(box(200, rng), stretched[200]).belief() == "refuted"
    assert compared(box(32, rng), stretched[32]).belief() != "supported"


def test_clouds_without_structure_are_never_believed():
    rng = np.random.default_rng(6)
    for points in (32, 64):
        first, second = (rng.normal(size=(points, 3)) * [0.6, 0.4, 0.3] for _ in range(2))
        assert compared(first, second).belief() == "unclear"


def test_the_same_clouds_have_the_same_doubt():
    rng = np.random.default_rng(7)
    first, second = trefoil(12, rng), trefoil(12, rng)
    assert doubt_of(first, second) == doubt_of(first, second)
    assert doubt_of(first, second, seed=1) != doubt_of(first, second)


def test_clouds_of_other_sizes_and_of_one_place_are_compared():
    rng = np.random.default_rng(8)
    found = compared(trefoil(30, rng), trefoil(45, rng))
    assert found.sampling < found.chance
    assert compared(np.zeros((4, 3)), np.zeros((4, 3))).belief() == "unclear"


def test_the_trimmed_distance_leaves_out_the_furthest_points_of_both():
    line = np.c_[np.arange(40.0), np.zeros((40, 2))]
    moved = line + np.array([0, 0, 0.25])
    assert trimmed_distance(line, moved) == pytest.approx(0.25)
    moved[[0, -1]] += 100  # a twentieth
    assert trimmed_distance(line, moved) == pytest.approx(0.25, rel=0.1)


@pytest.mark.parametrize(
    ("distance", "spread", "chance", "belief"),
    [
        (0.1, 0.001, 0.2, "supported"),
        (0.05, 0.001, 0.2, "supported"),  # closer than two samples
        (0.1, 0.011, 0.2, "unclear"),  # a doubt of 0.1 would not be noticed
        (0.107, 0.001, 0.2, "supported"),
        (0.109, 0.001, 0.2, "unclear"),
        (0.12, 0.001, 0.2, "refuted"),
        (0.12, 0.009, 0.2, "unclear"),
        (0.14, 0.01, 0.1, "refuted"),  # chance is no further apart, but these differ
        (0.1, 0.01, 0.1, "unclear"),
        (0.04, 0.05, 0.12, "supported"),  # the points themselves recur
        (0.06, 0.011, 0.2, "unclear"),
    ],
)
def test_belief_asks_whether_a_difference_would_be_noticed(distance, spread, chance, belief):
    assert Doubt(distance, 0.1, spread, chance).belief() == belief


def test_without_a_scale_there_is_no_number():
    assert Doubt(0.1, 0.1, 0.01, 0.12).value is None
    assert Doubt(0.1, 0.1, 0.01, 0.12).error is None
    assert Doubt(0.15, 0.1, 0.01, 0.2).value == pytest.approx(0.5)
    assert Doubt(0.05, 0.1, 0.01, 0.2).value == 0
    assert Doubt(0.15, 0.1, 0.01, 0.2).error == pytest.approx(0.1)
