"""SMAP's `_sml.mat` files.

Format: SMAP, shared/savesml.m. The structure `saveloc.loc` has a field per column, of n numbers
each, in MATLAB v7.3 or an older version. The names end in their unit: xnm, ynm, znm, locprecnm.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.formats import matlab
from groundwork.formats.hdf5 import checked, member
from holly.data.layouts.rows import open_hdf5, to_table
from holly.data.layouts.text import open_text
from holly.data.layouts.vocabulary import Options, find_columns
from holly.data.table import Column, Opened, Table

WANTED = (
    *("xnm", "ynm", "znm", "locprecnm", "locprecznm"),
    *("frame", "phot", "filenumber", "channel"),
)


def open_smap(path: Path, options: Options) -> Opened:
    """A file of SMAP: `_sml.mat`, or a table that it has exported."""
    if not (h5py.is_hdf5(path) or matlab.is_matlab5(path)):
        return open_text(path, options, "smap")
    values = _values_v73(path) if h5py.is_hdf5(path) else _values_v5(path)
    names = [name for name in WANTED if name in values]
    if options.particle_column is not None:
        raise InputError(f"{path}: SMAP's file has no column of particles; leave it out")
    columns = find_columns(path, names, options)
    lengths = {len(values[column.name]) for column in columns.values()}
    if len(lengths) > 1:
        raise InputError(f"{path}: columns of saveloc.loc differ in length; save it again")
    return Opened("smap", columns, _block(columns, values))


def _block(
    columns: Mapping[str, Column], values: Mapping[str, np.ndarray]
) -> Iterator[tuple[str, Table]]:
    yield "", to_table(columns, values.__getitem__)


def _values_v73(path: Path) -> dict[str, np.ndarray]:
    with open_hdf5(path) as file:
        place: object = file
        for name in ("saveloc", "loc"):
            place = member(place, name) if isinstance(place, h5py.Group) else None
        if not isinstance(place, h5py.Group):
            raise InputError(f"{path}: no structure saveloc.loc; is its layout smap?")
        found = {name: member(place, name) for name in WANTED}
        return {
            name: checked(one)[()].ravel()
            for name, one in found.items()
            if isinstance(one, h5py.Dataset)
            and one.dtype.kind in "fiu"
            and "MATLAB_empty" not in one.attrs
        }


def _values_v5(path: Path) -> dict[str, np.ndarray]:
    saved = matlab.variables(path).get("saveloc")
    tree = matlab.read_value(path, saved.start, ("loc", *WANTED)) if saved else None
    loc = tree.get("loc") if isinstance(tree, dict) else None
    if not isinstance(loc, dict):
        raise InputError(f"{path}: no structure saveloc.loc; is its layout smap?")
    return {
        name: one.ravel(order="F")
        for name, one in loc.items()
        if isinstance(one, np.ndarray) and one.size
    }
