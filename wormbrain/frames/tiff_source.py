"""TIFF and OME-TIFF: a recording in one file, or one volume of a folder of files."""

import re
from contextlib import ExitStack
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from tifffile import TiffFile, TiffPageSeries

from groundwork.errors import InputError
from groundwork.files import LONGEST_NAME
from groundwork.formats.tiff import opened_tiff
from wormbrain.frames.source import (
    FrameError,
    Source,
    arranged,
    channel_names,
    check_axes,
    check_type,
    from_array,
)

SAMPLES = "S"  # tifffile's letter for the colours of a pixel
# ImageJ's calibration of intensities: the function `cf` and its coefficients `c0`, `c1`, …
STRAIGHT, NONE = 0, 20  # functions: c0 + c1 * x, and none
SAME, SIGNED = (0, 1), (-32768, 1)  # coefficients; ImageJ stores signed 16 bit as unsigned so


def open_tiff(path: Path, axes: str | None = None) -> Source:
    """A recording in one TIFF file; axes of length 1 do not count.

    Args:
        path: of the file.
        axes: a letter of TCZYX for each axis; by default what the file says.

    Raises:
        InputError: unreadable, several kinds of images in it, or the axes are not known.
    """
    with ExitStack() as opening:
        file = opening.enter_context(opened_tiff(path))
        source = _open(path, file, axes)
        source.channels = _channels(file, source.shape[0])
        if _is_signed(path, file):
            stored = source.read
            source.read, source.dtype = lambda index: _signed(stored(index)), np.dtype(np.int16)
        source.closing = opening.pop_all()
    return source


def read_volume(path: Path, axes: str | None = None) -> tuple[tuple[str, ...], np.ndarray]:
    """The names of the channels and the volume [C, Z, H, W] of a file that is one frame.

    Raises:
        InputError: as open_tiff.
    """
    with opened_tiff(path) as file:
        series, shape, letters = _described(path, file, axes)
        if "T" in letters:
            raise InputError(f"{path}: axes {letters}: several times in one file of a folder")
        check_type(path, series.dtype)
        volume = arranged(series.asarray().reshape(shape), letters)
        names = _channels(file, len(volume))
        return names, _signed(volume) if _is_signed(path, file) else volume


def _channels(file: TiffFile, count: int) -> tuple[str, ...]:
    """The names that OME gives the channels, with hyphens for spaces; else the usual ones."""
    about = ElementTree.fromstring(file.ome_metadata) if file.is_ome else None  # noqa: S314  (tifffile has parsed it)
    found = [] if about is None else about.findall("{*}Image[1]/{*}Pixels/{*}Channel")
    given = [re.sub(r"[^A-Za-z0-9_.-]+", "-", one.get("Name", "")).strip("-_.") for one in found]
    complete = len(set(given)) == len(given) == count and all(given)
    fit = complete and max(map(len, given)) <= LONGEST_NAME
    return tuple(given) if fit else channel_names(count)


def _is_signed(path: Path, file: TiffFile) -> bool:
    """Whether ImageJ stored signed pixels as unsigned ones.

    Raises:
        InputError: it stored another calibration, so that pixels are not what they show.
    """
    about = file.imagej_metadata or {}
    function, line = about.get("cf", NONE), (about.get("c0"), about.get("c1"))
    if function == NONE or (function, line) == (STRAIGHT, SAME):
        return False
    if (function, line, file.series[0].dtype) == (STRAIGHT, SIGNED, np.uint16):
        return True
    raise InputError(
        f"{path}: ImageJ calibrated its intensities (function {function}); in ImageJ choose Image "
        "> Type > 32-bit, which applies the calibration, and save it again"
    )


def _signed(stored: np.ndarray) -> np.ndarray:
    return (stored.astype(np.int32) + SIGNED[0]).astype(np.int16)


def _described(
    path: Path, file: TiffFile, axes: str | None
) -> tuple[TiffPageSeries, tuple[int, ...], str]:
    """The images of a file, with their shape and axes without those of length 1."""
    if len(file.series) > 1:
        shapes = ", ".join(str(series.shape) for series in file.series[:4])
        raise InputError(f"{path}: {len(file.series)} series ({shapes} …); save each to a file")
    series = file.series[0]
    sizes = zip(series.axes, series.shape, strict=True)
    kept = [(axis, size) for axis, size in sizes if size > 1 or axis in "YX"]
    shape, letters = tuple(size for _, size in kept), "".join(axis for axis, _ in kept)
    if SAMPLES in letters and "C" not in letters:
        letters = letters.replace(SAMPLES, "C")
    if axes is None and not set(letters) <= set("TCZYX"):
        raise InputError(
            f"{path}: does not say what the axes of its shape {shape} are; give `wormbrain frames` "
            f"--axes, for example {'TCZYX'[-len(shape) :] if len(shape) > 3 else 'TYX'}"
        )
    letters = letters if axes is None else check_axes(axes, str(path))
    if len(letters) != len(shape):
        raise InputError(f"{path}: axes {letters} for an array of shape {shape}")
    return series, shape, letters


def _open(path: Path, file: TiffFile, axes: str | None) -> Source:
    series, shape, letters = _described(path, file, axes)
    at = letters.find("T")
    if series.dataoffset is not None:  # one array, which needs no decoding
        order = series.keyframe.parent.byteorder
        array = np.memmap(path, series.dtype.newbyteorder(order), "r", series.dataoffset, shape)
        return from_array(
            path, letters, shape, series.dtype, lambda index: array.take(index, axis=at)
        )
    inner = [size for size in series.keyframe.shape if size > 1 or len(shape) == 2]
    outer = shape[: len(shape) - len(inner)]
    pages = np.arange(len(series.pages)).reshape(outer)
    if at >= len(outer):
        raise InputError(f"{path}: axes {letters}: its planes have T inside; save it uncompressed")

    def read(index: int) -> np.ndarray:
        wanted = pages.take(index, axis=at)
        planes = [_page(series, number, inner) for number in wanted.ravel()]
        return np.stack(planes).reshape(*wanted.shape, *inner)

    return from_array(path, letters, shape, series.dtype, read)


def _page(series: TiffPageSeries, number: int, shape: list[int]) -> np.ndarray:
    """A plane; FrameError if it is missing, damaged, or of another size or type than the first."""
    try:
        page = series.pages[int(number)]
        plane = None if page is None else page.asarray().reshape(shape)
    except Exception as error:  # tifffile raises many types for a damaged file
        raise FrameError(f"cannot be read ({error})") from None
    if plane is None:
        raise FrameError("missing a plane")
    if plane.dtype != series.dtype:
        raise FrameError(f"a plane of {plane.dtype} among planes of {series.dtype}")
    return plane
