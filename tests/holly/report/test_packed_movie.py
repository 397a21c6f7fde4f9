import base64
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from groundwork.errors import InputError
from holly.report.movie import LEVELS, REACH, Box, pack
from holly.results.samples import Movie, read_movie

BOX = Box(np.array([0.5, -0.5, 0.0]), 1.25)


def unpack(packed):
    """As the page's program does."""
    low, high = np.frombuffer(zlib.decompress(base64.b64decode(packed["data"])), np.uint8).reshape(
        2, -1
    )
    folded = low | (high.astype(np.uint16) << 8)
    change = ((folded >> 1) ^ -(folded & 1).astype(np.int16)).astype(np.int16)
    shape = (packed["frames"], 3, packed["points"])
    whole = change.reshape(shape).cumsum(0, dtype=np.int16).transpose(0, 2, 1)
    return packed["centre"] + packed["quantum"] * whole


@settings(deadline=None, max_examples=50)
@given(arrays(float, (4, 5, 3), elements=st.floats(-15, 15)))
def test_clouds_come_back_to_a_thousandth_of_the_box(clouds):
    assert np.abs(unpack(pack(clouds, BOX)) - clouds).max() <= BOX.half / LEVELS / 2 + 1e-9


def test_a_point_far_outside_stays_outside():
    far = unpack(pack(np.array([[[1e6, -1e6, 0]]]), BOX))[0, 0]
    assert far[0] == pytest.approx(0.5 + REACH * 1.25, abs=0.01)
    assert far[1] == pytest.approx(-0.5 - REACH * 1.25, abs=0.01)


def test_a_thinned_movie_keeps_its_ends():
    movie = Movie(np.arange(200), np.ones(200), np.zeros((200, 3, 3)))
    assert movie.thinned(30).steps[[0, -1]].tolist() == [0, 199]
    assert len(movie.thinned(30).steps) == 30
    assert len(movie.thinned(500).steps) == 200


@pytest.mark.parametrize(
    "change",
    [
        {"structure": np.zeros((3, 5, 2))},
        {"structure": np.zeros((0, 5, 3))},
        {"structure": np.full((3, 5, 3), np.nan)},
        {"step": np.arange(4)},
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(tmp_path, change):
    whole = {"step": np.arange(3), "sigma": np.ones(3), "structure": np.zeros((3, 5, 3))}
    np.savez(tmp_path / "movie.npz", **whole)
    assert len(read_movie(tmp_path / "movie.npz").steps) == 3
    np.savez(tmp_path / "movie.npz", **whole | change)
    with pytest.raises(InputError, match=r"movie\.npz: not the movie of a run .*; train again"):
        read_movie(tmp_path / "movie.npz")


def test_a_cut_movie_is_named(tmp_path):
    (tmp_path / "movie.npz").write_bytes(b"PK\x03\x04cut")
    with pytest.raises(InputError, match=r"movie\.npz: not the movie of a run"):
        read_movie(tmp_path / "movie.npz")
