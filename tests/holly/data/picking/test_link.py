import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holly.data.picking.link import chains, link_distance, means, weights


def linked(rows, distance=10.0, gap=0):
    """The chains of rows (x, y, frame)."""
    table = np.array(rows, float)
    return chains(table[:, :2], table[:, 2].astype(int), distance, gap).tolist()


def slowly(positions, frame, distance, gap):
    """The same, pair by pair."""
    pairs = [
        (frame[j] - frame[i], np.hypot(*(positions[j] - positions[i])), i, j)
        for i in range(len(frame))
        for j in range(len(frame))
        if 0 < frame[j] - frame[i] <= gap + 1
        and np.hypot(*(positions[j] - positions[i])) <= distance
    ]
    before, after = {}, {}
    for _, _, i, j in sorted(pairs):
        if i not in after and j not in before:
            after[i], before[j] = j, i
    labels = {}
    for i in np.argsort(frame, kind="stable"):
        labels[i] = labels[before[i]] if i in before else len(labels) and max(labels.values()) + 1
    return [labels[i] for i in range(len(frame))]


def same_groups(one, other):
    return len({*zip(one, other, strict=True)}) == len({*one}) == len({*other})


def test_a_molecule_in_three_frames_is_one():
    assert linked([(0, 0, 1), (3, 0, 2), (1, 2, 3)]) == [0, 0, 0]


def test_two_molecules_stay_two_if_they_shine_at_the_same_time():
    assert linked([(0, 0, 1), (6, 0, 1), (0, 1, 2), (6, 1, 2)]) == [0, 1, 0, 1]


def test_a_dark_frame_ends_a_chain_unless_gaps_are_allowed():
    rows = [(0, 0, 1), (0, 0, 3)]
    assert linked(rows) == [0, 1]
    assert linked(rows, gap=1) == [0, 0]


def test_far_localisations_are_not_linked():
    assert linked([(0, 0, 1), (7, 8, 2)]) == [0, 1]  # within 10 nm in x and in y
    assert linked([(0, 0, 1), (6, 7.9, 2)]) == [0, 0]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 8)),
        min_size=1,
        max_size=40,
    ),
    st.integers(0, 2),
)
def test_chains_are_those_of_the_slow_way(rows, gap):
    rng = np.random.default_rng(0)  # no two distances are the same
    positions = np.array([row[:2] for row in rows], float) + rng.uniform(0, 0.1, (len(rows), 2))
    frame = np.array([row[2] for row in rows])
    found = chains(positions, frame, 7.0, gap)
    assert same_groups(found, slowly(positions, frame, 7.0, gap))


def test_a_mean_is_weighted_by_the_precision_or_else_by_photons():
    chain = np.array([0, 0, 1])
    precise = weights(np.array([1.0, 2.0, 5.0]), np.array([1, 1, 1]), 3)
    assert means(np.array([0.0, 10.0, 7.0]), precise, chain) == pytest.approx([2.0, 7.0])
    bright = weights(np.array([1.0, np.nan, 5.0]), np.array([100, 300, 1]), 3)
    assert means(np.array([0.0, 10.0, 7.0]), bright, chain) == pytest.approx([7.5, 7.0])
    assert weights(None, None, 3).tolist() == [1, 1, 1]


def test_the_distance_is_three_times_the_median_precision():
    assert link_distance(np.array([8.0, 10.0, np.nan, 50.0])) == 30.0
