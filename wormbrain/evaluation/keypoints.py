"""How near matched keypoints come to where they really are."""

from dataclasses import dataclass

import numpy as np

THRESHOLD = 0.05  # of the longer side of the box around the source's keypoints


@dataclass(frozen=True)
class KeypointErrors:
    """The errors of the keypoints of one pair.

    Attributes:
        count: how many keypoints both images show.
        median: distance, pixels.
        correct: share of the keypoints nearer than THRESHOLD (PCK, Yang and Ramanan 2013).
    """

    count: int
    median: float
    correct: float


def keypoint_errors(found: np.ndarray, true: np.ndarray) -> KeypointErrors:
    """Compare keypoints with where they are in the source.

    Args:
        found: [N, 2], pixels of the source at which a match puts the target's keypoints.
        true: [N, 2], where they are.

    Raises:
        ValueError: there are no keypoints, or not as many of both.
    """
    if found.shape != true.shape or not len(true):
        raise ValueError(f"keypoints {found.shape} and {true.shape} cannot be compared")
    errors = np.linalg.norm(found - true, axis=1)
    limit = THRESHOLD * np.ptp(true, axis=0).max()
    return KeypointErrors(len(true), float(np.median(errors)), float((errors < limit).mean()))
