import sys
from pathlib import Path

import numpy as np
import pytest

from groundwork.errors import InputError
from holly.data.clouds import read_cloud
from holly.data.ground_truths import BUILT_IN, cep152_approximation, toroid, write_ground_truth

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tools"))
import derive_models


@pytest.mark.parametrize(
    ("name", "points", "sides"),
    [
        ("bunny", 350, [2.32, 2.25, 1.77]),
        ("teapot", 230, [3.488, 1.70, 2.16]),
        ("cep152", 184, [1.2, 0.6, 1.396]),
    ],
)
def test_built_in_clouds_have_the_papers_size(name, points, sides):
    cloud = BUILT_IN[name]()
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
def test_built_in_clouds_resemble_the_papers(shared, name, file, distance):
    paper, ours = read_cloud(shared / "data" / "models" / file), BUILT_IN[name]()
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


def test_write_ground_truth_scales_and_writes_ply(tmp_path):
    write_ground_truth("toroid", tmp_path / "t.ply", nm_per_unit=200)
    np.testing.assert_allclose(read_cloud(tmp_path / "t.ply"), toroid() / 200)
    write_ground_truth(str(tmp_path / "t.ply"), tmp_path / "u.ply")
    np.testing.assert_array_equal(read_cloud(tmp_path / "u.ply"), read_cloud(tmp_path / "t.ply"))


@pytest.mark.parametrize(
    ("source", "scale", "fault"),
    [
        ("rabbit", 1.0, "one of bunny, teapot"),
        ("bunny", 0.0, "positive"),
        ("a.obj", 1.0, "no such"),
    ],
)
def test_write_ground_truth_refuses(tmp_path, monkeypatch, source, scale, fault):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=fault):
        write_ground_truth(source, Path("out.ply"), nm_per_unit=scale)
    assert list(tmp_path.iterdir()) == []


def cube(tmp_path, points, names="x,y,z"):
    path = tmp_path / "cube.csv"
    corners = np.stack(np.meshgrid(*[[-1.0, 1.0]] * 3), -1).reshape(-1, 3)
    np.savetxt(
        path, corners @ np.eye(3) * points[0] + points[1], "%.17g", ",", header=names, comments=""
    )
    return str(path), corners


@pytest.mark.parametrize(
    ("half", "names", "fault"),
    [
        (30, "x_nm,y_nm,z_nm", r"give nm_per_unit, .* which is 30 for a cloud half as wide"),
        (30, "x,y,z", r"60 model units wide, .* 4 units wide; give nm_per_unit, which is 30"),
        (1e-8, "x,y,z", "2e-08 model units wide"),
        (0, "x,y,z", "and more than one point"),
    ],
)
def test_a_model_without_its_scale_is_refused_with_the_scale_that_fits(
    tmp_path, half, names, fault
):
    source, _ = cube(tmp_path, (half, 0), names)
    with pytest.raises(InputError, match=fault):
        write_ground_truth(source, tmp_path / "out.ply")
    assert not (tmp_path / "out.ply").exists()


@pytest.mark.parametrize("names", ["x,y,z", "x_nm,y_nm,z_nm"])
def test_coordinates_in_nm_are_scaled(tmp_path, names):
    source, corners = cube(tmp_path, (30, 0), names)
    write_ground_truth(source, tmp_path / "out.ply", nm_per_unit=30)
    np.testing.assert_allclose(read_cloud(tmp_path / "out.ply"), corners)


def test_a_model_far_off_its_origin_is_moved_there_and_that_is_said(tmp_path, caplog):
    source, corners = cube(tmp_path, (1, 0))
    write_ground_truth(source, tmp_path / "out.ply")
    assert caplog.messages == []
    source, _ = cube(tmp_path, (1, 50))
    write_ground_truth(source, tmp_path / "out.ply")
    np.testing.assert_allclose(read_cloud(tmp_path / "out.ply"), corners)
    assert "(50, 50, 50) model units" in caplog.messages[0]


def test_points_that_leave_the_images_are_counted(tmp_path, caplog):
    source, _ = cube(tmp_path, (1.9, 0))
    write_ground_truth(source, tmp_path / "out.ply")
    assert "8 of 8 points are more than 2 model units" in caplog.messages[0]


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
        cloud = BUILT_IN[name]()
        assert len(cloud) == model.points
        assert np.ptp(cloud, axis=0).max() == pytest.approx(model.longest, abs=2e-6)


def test_exported_reads_the_array_and_runs_nothing():
    source = 'require("x");exports.positions=[[1,2,3],[4,5,6]]\nexports.cells=[[0,1,0]]\n'
    np.testing.assert_array_equal(
        derive_models.exported(source, "positions"), [[1, 2, 3], [4, 5, 6]]
    )
    np.testing.assert_array_equal(derive_models.exported(source, "cells"), [[0, 1, 0]])
