"""TIFF image stacks, read as [z, y, x]."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tifffile import COMPRESSION, PHOTOMETRIC, TiffFile, TiffPageSeries

from groundwork.errors import InputError
from groundwork.files import format_bytes
from groundwork.formats.hdf5 import RATIO

CHANNELS = 4  # up to so many planes along an axis named C are channels; more are a misnamed z
DIRECTORY = 18  # bytes of the smallest description of a plane
BITS = 8  # times larger in memory: pixels of one bit each become bytes


def read_stack(path: Path) -> np.ndarray:
    """A TIFF stack as [z, y, x], in the type of the file (8, 16, 32 or 64 bit).

    Axes of length 1 do not count, and axes come in any order. The one beside y and x is z
    whatever its name (ImageJ's frames, for example), except for colours and few channels. If the
    series of a file are planes of one size, they are its stack.

    Raises:
        InputError: unreadable; several stacks, channels or kinds of planes in one file; a single
            plane, or planes missing; colour, inverted or complex values, or not finite.
    """
    try:
        with TiffFile(path, _multifile=False) as file:  # without other files that OME names
            axes, stack = _stack(file)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    except Exception as error:  # tifffile raises many types for a damaged file
        raise InputError(
            f"{path}: unreadable TIFF ({error}); copy it again, or save it without compression"
        ) from error
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
    most = file.filehandle.size // DIRECTORY
    if any(number > most for number, _ in enumerate(file.pages)):  # their links form a circle
        raise InputError(f"more than {most} planes in so small a file; copy it again")
    series = file.series
    if not series:
        raise InputError("holds no images; remove it")
    pages = [page for part in series for page in part.pages]
    if None in pages:
        missing = sum(page is None for page in pages)
        raise InputError(f"{missing} of its {len(pages)} planes are missing; copy it again")
    if series[0].keyframe.photometric == PHOTOMETRIC.MINISWHITE:
        raise InputError("inverted (0 is white); save it with black as 0")
    _check_size(file, series)
    parts = [_without_ones(part) for part in series]
    if len(parts) == 1:
        return parts[0]
    kinds = {(axes, image.shape, image.dtype) for axes, image in parts}
    if len(kinds) > 1 or parts[0][0] != "YX":
        shapes = ", ".join(str(image.shape) for _, image in parts[:4])
        raise InputError(f"{len(parts)} series ({shapes} …), not one stack; save each to a file")
    return "ZYX", np.stack([image for _, image in parts])


def _check_size(file: TiffFile, series: Sequence[TiffPageSeries]) -> None:
    """Raise InputError if more pixels are declared than the file can hold."""
    kinds = [part.keyframe for part in series]
    ratio = BITS if all(kind.compression == COMPRESSION.NONE for kind in kinds) else RATIO
    tile = max(math.prod(map(int, kind.chunks)) * kind.dtype.itemsize for kind in kinds)
    size = max(sum(part.nbytes for part in series), tile)
    if size > ratio * file.filehandle.size:
        raise InputError(
            f"declares {format_bytes(size)}, more than a file of "
            f"{format_bytes(file.filehandle.size)} can hold; copy it again"
        )


def _without_ones(series: TiffPageSeries) -> tuple[str, np.ndarray]:
    image = series.asarray()
    kept = [
        number for number, axis in enumerate(series.axes) if axis in "YX" or image.shape[number] > 1
    ]
    shape = [image.shape[number] for number in kept]
    return "".join(series.axes[number] for number in kept), image.reshape(shape)
