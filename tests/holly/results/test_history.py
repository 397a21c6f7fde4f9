import numpy as np
import pytest

from groundwork.errors import InputError
from holly.results.history import Movie, read_movie


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
