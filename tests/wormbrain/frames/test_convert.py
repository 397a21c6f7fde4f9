import logging

import h5py
import numpy as np
import pytest
from PIL import Image

from groundwork.errors import InputError
from wormbrain.frames.convert import convert
from wormbrain.frames.open import open_source
from wormbrain.frames.recording import Recording
from wormbrain.stages import main


def converted(path, **options):
    output = path.with_name("recording.h5")
    with open_source(path) as source:
        convert(source, output, **options)
    return Recording(output)


def replaced(path, number, volume):
    with h5py.File(path, "r+") as file:
        del file[str(number)]
        if volume is not None:
            file[f"{number}/frame"] = volume


@pytest.mark.parametrize("planes", [None, (0, 1), (1, 1)])
@pytest.mark.parametrize("projection", ["max", "mean"])
def test_volumes_are_projected_over_depth(report_file, volumes, projection, planes):
    first, last = planes or (0, 2)
    part = volumes[:, :, first : last + 1]
    expected = part.max(2) if projection == "max" else np.rint(part.mean(2))
    with converted(report_file, projection=projection, planes=planes) as recording:
        assert recording.dtype == np.int16
        assert recording.channels == ("red", "green")
        assert recording.projection == (projection if first < last else "none")
        assert recording.planes == (first, last)
        assert recording.source == str(report_file)
        assert (np.stack(list(recording)) == expected).all()


@pytest.mark.parametrize("channels", [["green"], ["green", "red"]])
def test_channels_are_chosen_by_name(report_file, volumes, channels):
    with converted(report_file, channels=channels) as recording:
        assert recording.channels == tuple(channels)
        order = [("red", "green").index(name) for name in channels]
        assert (recording[4] == volumes[4].max(1)[order]).all()


@pytest.mark.parametrize("channels", [["blue"], ["red", "red"], []])
def test_unknown_channels_are_refused_with_those_there_are(report_file, channels):
    with pytest.raises(InputError, match=r"worm\.h5: channels .*; choose among red, green"):
        converted(report_file, channels=channels)


@pytest.mark.parametrize("planes", [(0, 3), (2, 1), (-1, 1)])
def test_planes_that_are_not_there_are_refused(report_file, planes):
    with pytest.raises(InputError, match=r"worm\.h5: planes .*; there are 0 to 2"):
        converted(report_file, planes=planes)


@pytest.fixture
def faulty_file(report_file, volumes):
    """Frame 1 is missing, 2 blank, 3 of another shape; 5 lacks its green."""
    good = volumes[5].transpose(0, 3, 2, 1).copy()
    good[1] = 7
    replaced(report_file, 1, None)
    replaced(report_file, 2, np.full_like(good, 7))
    replaced(report_file, 3, good[:, :, 1:])
    replaced(report_file, 5, good)
    return report_file


def test_faulty_frames_are_listed_by_number(faulty_file):
    message = (
        r"worm\.h5: 4 of 6 frames cannot be used: frame 1: missing; 2: blank; "
        r"3: of shape \(2, 14, 9, 3\), where \(2, 14, 10, 3\) is usual; 5: green is blank; mend"
    )
    with pytest.raises(InputError, match=message):
        converted(faulty_file)
    assert not faulty_file.with_name("recording.h5").exists()


def test_faulty_frames_can_be_left_out_and_are_noted(faulty_file, volumes, caplog):
    with caplog.at_level(logging.WARNING), converted(faulty_file, skip_damaged=True) as recording:
        assert recording.number.tolist() == [0, 4]
        assert recording.left_out.tolist() == [1, 2, 3, 5]
        assert (np.stack(list(recording)) == volumes[[0, 4]].max(2)).all()
    assert "frame 1: missing; 2: blank;" in caplog.text


def test_neighbours_are_listed_as_spans(report_file, volumes):
    for number in (1, 2, 3):
        replaced(report_file, number, None)
    with pytest.raises(InputError, match="3 of 6 frames cannot be used: frame 1 to 3: missing;"):
        converted(report_file)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_not_finite_are_faults(tmp_path, value):
    images = np.random.default_rng(0).random((3, 8, 8))
    images[1, 2, 2] = value
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["images"] = images
    with open_source(tmp_path / "a.h5", "TYX") as source, pytest.raises(InputError) as refusal:
        convert(source, tmp_path / "recording.h5")
    assert "frame 1: not finite" in str(refusal.value)


def test_nothing_usable_is_refused_even_if_faults_are_left_out(report_file, volumes):
    for number in range(6):
        replaced(report_file, number, np.zeros((2, 14, 10, 3), np.int16))
    with pytest.raises(InputError, match="6 of 6 frames cannot be used: frame 0 to 5: blank"):
        converted(report_file, skip_damaged=True)


def test_an_empty_channel_is_kept_and_said(tmp_path, caplog):
    (tmp_path / "a").mkdir()
    for n in range(4):
        image = np.random.default_rng(n).integers(0, 255, (8, 8, 3), np.uint8)
        image[..., 2] = 0
        Image.fromarray(image).save(tmp_path / "a" / f"{n}.png")
    with caplog.at_level(logging.WARNING), converted(tmp_path / "a") as recording:
        assert recording.channels == ("red", "green", "blue")
    assert "blue is blank in 4 of 4 frames; choose others with --channels" in caplog.text
    caplog.clear()
    with converted(tmp_path / "a", channels=["red", "green"]) as recording:
        assert recording.channels == ("red", "green")
    assert "blank" not in caplog.text


def test_the_command_line_makes_recordings_and_refuses_in_one_line(tmp_path, capsys):
    source, output = tmp_path / "worm.h5", tmp_path / "recording.h5"
    sizes = ["--frames", "5", "--size", "32", "--depth", "3"]
    main(["synthetic", *sizes, "--output", str(source)])
    main(["frames", str(source), "--planes", "1", "2", "--output", str(output)])
    with Recording(output) as recording:
        assert (len(recording), recording.size, recording.planes) == (5, (32, 32), (1, 2))
    for arguments, message in (
        (["absent.h5"], "absent.h5: no such file; give an HDF5, TIFF or video file, or a folder"),
        (
            [str(source), "--axes", "TCZYX"],
            "give `wormbrain frames` --dataset and --axes; its arrays are /0/frame",
        ),
        ([str(tmp_path), "--dataset", "a"], "has no dataset to choose"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(["frames", *arguments, "--output", str(output)])
        assert message in str(ended.value)
        assert "\n" not in str(ended.value)


def test_a_channel_in_which_next_to_nothing_shows_is_said(tmp_path, caplog):
    rng = np.random.default_rng(1)
    (tmp_path / "a").mkdir()
    for number in range(3):
        image = rng.integers(0, 200, (32, 32, 3), np.uint8)
        image[..., 2] //= 20
        Image.fromarray(image).save(tmp_path / f"a/{number}.png")
    with caplog.at_level(logging.WARNING), converted(tmp_path / "a"):
        assert "blue has 4 % of the contrast of the brightest channel" in caplog.text
        assert "green" not in caplog.text
    caplog.clear()
    with converted(tmp_path / "a", channels=["red", "green"]):
        assert "contrast" not in caplog.text
