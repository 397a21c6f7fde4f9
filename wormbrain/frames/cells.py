"""Where cells lie in each frame of a recording: from a table of points, or from label images."""

from pathlib import Path

import numpy as np

from wormbrain.frames.masks import read_masks
from wormbrain.frames.places import read_places
from wormbrain.frames.recording import Recording


def read_cells(path: Path, recording: Path) -> np.ndarray:
    """Places [T, K, 2] of K cells in the frames of a canonical recording, pixels; NaN where none.

    Args:
        path: a .csv file, see wormbrain.frames.places; else label images, see
            wormbrain.frames.masks.
        recording: whose frames are meant.

    Raises:
        InputError: either cannot be read, or they do not belong together.
    """
    with Recording(recording) as frames:
        if path.suffix.lower() == ".csv":
            return read_places(path, frames.number)
        return read_masks(path, frames.number, frames.size)
