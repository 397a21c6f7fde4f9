"""Where labelled cells lie in each frame, from label images such as a segmentation gives."""

from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from wormbrain.frames.convert import project
from wormbrain.frames.open import open_source
from wormbrain.frames.source import Frame

REMEDY = "give label images of the recording: one channel of integers, 0 where no cell is"


def read_masks(path: Path, numbers: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The centroids of the cells in label images.

    Args:
        path: any source that wormbrain.frames.open reads. Volumes are projected; each pixel keeps
            the largest label along the depth.
        numbers: [T], the numbers of the frames of the recording.
        size: height and width of its frames, pixels.

    Returns:
        [T, K, 2], x and y of K cells in the order of their labels, in pixels that count from 0;
        NaN where a frame does not have a label, or has no label image.

    Raises:
        InputError: the source cannot be read, or is not one of label images of these frames.
    """
    with open_source(path) as source:
        if source.dtype.kind not in "iu" or source.shape[0] != 1 or source.shape[2:] != size:
            channels, _, height, width = source.shape
            raise InputError(
                f"{path}: {channels} channels of {source.dtype}, {height} x {width} pixels, for "
                f"frames of {size[0]} x {size[1]}; {REMEDY}"
            )
        found = {frame.number: _centroids(path, frame) for frame in source.frames()}
    strange = sorted(set(found) - {int(number) for number in numbers})
    if strange:
        raise InputError(f"{path}: frame {strange[0]} is not in the recording; remove it")
    labels = sorted(set().union(*found.values()))
    if not labels:
        raise InputError(f"{path}: no cells; {REMEDY}")
    nowhere = (np.nan, np.nan)
    return np.array(
        [[found.get(int(n), {}).get(label, nowhere) for label in labels] for n in numbers]
    )


def _centroids(path: Path, frame: Frame) -> dict[int, tuple[float, float]]:
    """Column and row of the centroid of each label."""
    if frame.volume is None:
        raise InputError(f"{path}: frame {frame.number}: {frame.fault}; {REMEDY}")
    image = project(frame.volume, "max")[0]
    rows, columns = image.nonzero()
    labels, cell = np.unique(image[rows, columns], return_inverse=True)
    if len(labels) and labels[0] < 0:
        raise InputError(f"{path}: frame {frame.number}: a label below zero; {REMEDY}")
    pixels = np.bincount(cell)
    x, y = (np.bincount(cell, axis) / pixels for axis in (columns, rows))
    return {int(label): place for label, *place in zip(labels, x, y, strict=True)}
