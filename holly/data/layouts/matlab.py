"""MATLAB files with a cell for each particle, and the files of the CEP152 data."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.formats import matlab
from groundwork.formats.hdf5 import checked, member
from holly.data.layouts.rows import open_hdf5
from holly.data.layouts.vocabulary import Documented, Options, find_columns
from holly.data.table import Column, Opened, Table

USUAL_CELL = "Superparticle"  # the cell array that is read if a file has several
FIELDS = ("points", "sigma", "coords")  # of the structures of smlm_datafusion2d and 3d
PIXELS = Documented(dict.fromkeys("xy", "px"))
LATERAL, AXIAL = 4, 9  # columns of `coords` with the precisions

Named = Iterator[tuple[str, np.ndarray]]
Cells = Iterator[tuple[str, matlab.Value]]  # name and content
Particles = Iterator[tuple[str, Table]]


def open_cep152(path: Path, options: Options) -> Opened:
    """Particles of an HDF5 file (MATLAB v7.3) of the CEP152 data, which has one of three forms.

    - With a top-level `Cep152_all_filtered`: the datasets of `#refs#` whose first dimension is 8,
      in the bytewise order of their names. The published curation list counts them in this order.
    - Otherwise, with a top-level cell array `DBSCAN_filtered`: the tables to which its first
      column refers, in its order.
    - Otherwise: every dataset of `#refs#`, in the order of their names.

    In each table, rows 0 and 1 are x and y, nm.
    """
    columns = {axis: Column(f"row {row}", "nm", "layout") for row, axis in enumerate("xy")}
    return Opened("cep152", columns, ((name, Table(*xy.T)) for name, xy in _cep152(path)))


def open_cells(path: Path, options: Options) -> Opened:
    """Particles of a cell array of a MATLAB file, v5 or v7.3, in the order of the cell array.

    The array is `variable`; without it the only one in the file, or USUAL_CELL. Its cells are
    2xN or 3xN, or they are all Nx2 or Nx3; `_upright` decides where a cell could be either. Or
    they are structures as of smlm_datafusion2d and 3d, in camera pixels: `points` (a cell as
    before) and `sigma` [N, 1 or 2], or `coords` [N, 10] with x, y and z in columns 1 to 3 and the
    lateral and axial precision in 5 and 10.
    """
    variable = cell_variable(path, options.variable)
    first = list(_some(_cells(path, variable)))[-1:]
    structures = any(isinstance(cell, dict) for _, cell in first)
    columns = find_columns(path, ("x", "y"), options, PIXELS if structures else None)
    if any("coords" in cell for _, cell in first if isinstance(cell, dict)):
        particles = _with_coords(path, _cells(path, variable))
    elif structures:
        particles = _with_points(path, _cells(path, variable))
    else:
        upright = _upright(path, _cells(path, variable))
        particles = ((name, Table(*points.T)) for name, points in upright)
    factor = columns["x"].factor
    return Opened("matlab-cell", columns, ((name, _scaled(one, factor)) for name, one in particles))


def cell_variable(path: Path, variable: str | None) -> str:
    """The cell array to read: the one named, the only one, or USUAL_CELL."""
    arrays = cell_arrays(path)
    wanted = variable or (arrays[0] if len(arrays) == 1 else USUAL_CELL)
    if wanted not in arrays:
        present = ", ".join(arrays) or "none"
        raise InputError(
            f"{path}: no cell array {wanted!r} (present: {present}); name one as variable"
        )
    return wanted


def cell_arrays(path: Path) -> list[str]:
    """The names of the cell arrays of a MATLAB file."""
    if not h5py.is_hdf5(path):
        return [name for name, one in matlab.variables(path).items() if one.kind == "cell"]
    with open_hdf5(path) as file:
        return [
            name
            for name in file
            if isinstance(item := member(file, name), h5py.Dataset)
            and h5py.check_ref_dtype(item.dtype)
        ]


def _cep152(path: Path) -> Named:
    with open_hdf5(path) as file:
        group, eight = member(file, "#refs#"), member(file, "Cep152_all_filtered") is not None
        if not isinstance(group, h5py.Group):
            raise InputError(f"{path}: no group '#refs#'; is its layout cep152?")
        if not eight and member(file, "DBSCAN_filtered") is not None:
            for name, table in _targets(path, file, "DBSCAN_filtered", first_column=True):
                yield name, _x_and_y(table)
            return
        for name in group:
            table = member(group, name)
            if isinstance(table, h5py.Dataset) and (not eight or table.shape[:1] == (8,)):
                yield name, _x_and_y(table)


def _x_and_y(table: h5py.Dataset | h5py.Group | None) -> np.ndarray:
    """Columns x and y [n, 2] of a table of rows; empty, hence refused later, if it is no table."""
    if not isinstance(table, h5py.Dataset) or table.ndim != 2 or len(table) < 2:
        return np.empty((0, 2))
    if table.dtype.kind not in "fiu":
        return np.empty((0, 2))
    return checked(table)[:2].T.astype(np.float64)


def _targets(
    path: Path, file: h5py.File, variable: str, *, first_column: bool = False
) -> Iterator[tuple[str, h5py.Dataset | h5py.Group | None]]:
    """What a v7.3 cell array refers to, in its order.

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
        yield f"{variable}{{{count}}}", file[reference] if reference else None


