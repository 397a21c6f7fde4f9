import re
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from groundwork.errors import InputError
from holly.data.models import BUILTIN, cep152_approximation, read_cloud, toroid, write_model
from holly.data.structure import read_structure

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tools"))
import derive_models

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


@pytest.mark.parametrize("header", ["x,y,z\n", "x_nm,y_nm,z_nm\n", "X, Y, Z\n", ""])
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
        ("a.xyz", "1 2 3\n", "unknown kind"),
        ("a.ply", "plywood", "no complete PLY header"),
        ("a.ply", ply(POINTS, kind="binary_big_endian"), "binary_big_endian"),
        ("a.ply", ply(POINTS, n=4), "truncated"),
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


@pytest.mark.parametrize(
    ("name", "points", "sides"),
    [
        ("bunny", 350, [2.32, 2.25, 1.77]),
        ("teapot", 230, [3.488, 1.70, 2.16]),
        ("cep152", 184, [1.2, 0.6, 1.396]),
    ],
)
def test_builtin_models_have_the_papers_size(name, points, sides):
    cloud = BUILTIN[name]()
    assert cloud.shape == (points, 3)
    assert len(np.unique(cloud, axis=0)) == points
    np.testing.assert_allclose(np.ptp(cloud, axis=0), sides, atol=0.06)


def test_cep152_is_two_hollow_perpendicular_cylinders():
    cloud = cep152_approximation()
    large, small = cloud[:144], cloud[144:]
    np.testing.assert_allclose(np.hypot(large[:, 0], large[:, 2]), 0.6)
    radius = np.hypot(small[:, 0], small[:, 1] - 0.063)
    np.testing.assert_allclose(radius, 0.21)
    assert small[:, 2].min() < large[:, 2].min()


@pytest.mark.parametrize(
    ("name", "file", "distance"),
    [
        ("bunny", "bunny_large.obj", 0.1),
        ("teapot", "teapot_large.obj", 0.17),
        ("cep152", "susan_scaled_gt.obj", 0.02),
    ],
)
def test_builtin_models_resemble_the_papers(shared, name, file, distance):
    paper, ours = read_cloud(shared / "data" / "models" / file), BUILTIN[name]()
    ours = ours + (paper.min(0) + paper.max(0) - ours.min(0) - ours.max(0)) / 2
    gaps = np.linalg.norm(paper[:, None] - ours, axis=2)
    assert np.sqrt((gaps.min(1) ** 2).mean()) < distance
    assert np.sqrt((gaps.min(0) ** 2).mean()) < distance


def test_toroid_is_a_ring_with_a_hole():
    cloud = toroid(2000)
    distance = np.hypot(cloud[:, 0], cloud[:, 1])
    assert np.hypot(distance - 200, cloud[:, 2]).max() <= 35
    assert distance.mean() == pytest.approx(200, abs=1)
    np.testing.assert_allclose(cloud.mean(0), 0, atol=2)


def test_write_model_scales_and_writes_ply(tmp_path):
    write_model("toroid", tmp_path / "t.ply", scale=200)
    np.testing.assert_allclose(read_structure(tmp_path / "t.ply"), toroid() / 200)
    write_model(str(tmp_path / "t.ply"), tmp_path / "u.ply")
    np.testing.assert_array_equal(
        read_structure(tmp_path / "u.ply"), read_structure(tmp_path / "t.ply")
    )


@pytest.mark.parametrize(
    ("source", "scale", "fault"),
    [
        ("rabbit", 1.0, "one of bunny, teapot"),
        ("bunny", 0.0, "positive"),
        ("a.obj", 1.0, "no such"),
    ],
)
def test_write_model_refuses(tmp_path, monkeypatch, source, scale, fault):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=fault):
        write_model(source, Path("out.ply"), scale=scale)
    assert list(tmp_path.iterdir()) == []


TETRAHEDRON = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=float)
FACES = np.array([[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]])


def test_derived_cloud_is_deterministic_centred_and_to_scale():
    cloud = derive_models.cloud(TETRAHEDRON, FACES, 30, 2.5)
    np.testing.assert_array_equal(cloud, derive_models.cloud(TETRAHEDRON, FACES, 30, 2.5))
    assert np.ptp(cloud, axis=0).max() == pytest.approx(2.5)
    np.testing.assert_allclose(cloud.min(0), -cloud.max(0))
    gaps = np.linalg.norm(cloud[:, None] - cloud, axis=2)
    assert gaps[~np.eye(30, dtype=bool)].min() > 0.3  # none doubled, none close


def test_packaged_clouds_are_as_the_script_writes_them():
    for name, model in derive_models.MODELS.items():
        cloud = BUILTIN[name]()
        assert len(cloud) == model.points
        assert np.ptp(cloud, axis=0).max() == pytest.approx(model.longest, abs=2e-6)


def test_exported_reads_the_array_and_runs_nothing():
    source = 'require("x");exports.positions=[[1,2,3],[4,5,6]]\nexports.cells=[[0,1,0]]\n'
    np.testing.assert_array_equal(
        derive_models.exported(source, "positions"), [[1, 2, 3], [4, 5, 6]]
    )
    np.testing.assert_array_equal(derive_models.exported(source, "cells"), [[0, 1, 0]])
