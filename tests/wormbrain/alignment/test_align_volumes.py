"""Volumes of a recording aligned: the stage `volumes`, and what is done with its result."""

import csv
import os
import signal

import h5py
import numpy as np
import pytest
from scipy.interpolate import RBFInterpolator

from tests.rolling_worm import DEPTH, DEPTH_STEP, SIDE, nuclei, rolled, volume_of, write_volumes
from wormbrain.alignment.resample_volumes import Resampling
from wormbrain.alignment.volume_transformations import read_volume_transformations
from wormbrain.alignment.volumes import Deepening
from wormbrain.frames.open import open_source
from wormbrain.geometry import points_to_voxels
from wormbrain.stages import main

ROLLS = (0.0, 0.35, 0.7)  # of each frame, pixels per plane
LIFT = 0.5  # planes per frame


def places(frame):
    return rolled(nuclei(4), ROLLS[frame], LIFT * frame)


@pytest.fixture(scope="module")
def rolling(tmp_path_factory):
    """A folder with a recording of a rolling worm, aligned flat and in depth; frame 3 is noise."""
    folder = tmp_path_factory.mktemp("rolling")
    noise = np.random.default_rng(1).integers(0, 1000, (2, DEPTH, SIDE, SIDE), np.uint16)
    write_volumes(folder / "worm.h5", [*map(volume_of, map(places, range(3))), noise])
    main(["align", str(folder / "worm.h5"), "--target", "0", "--output", str(folder / "flat")])
    volumes(folder, folder / "deep")
    return folder


def volumes(folder, output, *more):
    maps = folder / "flat/transformations.h5"
    step = ["--depth-step", str(DEPTH_STEP)]
    main(["volumes", str(folder / "worm.h5"), str(maps), *step, "--output", str(output), *more])


def rows(path):
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_nuclei_are_followed_in_depth_and_lost_frames_are_flagged(rolling):
    found = read_volume_transformations(rolling / "deep/transformations-3d.h5")
    followed = found.follow(places(0))
    for frame in (1, 2):
        assert np.median(np.abs(followed[frame] - places(frame)), axis=0).max() < 0.5
    np.testing.assert_allclose(followed[0], places(0), atol=1e-3)
    assert np.isnan(followed[3]).all()
    table = rows(rolling / "deep/frames.csv")
    assert [row["lost"] for row in table] == ["0", "0", "0", "1"]
    assert [row["corrected"] for row in table] == ["0", "1", "1", "0"]
    assert table[3]["reason"] == "its projection is lost"
    assert float(table[2]["lift"]) == pytest.approx(2 * LIFT, abs=0.3)


def test_aligned_volumes_show_what_the_target_shows(rolling):
    with h5py.File(rolling / "deep/aligned.h5") as file, h5py.File(rolling / "worm.h5") as source:
        target, before = (source[f"{t}/frame"][()].astype(float) for t in (0, 2))
        assert file["2/frame"].dtype == np.uint16
        after = file["2/frame"][()].astype(float)
        np.testing.assert_array_equal(file["0/frame"], source["0/frame"])
        assert "3" not in file
    likeness = [np.corrcoef(volume.ravel(), target.ravel())[0, 1] for volume in (before, after)]
    assert likeness[0] < 0.6
    assert likeness[1] > 0.9
    with open_source(rolling / "deep/aligned.h5") as again:
        assert list(again.numbers) == [0, 1, 2]
        assert again.shape == (2, DEPTH, SIDE, SIDE)


def test_the_fast_resampling_is_that_of_every_voxel(rolling):
    found = read_volume_transformations(rolling / "deep/transformations-3d.h5")
    fast = points_to_voxels(Resampling(found).points(2), found.size, DEPTH_STEP)
    z, y, x = np.meshgrid(*[np.arange(n) for n in found.size], indexing="ij")
    slow = found.follow(np.stack([x, y, z], axis=-1).reshape(-1, 3))[2]
    assert np.abs(fast.reshape(-1, 3).numpy() - slow).max() < 0.1


