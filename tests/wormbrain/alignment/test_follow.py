import numpy as np
import pytest
import torch

from groundwork.errors import InputError
from wormbrain.alignment.follow import GRID, Following
from wormbrain.alignment.transformations import Transformations
from wormbrain.frames.recording import Recording


def followed(path, target=0, **options):
    with Recording(path) as recording:
        work = Following(recording, target, **options)
        while work.step < work.steps:
            work.take_step()
        number = int(recording.number[target])
        found = Transformations(recording.size, GRID, work.maps, recording.number, number)
    return work, found


def errors(found, truth, target=0):
    """The median distance of nuclei from where the maps say they are, in each frame, pixels."""
    inside = ((truth[target] > 0) & (truth[target] < 159)).all(1)
    places = found.follow(truth[target][inside])
    return np.median(np.linalg.norm(places - truth[:, inside], axis=2), axis=1)


@pytest.mark.parametrize("target", [0, 3])
def test_known_motion_is_recovered_within_a_pixel(swimming, target):
    path, truth = swimming
    work, found = followed(path, target)
    assert not found.lost.any()
    assert errors(found, truth, target).max() < 1
    assert [row.frame for row in work.rows] == work.order
    rows = sorted(work.rows, key=lambda row: row.frame)
    assert rows[target].ncc_after == pytest.approx(1)
    assert max(rows[target].shift, rows[target].deformation) < 1e-3
    centre = truth.mean(1)
    for row, place in zip(rows, centre, strict=True):
        assert row.shift == pytest.approx(np.hypot(*(place - centre[target])), abs=3)
        assert row.ncc_after >= row.ncc_before - 1e-6


def test_the_order_of_frames_does_not_matter(changed, swimming):
    order = [0, 5, 2, 7, 1, 6, 3, 4]
    _, found = followed(changed(lambda frames: frames[order]))
    assert not found.lost.any()
    assert errors(found, swimming[1][order]).max() < 1.5  # a wrong match is off by 10 and more


def test_frames_that_cannot_be_matched_are_lost_and_the_others_are_not(changed, swimming):
    def spoil(frames):
        frames[2] = 100  # blank
        frames[4] = np.random.default_rng(0).integers(0, 400, frames[4].shape)  # foreign
        _, columns = np.indices(frames.shape[2:])
        frames[6][:, columns < swimming[1][6].mean(0)[0]] = 100  # half of the worm is missing
        return frames

    work, found = followed(changed(spoil))
    assert found.lost.tolist() == [False, False, True, False, True, False, True, False]
    assert errors(found, swimming[1])[[1, 3, 5, 7]].max() < 1
    lost = [row for row in work.rows if row.lost]
    assert all(np.isnan([row.ncc_after, row.shift, row.rotation]).all() for row in lost)


def test_a_recording_of_one_frame_is_its_own_target(changed):
    work, found = followed(changed(lambda frames: frames[:1]))
    torch.testing.assert_close(found.maps[0], found.spline.control)
    assert len(work.rows) == 1


def test_one_channel_is_enough(changed, swimming):
    _, found = followed(changed(lambda frames: frames[:4, 1:]))
    assert errors(found, swimming[1][:4]).max() < 1


def test_aligning_to_the_previous_aligned_frame_works_too(swimming):
    path, truth = swimming
    _, found = followed(path, previous=True)
    assert errors(found, truth)[1:3].max() < 1.5


def test_a_blank_target_is_refused_by_its_number(changed):
    def spoil(frames):
        frames[1] = 0
        return frames

    with pytest.raises(InputError, match="frame 1 is blank"):
        followed(changed(spoil), target=1)


@pytest.mark.parametrize("previous", [False, True])
def test_a_restored_alignment_ends_the_same(swimming, previous):
    whole, _ = followed(swimming[0], target=2, previous=previous)
    with Recording(swimming[0]) as recording:
        first = Following(recording, 2, previous=previous)
        for _ in range(4):
            first.take_step()
        second = Following(recording, 2, previous=previous)
        second.load_state(first.state())
        while second.step < second.steps:
            second.take_step()
    assert torch.equal(whole.maps, second.maps)
    assert [str(row) for row in whole.rows] == [str(row) for row in second.rows]
