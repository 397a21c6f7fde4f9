import numpy as np
import pytest

from groundwork.errors import InputError
from holly.results.history import Movie, read_movie, read_poses, read_views


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


POSES = "image,particle,fate,rx,ry,rz,tx,ty,sigma,loss\n3,1,training,1,2,3,0.1,0.2,1.5,7\n"


def test_poses_are_read_with_their_particles_and_fates(tmp_path):
    path = tmp_path / "poses.csv"
    path.write_text(POSES + "4,2,held-out,0,0,1,0,0,1,8\n")
    poses = read_poses(path)
    assert poses.image.tolist() == [3, 4]
    assert poses.particle.tolist() == [1, 2]
    assert poses.fate.tolist() == ["training", "held-out"]
    assert poses.rotation.tolist() == [[1, 2, 3], [0, 0, 1]]
    assert poses.shift.tolist() == [[0.1, 0.2], [0, 0]]
    assert (poses.sigma.tolist(), poses.loss.tolist()) == ([1.5, 1], [7, 8])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("training", "lost", "a fate is none of training, held-out"),
        ("3,1,", "3.5,1,", "a number of column 'image' is not whole"),
        ("0.1,", "nan,", "a pose is not finite"),
        ("fate", "fade", "no column 'fate'"),
    ],
)
def test_poses_that_cannot_be_are_refused(tmp_path, old, new, reason):
    path = tmp_path / "poses.csv"
    path.write_text(POSES.replace(old, new))
    with pytest.raises(InputError, match=f"not the poses of a run .{reason}"):
        read_poses(path)


def test_views_that_do_not_belong_together_are_refused(tmp_path):
    pictures = np.ones((2, 4, 4), np.float16)
    whole = {"rotation": np.ones((2, 3, 3)), "count": np.ones(2, int)}
    whole |= {"average": pictures, "rendered": pictures, "misfit": [0.1, np.nan]}
    np.savez(tmp_path / "views.npz", **whole)
    views = read_views(tmp_path / "views.npz")
    assert len(views.count) == 2
    assert views.typical_misfit() == 0.1
    for change in (
        {"rendered": pictures[:1]},
        {"count": np.ones(3)},
        {"misfit": np.ones(3)},
        {"average": pictures * np.nan},
    ):
        np.savez(tmp_path / "views.npz", **whole | change)
        with pytest.raises(InputError, match=r"views\.npz: not the averaged views of a run"):
            read_views(tmp_path / "views.npz")