def test_others_can_apply_the_file_as_the_page_says(rolling):
    with h5py.File(rolling / "deep/transformations-3d.h5") as file:
        flat = RBFInterpolator(
            file["flat_control"][()], file["flat_places"][2], kernel="thin_plate_spline", degree=1
        )
        scale = [1, 1, file.attrs["depth_step"]]
        shift = RBFInterpolator(
            file["control"] * np.array(scale), file["shift"][2], kernel="linear", degree=1
        )
    target = places(0)
    theirs = np.column_stack([flat(target[:, :2]), target[:, 2]]) + shift(target * scale)
    ours = read_volume_transformations(rolling / "deep/transformations-3d.h5").follow(target)[2]
    np.testing.assert_allclose(theirs, ours, atol=1e-2)


def test_points_and_signals_are_those_of_balls_in_the_volumes(rolling, tmp_path):
    lines = [f"n{i},{x},{y},{z}" for i, (x, y, z) in enumerate(places(0)[1:4])]
    points = tmp_path / "points.csv"
    points.write_text("\n".join(["name,x,y,z", *lines, ""]))
    maps = str(rolling / "deep/transformations-3d.h5")
    main(["apply", maps, "--points", str(points), "--output", str(tmp_path / "places.csv")])
    output = str(tmp_path / "signals.csv")
    arguments = ["signals", str(rolling / "worm.h5"), maps, str(points), "--radius", "4.5"]
    main([*arguments, "--output", output])
    found = rows(tmp_path / "places.csv")
    assert list(found[0]) == ["frame", "name", "x", "y", "z"]
    assert found[-1]["z"] == ""
    with h5py.File(rolling / "worm.h5") as file:
        volume = file["2/frame"][()].transpose(0, 3, 2, 1)
    z, y, x = np.indices(volume.shape[1:])
    place = [float(found[6][axis]) for axis in "xyz"]
    distance = [x - place[0], y - place[1], (z - place[2]) * DEPTH_STEP]
    ball = sum(d**2 for d in distance) <= 4.5**2
    signal = float(rows(tmp_path / "signals.csv")[2]["n0 red"])
    assert signal == pytest.approx(volume[0][ball].mean(), abs=1)


def test_a_stopped_alignment_of_volumes_ends_with_the_same_bytes(rolling, tmp_path, monkeypatch):
    take = Deepening.take_step

    def stop(work):
        take(work)
        if work.step == 2:
            os.kill(os.getpid(), signal.SIGTERM)

    with monkeypatch.context() as patch:
        patch.setattr(Deepening, "take_step", stop)
        with pytest.raises(SystemExit):
            volumes(rolling, tmp_path / "again")
    assert not (tmp_path / "again/frames.csv").exists()
    volumes(rolling, tmp_path / "again")
    for name in ("transformations-3d.h5", "aligned.h5", "frames.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (rolling / "deep" / name).read_bytes()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (["--depth-step", "0"], "--depth-step 0.0: give the distance of two planes"),
        (["--depth-step", "nan"], "--depth-step nan: give the distance of two planes"),
        (["--planes", "3", "3"], "1 plane; a volume has 2 or more"),
        (["--channels", "blue"], "channels blue; choose among red, green"),
    ],
)
def test_what_cannot_be_is_refused(rolling, tmp_path, change, message):
    with pytest.raises(SystemExit, match=message):
        volumes(rolling, tmp_path / "refused", *change)
    assert not (tmp_path / "refused/transformations-3d.h5").exists()


def test_volumes_of_another_recording_are_refused(rolling, tmp_path):
    write_volumes(tmp_path / "short.h5", [volume_of(places(0))])
    maps = str(rolling / "flat/transformations.h5")
    arguments = ["volumes", str(tmp_path / "short.h5"), maps, "--depth-step", "4"]
    with pytest.raises(SystemExit, match="no frame 1, which"):
        main([*arguments, "--output", str(tmp_path / "refused")])
