"""Files of DECODE, HDF5 or CSV.

Format: DECODE, decode/utils/emitter_io.py. The group `data` has `xyz` [n, 3], `xyz_sig` [n, 3],
`phot` and `frame_ix` [n]; what DECODE does not know is an empty data set. Attributes of the group
`meta` are `xy_unit` (nm or px) and `px_size` (nm, of x and y); z is in nm.
"""

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.formats.hdf5 import checked, heap_texts, member, plain_attribute
from holly.data.layouts.headers import decode_units
from holly.data.layouts.rows import ROWS, open_hdf5, to_table
from holly.data.layouts.text import open_text
from holly.data.layouts.vocabulary import Options, find_columns
from holly.data.table import Column, Opened, Table

NAMES = {  # by data set
    "xyz": ("x", "y", "z"),
    "xyz_sig": ("x_sig", "y_sig", "z_sig"),
    "phot": ("phot",),
    "frame_ix": ("frame_ix",),
}


def open_decode(path: Path, options: Options) -> Opened:
    """A file of DECODE, with the units that its metadata give."""
    if not h5py.is_hdf5(path):
        return open_text(path, options, "decode")
    with open_hdf5(path) as file:
        present = _data(path, file)
        documented = decode_units(path, _metadata(path, file))
    names = [name for one in present for name in NAMES[one]]
    columns = find_columns(path, names, options, documented)
    return Opened("decode", columns, _blocks(path, columns))


def _data(path: Path, file: h5py.File) -> dict[str, h5py.Dataset]:
    """The data sets of NAMES that are there and not empty, of n rows each."""
    group = member(file, "data")
    if not isinstance(group, h5py.Group):
        raise InputError(f"{path}: no group 'data'; is its layout decode?")
    found = {}
    for name, columns in NAMES.items():
        one = member(group, name)
        if isinstance(one, h5py.Dataset) and one.shape is not None:
            found[name] = checked(one)
            inner = one.shape[1:] if len(columns) > 1 else (len(columns), *one.shape[1:])
            if one.dtype.kind not in "fiu" or inner != (len(columns),):
                raise InputError(f"{path}: data/{name} is not as DECODE writes it; save it again")
    if "xyz" not in found or len({len(one) for one in found.values()}) > 1:
        raise InputError(f"{path}: data/xyz is missing, or of another length; save it again")
    return found


def _metadata(path: Path, file: h5py.File) -> dict[str, object]:
    """The attributes of `meta` that say the units, without trusting the text among them."""
    meta = member(file, "meta")
    if not isinstance(meta, h5py.Group):
        return {}
    size = plain_attribute(meta, "px_size")
    unit = plain_attribute(meta, "xy_unit")
    if unit is None and "xy_unit" in meta.attrs:
        found = heap_texts(path) & {b"nm", b"px"}
        unit = found.pop().decode() if len(found) == 1 else None
    return {"xy_unit": unit, "px_size": None if size is None else np.ravel(size).tolist()}


def _blocks(path: Path, columns: dict[str, Column]) -> Iterator[tuple[str, Table]]:
    with open_hdf5(path) as file:
        found = _data(path, file)
        for first in range(0, len(found["xyz"]), ROWS):
            values = {}
            for name, one in found.items():
                block = one[first : first + ROWS]
                values |= dict(zip(NAMES[name], block.reshape(len(block), -1).T, strict=True))
            yield "", to_table(columns, values.__getitem__)