def _cells(path: Path, variable: str) -> Cells:
    """The cells of an array with their names, of either version of the format."""
    if h5py.is_hdf5(path):
        with open_hdf5(path) as file:
            for name, target in _targets(path, file, variable):
                yield name, _stored(target)
        return
    start = matlab.variables(path)[variable].start
    for count, cell in enumerate(matlab.cells(path, start, FIELDS), 1):
        yield f"{variable}{{{count}}}", cell


def _stored(target: h5py.Dataset | h5py.Group | None) -> matlab.Value:
    """The numbers of a data set as MATLAB has them, or the FIELDS of a structure."""
    if isinstance(target, h5py.Group):
        fields = {name: member(target, name) for name in FIELDS}
        return {name: _stored(one) for name, one in fields.items() if isinstance(one, h5py.Dataset)}
    if not isinstance(target, h5py.Dataset):
        return None
    if "MATLAB_empty" in target.attrs:
        return np.empty((0, 0))
    return checked(target)[()].T if target.dtype.kind in "fiu" else None


def _some(cells: Cells) -> Cells:
    """The cells up to the first that is not empty."""
    for name, cell in cells:
        yield name, cell
        if cell is None or np.size(cell):
            return


def _with_coords(path: Path, cells: Cells) -> Particles:
    """Structures with `coords`: x, y, z and the two precisions; a precision of 0 is unknown."""
    for name, cell in cells:
        coords = cell.get("coords") if isinstance(cell, dict) else cell
        if not isinstance(coords, np.ndarray) or coords.ndim != 2:
            raise InputError(f"{path}: {name} has no coords like the first; check the layout")
        if coords.size and coords.shape[1] <= AXIAL:
            raise InputError(f"{path}: {name} has coords of {coords.shape[1]} columns, not 10")
        values = coords.astype(np.float64) if coords.size else np.empty((0, AXIAL + 1))
        sigma = np.where(values > 0, values, np.nan)
        yield name, Table(*values[:, :3].T, sigma[:, LATERAL], sigma[:, AXIAL])


def _with_points(path: Path, cells: Cells) -> Particles:
    """Structures with `points` and perhaps `sigma`."""
    sigmas: dict[str, matlab.Value] = {}

    def points() -> Cells:
        for name, cell in cells:
            fields = cell if isinstance(cell, dict) else {"points": cell}
            sigmas[name] = fields.get("sigma")
            yield name, fields.get("points")

    for name, found in _upright(path, points()):
        table, sigma = Table(*found.T), sigmas.pop(name)
        if not isinstance(sigma, np.ndarray) or not sigma.size:
            sigma = np.full((len(table), 1), np.nan)
        if sigma.ndim != 2 or len(sigma) != len(table):
            raise InputError(f"{path}: {name} has other than {len(table)} sigmas; correct it")
        precisions = dict(zip(("precision", "precision_z"), sigma.T.astype(float), strict=False))
        yield name, replace(table, **precisions)


def _scaled(table: Table, factor: float) -> Table:
    """A table of lengths in nm."""
    lengths = {name: values for name, values in vars(table).items() if values is not None}
    return replace(table, **{name: values * factor for name, values in lengths.items()})


def _upright(path: Path, cells: Cells) -> Named:
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


def _fits(path: Path, name: str, table: matlab.Value) -> list[bool]:
    """Whether the rows, and whether the columns, of a cell may be the axes."""
    if not isinstance(table, np.ndarray) or table.ndim != 2:
        raise InputError(f"{path}: {name} is not a table of real numbers; check the layout")
    fits = [n in (2, 3) for n in table.shape]
    if table.size and not any(fits):
        raise InputError(f"{path}: {name} is not 2xN, 3xN, Nx2 or Nx3; check the layout")
    return fits


def _turned(tables: list[tuple[str, np.ndarray]], across: bool) -> Named:
    for name, table in tables:
        yield name, (table.T if across and table.size else table).astype(np.float64)
