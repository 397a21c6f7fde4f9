"""TIFF image stacks, read as [z, y, x]."""

from pathlib import Path

import numpy as np
from tifffile import TiffFile, TiffPageSeries

from groundwork.errors import InputError
from groundwork.formats.tiff import opened_tiff

CHANNELS = 4  # up to so many planes along an axis named C are channels; more are a misnamed z


def read_stack(path: Path) -> np.ndarray:
    """A TIFF stack as [z, y, x], in the type of the file (8, 16, 32 or 64 bit).

    Axes of length 1 do not count, and axes come in any order. The one beside y and x is z
    whatever its name (ImageJ's frames, for example), except for colours and few channels. If the
    series of a file are planes of one size, they are its stack.

    Raises:
        InputError: unreadable; several stacks, channels or kinds of planes in one file; a single
            plane, or planes missing; colour, inverted or complex values, or not finite.
    """
    with opened_tiff(path) as file:
        axes, stack = _stack(file)
    stack = _upright(path, axes, stack)
    if stack.dtype.kind not in "buif":
        raise InputError(f"{path}: values of type {stack.dtype}; save their real part or modulus")
    bad = np.argwhere(~np.isfinite(stack))
    if len(bad):
        raise InputError(
            f"{path}: {len(bad)} values are not finite, the first at (z, y, x) = "
            f"{tuple(map(int, bad[0]))}; remove the file"
        )
    return stack


def _upright(path: Path, axes: str, stack: np.ndarray) -> np.ndarray:
    """The stack with its axes in the order z, y, x."""
    if len(axes) < 3:
        raise InputError(f"{path}: a single plane of {stack.shape}, not a stack; remove it")
    planes = axes.translate({ord(axis): None for axis in "YX"})
    count = stack.shape[axes.index(planes[0])]
    if len(planes) > 1 or planes == "S" or (planes == "C" and count <= CHANNELS):
        raise InputError(
            f"{path}: {stack.shape} along the axes {axes}, not one stack of z, y, x; split it"
        )
    return stack.transpose([axes.index(axis) for axis in (planes, "Y", "X")])


def _stack(file: TiffFile) -> tuple[str, np.ndarray]:
    """Axes, except those of length 1, and values of the one stack of a file."""
    series = file.series
    pages = [page for part in series for page in part.pages]
    if None in pages:
        missing = sum(page is None for page in pages)
        raise InputError(f"{missing} of its {len(pages)} planes are missing; copy it again")
    parts = [_without_ones(part) for part in series]
    if len(parts) == 1:
        return parts[0]
    kinds = {(axes, image.shape, image.dtype) for axes, image in parts}
    if len(kinds) > 1 or parts[0][0] != "YX":
        shapes = ", ".join(str(image.shape) for _, image in parts[:4])
        raise InputError(f"{len(parts)} series ({shapes} …), not one stack; save each to a file")
    return "ZYX", np.stack([image for _, image in parts])


def _without_ones(series: TiffPageSeries) -> tuple[str, np.ndarray]:
    image = series.asarray()
    kept = [
        number for number, axis in enumerate(series.axes) if axis in "YX" or image.shape[number] > 1
    ]
    shape = [image.shape[number] for number in kept]
    return "".join(series.axes[number] for number in kept), image.reshape(shape)
