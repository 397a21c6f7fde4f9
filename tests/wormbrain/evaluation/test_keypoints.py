import numpy as np
import pytest

from wormbrain.evaluation.keypoints import keypoint_errors


def test_errors_are_measured_against_the_box_of_the_keypoints():
    true = np.array([[0.0, 0], [100, 0], [100, 50], [0, 50]])
    found = true + np.array([[0, 3], [4, 0], [0, 4.9], [5.1, 0]])
    errors = keypoint_errors(found, true)
    assert (errors.count, errors.correct) == (4, 0.75)  # 5 % of 100 pixels
    assert errors.median == pytest.approx(4.45)


def test_no_keypoints_claim_nothing():
    with pytest.raises(ValueError, match="cannot be compared"):
        keypoint_errors(np.zeros((0, 2)), np.zeros((0, 2)))
