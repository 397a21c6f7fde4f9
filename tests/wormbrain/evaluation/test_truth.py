"""The verdict on an alignment, where the truth is known."""

import json

import numpy as np
import pytest
import torch

from groundwork.errors import InputError
from wormbrain.alignment.transformations import Transformations
from wormbrain.evaluation.truth import errors, judge
from wormbrain.frames.synthetic import write_synthetic
from wormbrain.geometry import spline

SIZE = (64, 64)
CONTROL = spline(3, 3).control
PIXEL = 2 / 64  # in points


def found(maps, number=None, target=0):
    number = np.arange(len(maps)) if number is None else np.array(number)
    return Transformations(SIZE, (3, 3), torch.stack(maps), number, target)


def moved(x, y):
    return CONTROL + torch.tensor([x, y]) * PIXEL


def nuclei(*shifts):
    """Nuclei in frames that are the first frame, shifted."""
    first = np.random.default_rng(1).uniform(15, 45, (30, 3))
    return np.stack([first + np.array([*shift, 0.0]) for shift in shifts])


def test_a_motion_that_is_found_has_no_error():
    judged = errors(found([CONTROL, moved(5, -3)]), nuclei((0, 0), (5, -3)))
    assert judged["error"]["median"] == pytest.approx(0, abs=1e-4)
    assert judged["unaligned"]["median"] == pytest.approx(np.hypot(5, 3))
    assert judged["error"]["nuclei"] == 30


def test_the_error_is_the_distance_in_pixels():
    judged = errors(found([CONTROL, moved(5, 0), moved(0, 0)]), nuclei((0, 0), (5, 2), (0, 4)))
    assert [row["median"] for row in judged["frames"]] == pytest.approx([0, 2, 4], abs=1e-4)
    assert judged["error"]["median"] == pytest.approx(3, abs=1e-4)
    assert judged["error"]["percentile_95"] == pytest.approx(4, abs=1e-4)


def test_a_lost_frame_is_counted_and_not_judged():
    lost = torch.full_like(CONTROL, torch.nan)
    judged = errors(found([CONTROL, lost, moved(1, 0)]), nuclei((0, 0), (9, 9), (1, 0)))
    assert judged["lost"] == 1
    assert judged["frames"][1] == {
        **{"frame": 1, "lost": True, "median": None, "percentile_95": None, "nuclei": 0}
    }
    assert judged["unaligned"]["median"] == pytest.approx(1)


def test_frames_are_found_by_their_numbers():
    judged = errors(
        found([moved(-7, 0), CONTROL], [1, 3], 3), nuclei((0, 0), (1, 0), (2, 0), (8, 0))
    )
    assert judged["error"]["median"] == pytest.approx(0, abs=1e-4)
    assert [row["frame"] for row in judged["frames"]] == [1, 3]


def test_nuclei_outside_an_image_do_not_count():
    judged = errors(found([CONTROL, moved(100, 0)]), nuclei((0, 0), (100, 0)))
    assert judged["error"] == {"median": None, "percentile_95": None, "nuclei": 0}


def test_the_file_is_json_and_a_recording_without_truth_is_refused(tmp_path):
    write_synthetic(tmp_path / "a.h5", frames=2, size=64, depth=2, nuclei=20, seed=1)
    found([CONTROL, CONTROL]).write(tmp_path / "transformations.h5")
    judge(tmp_path / "transformations.h5", tmp_path / "a.h5", tmp_path / "judged.json")
    assert json.loads((tmp_path / "judged.json").read_text())["size"] == 64
    with pytest.raises(InputError, match=r"b\.h5\.truth\.h5: no such file; only recordings"):
        judge(tmp_path / "transformations.h5", tmp_path / "b.h5", tmp_path / "judged.json")


def test_an_alignment_of_another_recording_is_refused(tmp_path):
    write_synthetic(tmp_path / "a.h5", frames=2, size=64, depth=2, nuclei=20, seed=1)
    found([CONTROL] * 3).write(tmp_path / "transformations.h5")
    with pytest.raises(InputError, match=r"frame 2, but the truth of .* ends with frame 1"):
        judge(tmp_path / "transformations.h5", tmp_path / "a.h5", tmp_path / "judged.json")
