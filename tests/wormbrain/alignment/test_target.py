import numpy as np
import pytest

from groundwork.errors import InputError
from wormbrain.alignment.target import most_typical
from wormbrain.frames.recording import Recording


def test_a_spoilt_frame_is_not_chosen(changed):
    def spoil(frames):
        frames[[0, 1, 6]] = 0
        frames[7] = np.random.default_rng(1).integers(0, frames.max(), frames[7].shape)
        return frames

    with Recording(changed(spoil)) as recording:
        assert most_typical(recording) in (2, 3, 4, 5)


def test_a_recording_of_one_frame_has_no_choice(changed):
    with Recording(changed(lambda frames: frames[:1])) as recording:
        assert most_typical(recording) == 0


def test_a_blank_recording_is_refused(changed):
    blank = changed(np.zeros_like)
    with Recording(blank) as recording, pytest.raises(InputError, match="frames are blank"):
        most_typical(recording)
