"""MATLAB files: cell arrays with a cell for each particle, and the files of the CEP152 data."""

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.formats import matlab
from groundwork.formats.hdf5 import checked, member
from holly.data.layouts.by_particle import NamedTables, open_hdf5

USUAL_CELL = "Superparticle"  # the cell array that is read if a file has several

Cells = Iterator[tuple[str, np.ndarray | None]]  # name and content; None for no table of numbers


def read_cep152(path: Path, scratch: Path) -> NamedTables:
    """Particles of an HDF5 file (MATLAB v7.3) of the CEP152 data, which has one of three forms.

    - With a top-level `Cep152_all_filtered`: the datasets of `#refs#` whose first dimension is 8,
      in the bytewise order of their names. The published curation list counts them in this order.
    - Otherwise, with a top-level cell array `DBSCAN_filtered`: the tables to which its first
      column refers, in its order.
    - Otherwise: every dataset of `#refs#`, in the order of their names.

    In each table, rows 0 and 1 are x and y.
    """
    with open_hdf5(path) as file:
        group, eight = member(file, "#refs#"), member(file, "Cep152_all_filtered") is not None
        if not isinstance(group, h5py.Group):
            raise InputError(f"{path}: no group '#refs#'; is its layout cep152?")
        if not eight and member(file, "DBSCAN_filtered") is not None:
            for name, table in _cells(path, file, "DBSCAN_filtered", first_column=True):
                yield name, _x_and_y(table)
            return
        for name in group:
            table = member(group, name)
            if isinstance(table, h5py.Dataset) and (not eight or table.shape[:1] == (8,)):
                yield name, _x_and_y(table)


def read_matlab_cell(path: Path, scratch: Path, *, variable: str | None = None) -> NamedTables:
    """Particles of a cell array of a MATLAB file, v5 or v7.3, in the order of the cell array.

    The array is `variable`; without it the only one in the file, or USUAL_CELL. Its cells are
    2xN or 3xN, or they are all Nx2 or Nx3; `_upright` decides where a cell could be either.
    """
    return _upright(path, (_cells_v73 if h5py.is_hdf5(path) else _cells_v5)(path, variable))


def _x_and_y(table: h5py.Dataset | None) -> np.ndarray:
    """Columns x and y [n, 2] of a table of rows; empty, hence refused later, if it is no table."""
    if table is None or table.ndim != 2 or len(table) < 2 or table.dtype.kind not in "fiu":
        return np.empty((0, 2))
    return checked(table)[:2].T.astype(np.float64)


def _cells(
    path: Path, file: h5py.File, variable: str, *, first_column: bool = False
) -> Iterator[tuple[str, h5py.Dataset | None]]:
    """The datasets to which a v7.3 cell array refers, in its order; None if it is no dataset.

    MATLAB stores arrays transposed. So the first column of a cell array is row 0 of the dataset,
    and MATLAB's order, column by column, is the dataset's own order.
    """
    cell = member(file, variable)
    is_cell = isinstance(cell, h5py.Dataset) and cell.ndim > 0
    if not is_cell or h5py.check_ref_dtype(cell.dtype) is not h5py.Reference:
        raise InputError(f"{path}: {variable!r} is not a cell array; check the layout")
    references = checked(cell)[()]
    if first_column and references.ndim == 2 and references.shape[1] > 1:
        references = references[0]
    for count, reference in enumerate(references.ravel(), 1):
        target = file[reference] if reference else None
        yield f"{variable}{{{count}}}", target if isinstance(target, h5py.Dataset) else None


def _cells_v73(path: Path, variable: str | None) -> Cells:
    with open_hdf5(path) as file:
        arrays = [
            name
            for name in file
            if isinstance(item := member(file, name), h5py.Dataset)
            and h5py.check_ref_dtype(item.dtype)
        ]
        for name, table in _cells(path, file, _choose(path, arrays, variable)):
            if table is not None and "MATLAB_empty" in table.attrs:
                yield name, np.empty((0, 0))
            elif table is None or table.dtype.kind not in "fiu":
                yield name, None
            else:
                yield name, checked(table)[()].T


def _cells_v5(path: Path, variable: str | None) -> Cells:
    arrays = matlab.cell_arrays(path)
    name = _choose(path, list(arrays), variable)
    for count, table in enumerate(matlab.cells(path, arrays[name]), 1):
        yield f"{name}{{{count}}}", table


def _choose(path: Path, arrays: list[str], variable: str | None) -> str:
    """The cell array to read: the one named, the only one, or USUAL_CELL."""
    wanted = variable or (arrays[0] if len(arrays) == 1 else USUAL_CELL)
    if wanted not in arrays:
        present = ", ".join(arrays) or "none"
        raise InputError(
            f"{path}: no cell array {wanted!r} (present: {present}); name one as variable"
        )
    return wanted


def _upright(path: Path, cells: Cells) -> NamedTables:
    """Each cell as a table [N, 2 or 3].

    A cell with 2 or 3 rows and 2 or 3 columns waits until another cell shows how the cells of
    this file lie, and is turned as that one is. If all cells are such, they are 2xN or 3xN.
    """
    waiting: list[tuple[str, np.ndarray]] = []
    across: bool | None = None  # N is the number of columns
    for name, table in cells:
        fits = _fits(path, name, table)
        if table.size and not all(fits):
            if across not in (None, fits[0]):
                raise InputError(f"{path}: {name} lies across the others; transpose it")
            across = fits[0]
        waiting.append((name, table if table.size else np.empty((0, 2))))
        if across is not None:
            yield from _turned(waiting, across)
            waiting.clear()
    yield from _turned(waiting, True)


def _fits(path: Path, name: str, table: np.ndarray | None) -> list[bool]:
    """Whether the rows, and whether the columns, of a cell may be the axes."""
    if table is None or table.ndim != 2:
        raise InputError(f"{path}: {name} is not a table of real numbers; check the layout")
    fits = [n in (2, 3) for n in table.shape]
    if table.size and not any(fits):
        raise InputError(f"{path}: {name} is not 2xN, 3xN, Nx2 or Nx3; check the layout")
    return fits


def _turned(tables: list[tuple[str, np.ndarray]], across: bool) -> NamedTables:
    for name, table in tables:
        yield name, (table.T if across and table.size else table).astype(np.float64)
