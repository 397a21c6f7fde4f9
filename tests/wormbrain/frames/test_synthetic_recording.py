import h5py
import numpy as np
import pytest

from groundwork.errors import InputError
from wormbrain.frames.synthetic import LANDMARKS, read_truth, truth_path, write_synthetic

SETTINGS = {"frames": 12, "size": 96, "depth": 8, "nuclei": 40, "seed": 3}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("synthetic") / "worm.h5"
    write_synthetic(path, **SETTINGS)
    return path


def test_the_layout_is_the_reports(made):
    with h5py.File(made) as file:
        assert set(file) == {str(t) for t in range(12)}
        assert {file[f"{t}/frame"].shape for t in range(12)} == {(2, 96, 96, 8)}
        assert file["0/frame"].dtype == np.int16
        assert dict(file.attrs) == {"C": 2, "W": 96, "H": 96, "D": 8, "T": 12, "N_neurons": 40}


def test_a_nucleus_is_where_the_truth_says(tmp_path):
    """The centre of mass of a single landmark lies within a tenth of a pixel of its true place."""
    path, reach = tmp_path / "worm.h5", np.arange(-7, 8)
    truth = write_synthetic(path, **SETTINGS | {"nuclei": 1, "size": 192, "frames": 30})
    errors = []
    with h5py.File(path) as file:
        for t, (place,) in enumerate(truth.position[..., :2]):
            column, row = place.round().astype(int)
            image = file[f"{t}/frame"][0].sum(-1, dtype=float)
            light = image[column - 7 : column + 8, row - 7 : row + 8]
            light = (light - light.mean()).clip(0)  # without the background
            found = [light.sum(1) @ reach, light.sum(0) @ reach] / light.sum()
            errors.append(np.hypot(*(place - [column, row] - found)))
    assert np.median(errors) < 0.1


def test_landmarks_are_few_and_constant_and_calcium_changes(made):
    brightness = read_truth(made).brightness
    assert (brightness[0, :, 0] > 0).sum() == round(LANDMARKS * 40)
    assert (brightness[:, :, 0] == brightness[0, :, 0]).all()
    assert (brightness[:, :, 1] > 0).all()
    assert 0.1 < np.log(brightness[:, :, 1]).std(0).mean() < 0.7


@pytest.mark.parametrize("seed", range(4))
def test_the_motion_is_as_large_as_in_real_recordings(tmp_path, seed):
    """Reported for 512 pixels: median shift about 20, range up to about 300."""
    counts = {"frames": 120, "size": 32, "depth": 1, "nuclei": 50, "seed": seed}
    truth = write_synthetic(tmp_path / "worm.h5", **counts)
    centre = truth.position[..., :2].mean(1) * 512 / 32
    shift = np.hypot(*np.diff(centre, axis=0).T)
    assert 10 < np.median(shift) < 30
    assert shift.max() < 60  # smooth
    assert 200 < np.ptp(centre, axis=0).max() < 320
    shape = np.ptp(truth.position[..., :2], axis=(0, 1))
    assert (shape > 0).all()


def test_neither_background_nor_noise_moves_with_the_worm(made):
    """Beyond the nuclei, frames share the texture that stays, and have new noise."""
    with h5py.File(made) as file:
        first, last = (file[f"{t}/frame"][1, :, :, 0].astype(float) for t in (0, 11))
    assert 0.02 < np.corrcoef(first.ravel(), last.ravel())[0, 1] < 0.9
    assert (first != last).mean() > 0.9


def test_one_seed_gives_the_same_bytes_and_another_does_not(tmp_path, made):
    again, other = tmp_path / "again.h5", tmp_path / "other.h5"
    write_synthetic(again, **SETTINGS)
    write_synthetic(other, **SETTINGS | {"seed": 4})
    assert again.read_bytes() == made.read_bytes()
    assert truth_path(again).read_bytes() == truth_path(made).read_bytes()
    assert other.read_bytes() != made.read_bytes()


@pytest.mark.parametrize("name", ["frames", "size", "depth", "nuclei"])
def test_too_little_of_anything_is_refused(tmp_path, name):
    with pytest.raises(InputError, match=r"worm\.h5: give frames, depth and nuclei >= 1"):
        write_synthetic(tmp_path / "worm.h5", **SETTINGS | {name: 0})
    assert list(tmp_path.iterdir()) == []
