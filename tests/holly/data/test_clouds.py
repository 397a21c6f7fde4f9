import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from groundwork.errors import InputError
from holly.data.clouds import read_cloud, write_cloud

FINITE = st.floats(allow_nan=False, allow_infinity=False)
POINTS = np.array([[0.5, -1.25, 3.0], [1e-7, 2.0, -3.5], [4.0, 5.0, 6.0]])
PLY = "ply\nformat {kind} 1.0\ncomment made by hand\nelement vertex {n}\n{properties}end_header\n"
XYZ = "property float x\nproperty float y\nproperty float z\n"
REORDERED = "property uchar red\nproperty double z\nproperty double y\nproperty double x\n"


def text(points: np.ndarray, separator: str = " ", prefix: str = "") -> str:
    return "".join(prefix + separator.join(map(repr, row)) + "\n" for row in points.tolist())


def ply(points: np.ndarray, **header: object) -> str:
    header = {"kind": "ascii", "n": len(points), "properties": XYZ, **header}
    return PLY.format(**header) + text(points)


def test_obj_reads_vertices_and_nothing_else(tmp_path):
    path = tmp_path / "a.obj"
    faces = "vn 0 0 1\nvt 0 0\nf 1 2 3\n"
    path.write_text("# made by hand\n\n" + text(POINTS, prefix="v ") + faces)
    np.testing.assert_array_equal(read_cloud(path), POINTS)


@pytest.mark.parametrize("header", ["x,y,z\n", "# x, y, z\n", "X, Y, Z\n", ""])
def test_csv_with_and_without_a_header(tmp_path, header):
    path = tmp_path / "a.csv"
    path.write_text(header + text(POINTS, ",") + "\n")
    np.testing.assert_array_equal(read_cloud(path), POINTS)


def test_csv_finds_its_columns_by_name(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,z,y,x\n7,3,2,1\n")
    np.testing.assert_array_equal(read_cloud(path), [[1, 2, 3]])


def test_ascii_ply_with_faces_after_the_vertices(tmp_path):
    path = tmp_path / "a.ply"
    faces = "element face 1\nproperty list uchar int vertex_indices\n"
    path.write_text(ply(POINTS, properties=XYZ + faces) + "3 0 1 2\n")
    np.testing.assert_array_equal(read_cloud(path), POINTS)


def test_binary_ply_with_other_properties_between(tmp_path):
    path = tmp_path / "a.ply"
    header = PLY.format(kind="binary_little_endian", n=len(POINTS), properties=REORDERED)
    rows = np.zeros(3, dtype=[("red", "u1"), ("z", "<f8"), ("y", "<f8"), ("x", "<f8")])
    rows["x"], rows["y"], rows["z"] = POINTS.T
    path.write_bytes(header.encode() + rows.tobytes())
    np.testing.assert_array_equal(read_cloud(path), POINTS)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.obj", "", "empty"),
        ("a.obj", "v 1 2\n", "fewer than three"),
        ("a.obj", "v 1 2 three\n", "not numeric"),
        ("a.obj", "v 1 nan 3\n", "not finite"),
        ("a.obj", "# nothing\n", "no vertices"),
        ("a.csv", "x,y,z\n", "no vertices"),
        ("a.csv", "\n\n", "no vertices"),
        ("a.csv", "x,y,z\n1,2\n", "fewer than three"),
        ("a.csv", "x,y,z\n1,2,\n", "not numeric"),
        ("a.csv", "a,b\n1,2\n", "no columns x, y, z"),
        ("a.csv", "1,2,inf\n", "not finite"),
        ("a.csv", "x,y,z\n1,2,3\n1,2,3,4\n", "line 3 has more values than the first line"),
        ("a.off", "1 2 3\n", "unknown file type"),
        ("a.ply", "plywood", "no complete PLY header"),
        ("a.ply", ply(POINTS, kind="binary_middle_endian"), "binary_middle_endian"),
        ("a.ply", ply(POINTS, n=4), "truncated"),
        ("a.ply", ply(POINTS)[:-1], "truncated: its last line has no end"),
        ("a.ply", ply(POINTS, kind="binary_little_endian", n=400), "truncated"),
        ("a.ply", ply(POINTS[:0]), "no vertices"),
        ("a.ply", ply(POINTS, n="many"), "'vertex' with a count"),
        ("a.ply", ply(POINTS, properties="property float x\n"), "lack x, y or z"),
        ("a.ply", ply(POINTS, properties=XYZ + "property list int int i\n"), "plain number"),
        ("a.ply", ply(POINTS).replace("4.0", "four"), "not numeric"),
    ],
)
def test_bad_files_are_refused_in_one_line(tmp_path, name, content, fault):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(InputError, match=f"{re.escape(str(path))}.*{fault}") as caught:
        read_cloud(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", ["obj", "csv", "ply"])
def test_a_missing_or_binary_file_is_refused(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    with pytest.raises(InputError, match="no such file"):
        read_cloud(path)
    path.write_bytes(b"\xff\xfe\x00\x80" * 100)
    with pytest.raises(InputError, match=re.escape(str(path))):
        read_cloud(path)


@given(
    arrays(
        np.float64,
        st.tuples(st.integers(1, 20), st.just(3)),
        elements=st.floats(allow_nan=False, allow_infinity=False),
    )
)
@settings(deadline=None, max_examples=50)
def test_text_formats_keep_every_digit(tmp_path_factory, points):
    folder = tmp_path_factory.mktemp("clouds")
    contents = {"obj": text(points, prefix="v "), "csv": text(points, ","), "ply": ply(points)}
    for suffix, content in contents.items():
        path = folder / f"a.{suffix}"
        path.write_text(content)
        np.testing.assert_array_equal(read_cloud(path), points)


@settings(deadline=None, max_examples=50)
@given(points=arrays(np.float64, st.tuples(st.integers(1, 20), st.just(3)), elements=FINITE))
def test_every_float_reads_back_exactly(tmp_path_factory, points):
    path = tmp_path_factory.mktemp("structure") / "structure.ply"
    write_cloud(path, points)
    np.testing.assert_array_equal(read_cloud(path), points)


def test_float32_reads_back_exactly(tmp_path):
    points = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    write_cloud(tmp_path / "structure.ply", points)
    np.testing.assert_array_equal(read_cloud(tmp_path / "structure.ply"), points)


def test_open3d_reads_the_same_points(tmp_path, open3d):
    points = np.random.default_rng(0).normal(size=(20, 3))
    write_cloud(tmp_path / "structure.ply", points)
    cloud = open3d.io.read_point_cloud(str(tmp_path / "structure.ply"))
    np.testing.assert_array_equal(np.asarray(cloud.points), points)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_diverged_structure_is_refused_on_one_line(tmp_path, bad):
    path = tmp_path / "structure.ply"
    write_cloud(path, np.array([[0.0, 1.0, 2.0], [0.0, bad, 0.0]]))
    with pytest.raises(InputError, match=r"structure\.ply: .*finite") as error:
        read_cloud(path)
    assert "\n" not in str(error.value)


def test_an_empty_structure_is_refused(tmp_path):
    write_cloud(tmp_path / "structure.ply", np.empty((0, 3)))
    with pytest.raises(InputError, match=r"structure\.ply"):
        read_cloud(tmp_path / "structure.ply")


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "structure.ply"
    write_cloud(path, np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"\[N, 3\]"):
        write_cloud(path, np.ones((2, 2)))
    assert len(read_cloud(path)) == 2
    assert list(tmp_path.iterdir()) == [path]
