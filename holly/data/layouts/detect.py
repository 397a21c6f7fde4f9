"""The layout of a file of localisations, found from what is in it."""

from pathlib import Path

import h5py

from groundwork.errors import InputError
from groundwork.formats import matlab
from groundwork.formats.hdf5 import member
from holly.data.layouts.headers import read_header
from holly.data.layouts.matlab import cell_arrays
from holly.data.layouts.minflux import MAGIC
from holly.data.layouts.rows import open_hdf5
from holly.settings.choices import Layout

OURS = {"x", "y", "offsets", "ids"}  # data sets of what `holly localisations` writes
SEEN = 10  # names that a message lists


def find_layout(path: Path) -> Layout:
    """The layout of a file, from its data sets, variables or names of columns.

    Raises:
        InputError: none fits, or several do; the message says what was seen.
    """
    with path.open("rb") as file:
        start = file.read(16)
    if h5py.is_hdf5(path):
        return _only(path, *_of_hdf5(path))
    if matlab.is_matlab5(path):
        return _only(path, *_of_matlab(path))
    if start.startswith(MAGIC) or start.lstrip()[:1] in (b"[", b"{"):
        return "minflux"
    return read_header(path, None).layout


def _of_hdf5(path: Path) -> tuple[list[Layout], list[str]]:
    """The layouts that fit an HDF5 file, and the names in it."""
    with open_hdf5(path) as file:
        names = list(file)
        groups = {name for name in names if isinstance(member(file, name), h5py.Group)}
    if set(names) >= OURS:
        raise InputError(f"{path}: particles that holly has read already; give the file before")
    fits: list[Layout] = []
    if "locs" in names:
        fits.append("picasso")
    if {"data", "meta"} <= groups:
        fits.append("decode")
    if "saveloc" in groups:
        fits.append("smap")
    if {"vld", "tid"} <= set(names):
        fits.append("minflux")
    if "#refs#" in groups and not fits:
        if {"Cep152_all_filtered", "DBSCAN_filtered"} & set(names):
            fits.append("cep152")
        elif cell_arrays(path):
            fits.append("matlab-cell")
    return fits, names


def _of_matlab(path: Path) -> tuple[list[Layout], list[str]]:
    """The layouts that fit a MATLAB v5 file, and its variables."""
    variables = matlab.variables(path)
    fits: list[Layout] = []
    if "saveloc" in variables:
        fits.append("smap")
    if {"vld", "tid"} <= variables.keys():
        fits.append("minflux")
    if not fits and any(one.kind == "cell" for one in variables.values()):
        fits.append("matlab-cell")
    return fits, list(variables)


def _only(path: Path, fits: list[Layout], names: list[str]) -> Layout:
    if len(fits) == 1:
        return fits[0]
    seen = ", ".join(names[:SEEN]) or "nothing"
    if fits:
        raise InputError(f"{path}: may be {' or '.join(fits)}, it holds {seen}; name its layout")
    raise InputError(f"{path}: of no known layout, it holds {seen}; name its layout")
