import numpy as np
import pytest

from groundwork.errors import InputError
from holly.data.clouds import read_cloud

CORNERS = np.float32([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1.5]])
FACES = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]])
PCD = """# .PCD v.7 - Point Cloud Data file format
VERSION .7
FIELDS {fields}
SIZE {sizes}
TYPE {types}
COUNT {counts}
WIDTH {n}
HEIGHT 1
VIEWPOINT 0 0 0 1 0 0 0
POINTS {n}
DATA {data}
"""
PLAIN = {"fields": "x y z", "sizes": "4 4 4", "types": "F F F", "counts": "1 1 1"}
PADDED = {
    "fields": "rgb _ z y x",
    "sizes": "4 1 8 8 8",
    "types": "U U F F F",
    "counts": "1 3 1 1 1",
}


def saved(path, content, body=b""):
    path.write_bytes(content.encode() + body)
    return path


def sorted_rows(points):
    return points[np.lexsort(points.T)]


def test_big_endian_ply(tmp_path):
    head = "ply\nformat binary_big_endian 1.0\nelement vertex 4\nproperty float x\n"
    head += "property float y\nproperty float z\nend_header\n"
    path = saved(tmp_path / "a.ply", head, CORNERS.astype(">f4").tobytes())
    np.testing.assert_array_equal(read_cloud(path), CORNERS)


def test_pcd_as_text_and_binary(tmp_path):
    text = "".join(f"{x} {y} {z}\n" for x, y, z in CORNERS)
    path = saved(tmp_path / "a.pcd", PCD.format(n=4, data="ascii", **PLAIN) + text)
    np.testing.assert_array_equal(read_cloud(path), CORNERS)
    path = saved(tmp_path / "b.pcd", PCD.format(n=4, data="binary", **PLAIN), CORNERS.tobytes())
    np.testing.assert_array_equal(read_cloud(path), CORNERS)


def test_pcd_with_other_fields_and_padding_before_the_coordinates(tmp_path):
    record = np.dtype([("rgb", "<u4"), ("_", "u1", 3), ("z", "<f8"), ("y", "<f8"), ("x", "<f8")])
    rows = np.zeros(4, record)
    rows["x"], rows["y"], rows["z"] = CORNERS.T
    path = saved(tmp_path / "a.pcd", PCD.format(n=4, data="binary", **PADDED), rows.tobytes())
    np.testing.assert_array_equal(read_cloud(path), CORNERS)
    text = "".join(f"7 0 0 0 {z} {y} {x}\n" for x, y, z in CORNERS)
    path = saved(tmp_path / "b.pcd", PCD.format(n=4, data="ascii", **PADDED) + text)
    np.testing.assert_array_equal(read_cloud(path), CORNERS)


def test_open3d_writes_what_is_read(tmp_path, open3d):
    cloud = open3d.geometry.PointCloud(open3d.utility.Vector3dVector(CORNERS.astype(float)))
    for name, as_text in (("a.pcd", True), ("b.pcd", False), ("c.ply", False), ("d.xyz", True)):
        assert open3d.io.write_point_cloud(str(tmp_path / name), cloud, write_ascii=as_text)
        np.testing.assert_allclose(read_cloud(tmp_path / name), CORNERS)
    mesh = open3d.geometry.TriangleMesh(
        open3d.utility.Vector3dVector(CORNERS.astype(float)), open3d.utility.Vector3iVector(FACES)
    )
    mesh.compute_triangle_normals()
    assert open3d.io.write_triangle_mesh(str(tmp_path / "a.stl"), mesh)
    found = read_cloud(tmp_path / "a.stl")
    np.testing.assert_array_equal(sorted_rows(found), sorted_rows(CORNERS))


def test_an_stl_as_text_has_each_corner_once(tmp_path):
    corners = ["".join(f"vertex {x} {y} {z}\n" for x, y, z in CORNERS[face]) for face in FACES]
    facets = "".join(f"facet normal 0 0 1\nouter loop\n{c}endloop\nendfacet\n" for c in corners)
    path = saved(tmp_path / "a.stl", f"solid made by hand\n{facets}endsolid\n")
    np.testing.assert_array_equal(read_cloud(path), CORNERS[[0, 2, 1, 3]])


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.stl", "solid a\nfacet\nvertex 1 2 3\nendsolid\n", "1 corners of 1 triangles"),
        ("a.stl", "solid a\nfacet\nvertex 1 2 3\n", "truncated"),
        ("a.stl", "x" * 90, "not an STL file"),
        ("a.pcd", "VERSION .7\n", "no complete PCD header"),
        ("a.pcd", "VERSION .7\nDATA ascii\n", "lacks FIELDS"),
        ("a.pcd", PCD.format(n=4, data="binary_compressed", **PLAIN), "save it as ascii or binary"),
        ("a.pcd", PCD.format(n=4, data="binary", **PLAIN) + "cut", "truncated"),
        ("a.pcd", PCD.format(n=2, data="ascii", **PLAIN) + "1 2 3\n", "1 of the 2 points"),
        ("a.pcd", PCD.format(n=1, data="ascii", **PLAIN | {"fields": "x y w"}), "lack x, y or z"),
        ("a.pcd", PCD.format(n=1, data="ascii", **PLAIN | {"sizes": "4 4"}), "SIZE"),
        ("a.pcd", PCD.format(n=1, data="ascii", **PLAIN | {"types": "F F"}), "sizes or types"),
        ("a.pcd", PCD.format(n=1, data="ascii", **PLAIN | {"sizes": "4 4 3"}), "sizes or types"),
    ],
)
def test_damaged_files_are_refused(tmp_path, name, content, fault):
    with pytest.raises(InputError, match=fault):
        read_cloud(saved(tmp_path / name, content))
