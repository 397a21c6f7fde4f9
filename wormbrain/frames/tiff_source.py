"""TIFF and OME-TIFF: a recording in one file, or one volume of a folder of files."""

from contextlib import ExitStack
from pathlib import Path

import numpy as np
from tifffile import TiffFile, TiffPageSeries

from groundwork.errors import InputError
from groundwork.formats.tiff import opened_tiff
from wormbrain.frames.source import FrameError, Source, arranged, check_axes, check_type, from_array

SAMPLES = "S"  # tifffile's letter for the colours of a pixel


def open_tiff(path: Path, axes: str | None = None) -> Source:
    """A recording in one TIFF file; axes of length 1 do not count.

    Args:
        path: of the file.
        axes: a letter of TCZYX for each axis; by default what the file says.

    Raises:
        InputError: unreadable, several kinds of images in it, or the axes are not known.
    """
    with ExitStack() as opening:
        source = _open(path, opening.enter_context(opened_tiff(path)), axes)
        source.closing = opening.pop_all()
    return source


def read_volume(path: Path, axes: str | None = None) -> np.ndarray:
    """The volume [C, Z, H, W] of a TIFF file that is one frame of a recording.

    Raises:
        InputError: as open_tiff.
    """
    with opened_tiff(path) as file:
        series, shape, letters = _described(path, file, axes)
        if "T" in letters:
            raise InputError(f"{path}: axes {letters}: several times in one file of a folder")
        check_type(path, series.dtype)
        return arranged(series.asarray().reshape(shape), letters)


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
            f"{path}: does not say what the axes of its shape {shape} are; give --axes, for "
            f"example {'TCZYX'[-len(shape) :] if len(shape) > 3 else 'TYX'}"
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
        planes = [_page(series, number) for number in wanted.ravel()]
        return np.stack(planes).reshape(*wanted.shape, *inner)

    return from_array(path, letters, shape, series.dtype, read)


def _page(series: TiffPageSeries, number: int) -> np.ndarray:
    try:
        page = series.pages[int(number)]
        if page is not None:
            return page.asarray()
    except Exception as error:  # tifffile raises many types for a damaged file
        raise FrameError(f"cannot be read ({error})") from None
    raise FrameError("missing a plane")
