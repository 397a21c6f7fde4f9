"""Picasso's HDF5 files.

Format: Picasso's documentation, "File Formats". The table `locs` has x, y, lpx and lpy in camera
pixels, z and lpz in nm. The pixel size is in the .yaml file beside it, since version 0.11 also in
the data set `metadata`.
"""

import json
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import h5py

from groundwork.errors import InputError
from groundwork.formats.hdf5 import checked, member, only_text
from holly.data.layouts.rows import ROWS, open_hdf5, to_table
from holly.data.layouts.vocabulary import Documented, Options, find_columns
from holly.data.table import Column, Known, Opened, Table

UNITS = {
    **dict.fromkeys(("x", "y", "precision_x", "precision_y"), "px"),
    **dict.fromkeys(("z", "precision_z"), "nm"),
}


def open_picasso(path: Path, options: Options) -> Opened:
    """A Picasso file, picked (with a column `group`) or not.

    The size of a camera pixel is `nm_per_camera_pixel`; without it, `Pixelsize` in the .yaml file
    beside `path`, or else in the file's own metadata.
    """
    with open_hdf5(path) as file:
        locs = member(file, "locs")
        if not isinstance(locs, h5py.Dataset) or locs.dtype.names is None or locs.ndim != 1:
            raise InputError(f"{path}: no table 'locs'; is its layout picasso?")
        size, known = None, "metadata"
        if options.nm_per_camera_pixel is None:
            size, known = _pixel_size(path, file)
        documented = Documented(UNITS, "layout", dict.fromkeys(UNITS, size), known)
        columns = find_columns(path, locs.dtype.names, options, documented)
        for column in columns.values():
            if locs.dtype[column.name].kind not in "fiu":
                raise InputError(
                    f"{path}: column {column.name} is not numeric; save the table again"
                )
    return Opened("picasso", columns, _blocks(path, columns))


def _blocks(path: Path, columns: dict[str, Column]) -> Iterator[tuple[str, Table]]:
    with open_hdf5(path) as file:
        locs = member(file, "locs")
        for first in range(0, len(checked(locs)), ROWS):
            block = locs[first : first + ROWS]
            yield "", to_table(columns, block.__getitem__)


def _pixel_size(path: Path, file: h5py.File) -> tuple[float, Known]:
    """The size of a camera pixel, nm, from the .yaml file beside the table or its own metadata."""
    beside, known = path.with_suffix(".yaml"), "yaml"
    if beside.is_file():
        text = beside.read_text("utf-8", errors="replace")
        found = re.findall(r'(?im)^[\s-]*"?(?:camera )?pixelsize(?: \(nm\))?"?\s*:\s*(\S+)', text)
    else:
        found, known = _embedded(member(file, "metadata")), "metadata"
    try:
        sizes = {float(value) for value in found}
    except (TypeError, ValueError):
        sizes = set()
    if len(sizes) != 1 or not 0 < min(sizes) < math.inf:
        given = f"gives {', '.join(map(str, found))}" if found else "does not give it"
        raise InputError(
            f"{path}: the camera's pixel size is not known ({beside.name} {given}); "
            "give nm_per_camera_pixel"
        )
    return sizes.pop(), known


def _embedded(metadata: object) -> Sequence[object]:
    """Every `Pixelsize` in metadata that are JSON: a mapping or a list of mappings."""
    if not isinstance(metadata, h5py.Dataset):
        return []
    try:
        tree = json.loads(only_text(metadata) or b"null")
    except (ValueError, RecursionError):
        return []
    steps = tree if isinstance(tree, list) else [tree]
    return [step["Pixelsize"] for step in steps if isinstance(step, dict) and "Pixelsize" in step]
