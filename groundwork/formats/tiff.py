"""TIFF files, opened without trusting them.

A TIFF may describe its planes in a circle, declare more pixels than it holds, or (OME) say that
its planes lie in other files. These are refused, or not followed.
"""

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from tifffile import COMPRESSION, PHOTOMETRIC, TiffFile, TiffPageSeries, TiffTags

from groundwork.errors import InputError
from groundwork.files import format_bytes
from groundwork.formats.hdf5 import RATIO

DIRECTORY = 18  # bytes of the smallest description of a plane
STRAIGHT_LINE, UNCALIBRATED = 0, 20  # of ImageJ's calibration functions (ij.measure.Calibration)
NANOMETRES = {"nm": 1.0, "µm": 1e3, "μm": 1e3, "um": 1e3, "\\u00B5m": 1e3, "micron": 1e3}
NANOMETRES |= {"microns": 1e3, "mm": 1e6, "cm": 1e7, "m": 1e9}
BITS = 8  # times larger in memory: pixels of one bit each become bytes


@contextmanager
def opened_tiff(path: Path) -> Iterator[TiffFile]:
    """An open TIFF file whose description is safe to follow; faults in the block name the file.

    Raises:
        InputError: unreadable, cut off, empty, inverted (0 is white), more planes or pixels
            declared than the file can hold; or whatever is wrong in the block.
    """
    try:
        with TiffFile(path, _multifile=False) as file:  # without other files that OME names
            _check(file)
            yield file
    except InputError as error:
        named = str(error).startswith(str(path))
        raise (error if named else InputError(f"{path}: {error}")) from error
    except Exception as error:  # tifffile raises many types for a damaged file
        raise InputError(
            f"{path}: unreadable TIFF ({error}); copy it again, or save it without compression"
        ) from error


def calibrated(file: TiffFile, image: np.ndarray) -> np.ndarray:
    """The values of an image of an open file after ImageJ's calibration c0 + c1 v, if it has one.

    Signed 16-bit images of ImageJ are unsigned ones with such a calibration.

    Raises:
        InputError: another calibration function, or coefficients that are not numbers.
    """
    entries = (file.imagej_metadata or {}) if file.is_imagej else {}
    if "cf" not in entries or entries["cf"] == UNCALIBRATED:
        return image
    if entries["cf"] != STRAIGHT_LINE:
        raise InputError(
            f"ImageJ's calibration function {entries['cf']!r:.20} is no straight line; convert the "
            "image to 32-bit in ImageJ, which applies it"
        )
    try:
        offset, slope = float(entries.get("c0", 0)), float(entries.get("c1", 1))
    except (TypeError, ValueError):
        raise InputError("unreadable calibration of ImageJ; save it as 32-bit") from None
    return offset + slope * image.astype(np.float64)


def pixel_size(file: TiffFile) -> float | None:
    """The side of a pixel in nm, as ImageJ or OME writes it; None if the file does not say.

    TIFF's own resolution counts only with ImageJ's unit: other programs write one for printing.

    Raises:
        InputError: pixels that are not square.
    """
    if file.ome_metadata:
        words = dict(re.findall(r'\bPhysicalSize(XUnit|X|Y)="([^"]*)"', file.ome_metadata))
        unit, sizes = words.get("XUnit", "µm"), [words[axis] for axis in "XY" if axis in words]
    else:
        entries, tags = file.imagej_metadata or {}, file.pages.first.tags
        unit = str(entries.get("unit", ""))
        sizes = [_size(tags, f"{axis}Resolution") for axis in "XY" if f"{axis}Resolution" in tags]
    try:
        sides = [float(size) * NANOMETRES[unit] for size in sizes]
    except (KeyError, ValueError):
        return None
    if not sides or not all(0 < side < math.inf for side in sides):
        return None
    if max(sides) > 1.01 * min(sides):
        raise InputError(f"pixels of {sides[0]:g} x {sides[1]:g} nm, not square; resample them")
    return sides[0]


def _size(tags: TiffTags, name: str) -> float:
    """What a resolution, a ratio of pixels per unit, says of a pixel; nan if it says nothing."""
    count, per = tags[name].value
    return per / count if count else math.nan


def channel_names(file: TiffFile) -> list[str]:
    """The names of the channels of an OME-TIFF, in their order; none in another file."""
    return re.findall(r'<Channel\b[^>]*?\bName="([^"]*)"', file.ome_metadata or "")


def _check(file: TiffFile) -> None:
    """Raise InputError if the description of the file cannot be true, or holds no images."""
    most = file.filehandle.size // DIRECTORY
    if any(number > most for number, _ in enumerate(file.pages)):  # their links form a circle
        raise InputError(f"more than {most} planes in so small a file; copy it again")
    file.filehandle.seek(file.pages.next_page_offset)
    if any(file.filehandle.read(file.tiff.offsetsize)):  # where a plane follows that is not there
        raise InputError("cut off, its list of planes has no end; copy it again")
    if not file.series:
        raise InputError("holds no images; remove it")
    if file.series[0].keyframe.photometric == PHOTOMETRIC.MINISWHITE:
        raise InputError("inverted (0 is white); save it with black as 0")
    _check_size(file, file.series)


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
