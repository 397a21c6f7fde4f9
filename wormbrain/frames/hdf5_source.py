"""HDF5 files: the report's layout, which targettrack has too, and arrays with named axes.

The report's layout is one dataset `<t>/frame` [C, W, H, Z] for each time t. targettrack adds the
attributes C, W, H, D (planes), T (times) and N_neurons to the file.
"""

import logging
from pathlib import Path

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.formats.hdf5 import checked, member, reading
from wormbrain.frames.recording import plain_attributes
from wormbrain.frames.source import (
    FrameError,
    Source,
    arranged,
    check_axes,
    check_type,
    from_array,
    missing_numbers,
    usual,
)

FRAME = "frame"  # the name of each dataset of the report's layout
LAYOUT = "CXYZ"  # its axes
DIGITS = 15  # of a time; more are no number of a frame
BLOCK = 1 << 28  # bytes that are read at once where chunks span several times
FAULTS = (OSError, RuntimeError, KeyError, AttributeError, TypeError, ValueError)  # of h5py

log = logging.getLogger(__name__)


def open_hdf5(path: Path, axes: str | None = None, dataset: str | None = None) -> Source:
    """A source in HDF5; without `axes` and `dataset` in the report's layout.

    Args:
        path: of the file.
        axes: of the dataset, a letter of TCZYX each.
        dataset: its path in the file; may be left out if the file has only one.

    Raises:
        InputError: no HDF5 file, no such dataset, or axes that do not fit it.
    """
    try:
        file = reading(path)
    except OSError as error:
        raise InputError(f"{path}: not a complete HDF5 file ({error}); copy it again") from None
    try:
        source = _open(path, file, axes, dataset)
    except FAULTS as error:
        file.close()
        raise InputError(f"{path}: damaged HDF5 file ({error}); copy it again") from None
    except InputError:
        file.close()
        raise
    source.closing.callback(file.close)
    return source


def _open(path: Path, file: h5py.File, axes: str | None, dataset: str | None) -> Source:
    if axes is None and dataset is None:
        return _report(path, file)
    found = _arrays(file)
    name = dataset.strip("/") if dataset else next(iter(found), "")
    if name not in found or (dataset is None and len(found) > 1) or axes is None:
        raise InputError(
            f"{path}: give `wormbrain frames` --dataset and --axes; its arrays are "
            f"{_listed(found) or 'none'}"
        )
    return _array(path, checked(found[name]), check_axes(axes, str(path)))


def _arrays(file: h5py.File) -> dict[str, h5py.Dataset]:
    """All datasets of three to five dimensions by their paths, without following links."""
    found: dict[str, h5py.Dataset] = {}

    def look(name: str, item: h5py.Group | h5py.Dataset) -> None:
        if isinstance(item, h5py.Dataset) and 3 <= item.ndim <= 5:
            found[name] = item

    file.visititems(look)
    return found


def _listed(found: dict[str, h5py.Dataset]) -> str:
    return ", ".join(f"/{name} {array.shape}" for name, array in list(found.items())[:10])


def _array(path: Path, array: h5py.Dataset, axes: str) -> Source:
    """The source of one dataset; times that share chunks are read together."""
    at = axes.find("T")
    whole = array.nbytes // max(1, array.shape[at])
    together = min(array.chunks[at] if array.chunks else 1, BLOCK // max(1, whole)) or 1
    kept: dict[int, np.ndarray] = {}

    def read(index: int) -> np.ndarray:
        block, offset = divmod(index, together)
        try:
            if block not in kept:
                kept.clear()
                times = slice(block * together, (block + 1) * together)
                kept[block] = array[(slice(None),) * at + (times,)]
        except FAULTS as error:
            raise FrameError(f"cannot be read ({error})") from None
        return kept[block].take(offset, axis=at)

    return from_array(path, axes, array.shape, array.dtype, read)


def _report(path: Path, file: h5py.File) -> Source:
    times = [name for name in file if name.isdecimal() and len(name) <= DIGITS]
    found = {int(name): _frame(file, name) for name in times if str(int(name)) == name}
    frames = {number: found[number] for number in sorted(found) if found[number] is not None}
    if not frames:
        raise InputError(
            f"{path}: no datasets <t>/{FRAME} for times t; for another layout give "
            f"`wormbrain frames` --dataset and --axes; its arrays are "
            f"{_listed(_arrays(file)) or 'none'}"
        )
    numbers = list(frames)
    shape, dtype = usual((frame.shape, frame.dtype) for frame in frames.values())
    if len(shape) != len(LAYOUT) or 0 in shape:
        raise InputError(
            f"{path}: {numbers[0]}/{FRAME} has shape {shape}, not (C, W, H, Z); for an array with "
            "other axes give `wormbrain frames` --dataset and --axes"
        )
    check_type(path, dtype)

    def read(index: int) -> np.ndarray:
        return _read(frames[numbers[index]], shape)

    expected = _expected(path, file, numbers, shape)
    channels, width, height, planes = shape
    named = from_array(path, "TCZYX", (1, channels, planes, height, width), dtype, read)
    missing = missing_numbers(path, numbers, expected)
    return Source(path, named.channels, numbers, missing, named.shape, dtype, read)


def _frame(file: h5py.File, time: str) -> h5py.Dataset | None:
    group = member(file, time)
    frame = member(group, FRAME) if isinstance(group, h5py.Group) else None
    return frame if isinstance(frame, h5py.Dataset) else None


def _read(frame: h5py.Dataset, shape: tuple[int, ...]) -> np.ndarray:
    if frame.shape != shape:
        raise FrameError(f"of shape {frame.shape}, where {shape} is usual")
    try:
        return arranged(checked(frame)[()], LAYOUT)
    except InputError as error:
        raise FrameError(str(error).partition(": ")[2]) from None
    except FAULTS as error:
        raise FrameError(f"cannot be read ({error})") from None


def _expected(path: Path, file: h5py.File, numbers: list[int], shape: tuple[int, ...]) -> range:
    """The numbers that the frames should have, by targettrack's attributes if there are any."""
    attributes = plain_attributes(file)
    said = {name: attributes[name] for name in "CWHDT" if np.ndim(attributes.get(name, [])) == 0}
    for name, actual in zip("CWHD", shape, strict=True):
        if said.get(name, actual) != actual:
            log.warning("%s: %s is %s, but frames have %s", path, name, said[name], actual)
    try:
        count = int(said.get("T", 0))
    except (TypeError, ValueError, OverflowError):
        count = 0
    first = 0 if numbers[-1] < count else numbers[0]
    return range(first, max(first + count, numbers[-1] + 1))
