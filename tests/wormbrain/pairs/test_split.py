"""Which images validate."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwork.errors import InputError
from wormbrain.pairs.split import split_at_random, split_by_time


def test_the_reports_split_has_its_numbers_and_leaks():
    training, validation = split_at_random(6292)
    assert len(validation) == pytest.approx(1259, abs=1)
    assert np.array_equal(np.sort(np.concatenate([training, validation])), np.arange(6292))
    frames = np.arange(6292) // 11
    siblings = np.isin(frames[validation], frames[training])
    assert siblings.mean() > 0.99


@settings(deadline=None)
@given(st.integers(10, 700), st.integers(1, 11))
def test_frames_that_validate_lie_apart_in_time(frames, copies):
    number = np.repeat(np.arange(frames) * 3 + 5, copies)
    training, validation = split_by_time(number)
    assert len(training) > 0 < len(validation)
    apart = np.abs(number[training][:, None] - number[validation][None]).min() // 3
    assert apart > min(10, frames // 20)
    assert np.array_equal(np.unique(number[validation]).size * copies, len(validation))


def test_a_fifth_of_the_frames_validates():
    _, validation = split_by_time(np.arange(570))
    assert len(validation) == 114


def test_too_few_frames_are_refused():
    with pytest.raises(InputError, match="9 frames cannot be split by time"):
        split_by_time(np.arange(9))
