import h5py
import numpy as np
import pytest
import torch
from scipy.interpolate import RBFInterpolator

from groundwork.errors import InputError
from wormbrain.alignment.transformations import Transformations, read_transformations
from wormbrain.frames.recording import Description, Recording, writing
from wormbrain.geometry import size_of, spline

SIZE, GRID = (50, 80), (4, 3)


@pytest.fixture
def found():
    control = spline(*GRID, tuple(size_of(SIZE).tolist())).control
    noise = 0.1 * torch.randn(3, *control.shape, generator=torch.Generator().manual_seed(1))
    maps = control + noise
    maps[1] = torch.nan
    return Transformations(SIZE, GRID, maps, np.array([3, 4, 7]), 3)


def test_scipy_rebuilds_the_maps_from_the_file(found, tmp_path):
    found.write(tmp_path / "t.h5")
    points = np.random.default_rng(0).uniform((0, 0), (79, 49), (40, 2))
    with h5py.File(tmp_path / "t.h5") as file:
        assert file["number"][()].tolist() == [3, 4, 7]
        assert file["lost"][()].tolist() == [0, 1, 0]
        known = RBFInterpolator(
            file["control"][()], file["places"][2], kernel="thin_plate_spline", degree=1
        )
        affine = file["affine"][2]
        control, places = file["control"][()], file["places"][2]
    np.testing.assert_allclose(found.follow(points)[2], known(points), atol=1e-3)
    columns = np.column_stack([control, np.ones(len(control))])
    np.testing.assert_allclose(affine.T, np.linalg.lstsq(columns, places)[0], atol=1e-3)


def test_a_file_is_read_as_it_was_written(found, tmp_path):
    found.write(tmp_path / "t.h5")
    again = read_transformations(tmp_path / "t.h5")
    torch.testing.assert_close(again.maps, found.maps, equal_nan=True, rtol=0, atol=1e-6)
    assert (again.size, again.grid, again.target) == (found.size, found.grid, found.target)
    assert again.lost.tolist() == [False, True, False]
    again.write(tmp_path / "again.h5")
    assert (tmp_path / "t.h5").read_bytes() == (tmp_path / "again.h5").read_bytes()


def recording(path, numbers, size=SIZE):
    with writing(path, Description(("blue",))) as writer:
        for number in numbers:
            writer.append(number, np.full((1, *size), number, np.uint8))
    return path


def test_a_recording_takes_the_transformations_of_its_frames(found, tmp_path):
    with Recording(recording(tmp_path / "r.h5", [3, 7])) as opened:
        chosen = found.select(opened)
    assert torch.equal(chosen.maps, found.maps[[0, 2]])
    assert chosen.number.tolist() == [3, 7]


def test_a_frame_without_transformation_and_another_size_are_refused(found, tmp_path):
    with (
        Recording(recording(tmp_path / "r.h5", [3, 5, 9])) as opened,
        pytest.raises(InputError, match=r"no transformation for frame 5 and 1 others"),
    ):
        found.select(opened)
    with (
        Recording(recording(tmp_path / "s.h5", [3], (50, 50))) as opened,
        pytest.raises(InputError, match=r"frames of \(50, 50\) pixels"),
    ):
        found.select(opened)


def test_damaged_files_are_refused_by_name(found, tmp_path):
    path = tmp_path / "t.h5"
    with pytest.raises(InputError, match=r"t\.h5: no such file"):
        read_transformations(path)
    found.write(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"t\.h5: not a complete file of transformations"):
        read_transformations(path)
    path.write_bytes(whole)
    with h5py.File(path, "a") as file:
        del file["places"]
        file["places"] = np.zeros((3, 5, 2))
    with pytest.raises(InputError, match=r"t\.h5: not a complete file of transformations"):
        read_transformations(path)
