import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from groundwork.errors import InputError
from holly.data.structure import read_structure, write_structure

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@settings(deadline=None, max_examples=50)
@given(points=arrays(np.float64, st.tuples(st.integers(1, 20), st.just(3)), elements=FINITE))
def test_every_float_reads_back_exactly(tmp_path_factory, points):
    path = tmp_path_factory.mktemp("structure") / "structure.ply"
    write_structure(path, points)
    np.testing.assert_array_equal(read_structure(path), points)


def test_float32_reads_back_exactly(tmp_path):
    points = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    write_structure(tmp_path / "structure.ply", points)
    np.testing.assert_array_equal(read_structure(tmp_path / "structure.ply"), points)


def test_open3d_reads_the_same_points(tmp_path, open3d):
    points = np.random.default_rng(0).normal(size=(20, 3))
    write_structure(tmp_path / "structure.ply", points)
    cloud = open3d.io.read_point_cloud(str(tmp_path / "structure.ply"))
    np.testing.assert_array_equal(np.asarray(cloud.points), points)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_diverged_structure_is_refused_on_one_line(tmp_path, bad):
    path = tmp_path / "structure.ply"
    write_structure(path, np.array([[0.0, 1.0, 2.0], [0.0, bad, 0.0]]))
    with pytest.raises(InputError, match=r"structure\.ply: .*finite") as error:
        read_structure(path)
    assert "\n" not in str(error.value)


def test_an_empty_structure_is_refused(tmp_path):
    write_structure(tmp_path / "structure.ply", np.empty((0, 3)))
    with pytest.raises(InputError, match=r"structure\.ply"):
        read_structure(tmp_path / "structure.ply")


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "structure.ply"
    write_structure(path, np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"\[N, 3\]"):
        write_structure(path, np.ones((2, 2)))
    assert len(read_structure(path)) == 2
    assert list(tmp_path.iterdir()) == [path]
