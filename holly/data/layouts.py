"""Readers of localisation files, one a layout: each yields one particle after the other.

A particle is its name in the file and a table of localisations [n, columns] in nm: x, y and, in
3D, z; of the layouts in WITH_SIGMA also the precision, nan where the file does not say it.
"""

import json
import math
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import h5py
import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.formats import matlab
from groundwork.formats.hdf5 import checked, member, only_text
from holly.data.regroup import Blocks, Named, regrouped

Layout = Literal["cep152", "matlab-cell", "picasso", "thunderstorm", "csv"]

ROWS = 1 << 17  # of a table read at a time
USUAL_CELL = "Superparticle"  # the cell array taken where a file has several
PARTICLE_COLUMNS = ("particle", "group", "cluster")  # of ThunderSTORM tables, the first there is
WITH_SIGMA: tuple[Layout, ...] = ("picasso", "thunderstorm")


@dataclass(frozen=True)
class Options:
    """What a reader may be told; see TAKES for which layout takes what.

    variable: name of the cell array. particle_column: the column that numbers or names the
    particles. nm_per_camera_pixel: instead of the file's own. scratch: folder for rows that await
    the rest of their particle; the system's if None.
    """

    variable: str | None = None
    particle_column: str | None = None
    nm_per_camera_pixel: float | None = None
    scratch: Path | None = None


DEFAULT = Options()


def read_cep152(path: Path, options: Options = DEFAULT) -> Named:
    """Particles of an HDF5 file (MATLAB v7.3) of the CEP152 data, in one of three layouts.

    With a top-level `Cep152_all_filtered` they are the datasets of `#refs#` whose first dimension
    is 8, in the bytewise order of their names, which is what the indices of the published curation
    list count. Otherwise, with a top-level cell array `DBSCAN_filtered`, they are the tables that
    its first column refers to, in its order. Otherwise they are all datasets of `#refs#`, in the
    order of their names. In each, rows 0 and 1 are x and y.
    """
    with _hdf5(path) as file:
        group, eight = member(file, "#refs#"), member(file, "Cep152_all_filtered") is not None
        if not isinstance(group, h5py.Group):
            raise InputError(f"{path}: no group '#refs#'; is its layout cep152?")
        if not eight and member(file, "DBSCAN_filtered") is not None:
            for name, table in _referred(path, file, "DBSCAN_filtered", first_column=True):
                yield name, _first_rows(table)
            return
        for name in group:
            table = member(group, name)
            if isinstance(table, h5py.Dataset) and (not eight or table.shape[:1] == (8,)):
                yield name, _first_rows(table)


def read_matlab_cell(path: Path, options: Options = DEFAULT) -> Named:
    """Particles of a cell array of a MATLAB file, v5 or v7.3, in the order of the cell.

    The array is `options.variable`, or the only one, or USUAL_CELL. A cell is 2xN or 3xN, or, all
    of a file alike, Nx2 or Nx3; see `_upright` for a cell that could be either.
    """
    with path.open("rb") as file:
        start = file.read(HDF5_START + len(HDF5_SIGNATURE))
    if start.startswith(HDF5_SIGNATURE) or start[HDF5_START:] == HDF5_SIGNATURE:
        yield from _upright(path, _cells_v73(path, options.variable))
    else:
        yield from _upright(path, _cells_v5(path, options.variable))


def read_picasso(path: Path, options: Options = DEFAULT) -> Named:
    """Particles of a Picasso HDF5 file: rows of `locs` that share a `group`.

    x, y, lpx and lpy are in camera pixels, z in nm. The pixel is `options.nm_per_camera_pixel`,
    or `Pixelsize` of the .yaml beside the file, or of the file's own metadata. The precision is
    the root mean square of lpx and lpy.
    """
    return regrouped(_picasso_blocks(path, options), options.scratch)


def read_thunderstorm(path: Path, options: Options = DEFAULT) -> Named:
    """Particles of a ThunderSTORM CSV file with `x [nm]`, `y [nm]` and a column of particles.

    That column is `options.particle_column` or the first of PARTICLE_COLUMNS. `z [nm]` and
    `uncertainty_xy [nm]` (or `uncertainty [nm]`), the precision, are read where they are.
    """
    names = _header(path)
    usual = next((column for column in PARTICLE_COLUMNS if column in names), None)
    particle = _lower(options.particle_column) or usual
    if particle is None:
        raise InputError(
            f"{path}: no column of particles ({', '.join(PARTICLE_COLUMNS)}); cluster the "
            "localisations, or name the column with particle_column"
        )
    axes = ["x [nm]", "y [nm]", *[axis for axis in ("z [nm]",) if axis in names]]
    errors = ("uncertainty_xy [nm]", "uncertainty [nm]")
    sigma = next((column for column in errors if column in names), None)
    return regrouped(_csv_blocks(path, names, particle, [*axes, sigma]), options.scratch)


def read_csv(path: Path, options: Options = DEFAULT) -> Named:
    """Particles of a CSV file with columns particle, x, y and, if 3D, z (or x_nm, …), nm."""
    names = _header(path)
    axes = [f"{axis}_nm" if f"{axis}_nm" in names else axis for axis in "xyz"]
    particle = _lower(options.particle_column) or "particle"
    columns = [axis for axis in axes if axis in names or axis[0] != "z"]
    return regrouped(_csv_blocks(path, names, particle, columns), options.scratch)


Reader = Callable[[Path, Options], Named]
READERS: dict[Layout, Reader] = {
    "cep152": read_cep152,
    "matlab-cell": read_matlab_cell,
    "picasso": read_picasso,
    "thunderstorm": read_thunderstorm,
    "csv": read_csv,
}
TAKES: dict[Layout, tuple[str, ...]] = {
    "cep152": (),
    "matlab-cell": ("variable",),
    "picasso": ("particle_column", "nm_per_camera_pixel"),
    "thunderstorm": ("particle_column",),
    "csv": ("particle_column",),
}

NOBODY = r"-\d"  # begins the number of no particle
HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"
HDF5_START = 512  # bytes of MATLAB's own before it


@contextmanager
def _hdf5(path: Path) -> Iterator[h5py.File]:
    """The open file; what h5py raises of a damaged one becomes an InputError."""
    try:
        with h5py.File(path) as file:
            yield file
    except (OSError, RuntimeError, KeyError, TypeError, ValueError):  # h5py has none of its own
        raise InputError(f"{path}: not a whole HDF5 file; fetch it again") from None


def _first_rows(table: h5py.Dataset | None) -> np.ndarray:
    """Columns x and y [n, 2] of a table of rows; none, hence refused, for what is no table."""
    if table is None or table.ndim != 2 or len(table) < 2 or table.dtype.kind not in "fiu":
        return np.empty((0, 2))
    return checked(table)[:2].T.astype(np.float64)


def _referred(
    path: Path, file: h5py.File, variable: str, *, first_column: bool = False
) -> Iterator[tuple[str, h5py.Dataset | None]]:
    """What the cells of a v7.3 cell array refer to, in its order; None for no dataset.

    MATLAB stores arrays transposed: the first column of a cell array is row 0 of the dataset, and
    its order of counting, down the columns, is the dataset's own.
    """
    cell = member(file, variable)
    is_cell = isinstance(cell, h5py.Dataset) and cell.ndim > 0
    if not is_cell or h5py.check_ref_dtype(cell.dtype) is not h5py.Reference:
        raise InputError(f"{path}: {variable!r} is no cell array; check the layout")
    references = checked(cell)[()]
    if first_column and references.ndim == 2 and references.shape[1] > 1:
        references = references[0]
    for count, reference in enumerate(references.ravel(), 1):
        target = file[reference] if reference else None
        yield f"{variable}{{{count}}}", target if isinstance(target, h5py.Dataset) else None


def _cells_v73(path: Path, variable: str | None) -> Iterator[tuple[str, np.ndarray | None]]:
    with _hdf5(path) as file:
        arrays = [
            name
            for name in file
            if isinstance(item := member(file, name), h5py.Dataset)
            and h5py.check_ref_dtype(item.dtype)
        ]
        for name, table in _referred(path, file, _choose(path, arrays, variable)):
            if table is not None and "MATLAB_empty" in table.attrs:
                yield name, np.empty((0, 0))
            elif table is None or table.dtype.kind not in "fiu":
                yield name, None
            else:
                yield name, checked(table)[()].T


def _cells_v5(path: Path, variable: str | None) -> Iterator[tuple[str, np.ndarray | None]]:
    arrays = matlab.cell_arrays(path)
    name = _choose(path, list(arrays), variable)
    for count, table in enumerate(matlab.cells(path, arrays[name]), 1):
        yield f"{name}{{{count}}}", table


def _choose(path: Path, arrays: list[str], variable: str | None) -> str:
    """The cell array to read: the one named, the only one, or USUAL_CELL."""
    wanted = variable or (arrays[0] if len(arrays) == 1 else USUAL_CELL)
    if wanted not in arrays:
        there = ", ".join(arrays) or "none"
        raise InputError(f"{path}: no cell array {wanted!r} (there: {there}); name it as variable")
    return wanted


def _upright(path: Path, cells: Iterator[tuple[str, np.ndarray | None]]) -> Named:
    """Each cell as a table [N, 2 or 3].

    A cell with two or three both of rows and of columns is turned as the rest of the file is; if
    all are such, they are 2xN or 3xN. Until the rest is known they wait.
    """
    waiting: list[tuple[str, np.ndarray]] = []
    across: bool | None = None  # N is the number of columns
    for name, table in cells:
        if table is None or table.ndim != 2:
            raise InputError(f"{path}: {name} is not a table of real numbers; check the layout")
        if table.size == 0:
            table = np.empty((2, 2))[:0]
        fits = [n in (2, 3) for n in table.shape]
        if table.size and not any(fits):
            raise InputError(f"{path}: {name} is not 2xN, 3xN, Nx2 or Nx3; check the layout")
        if table.size and not all(fits):
            if across not in (None, fits[0]):
                raise InputError(f"{path}: {name} lies across the others; turn it (transpose)")
            across = fits[0]
        waiting.append((name, table))
        if across is not None:
            yield from _turned(waiting, across)
            waiting.clear()
    yield from _turned(waiting, True)


def _turned(tables: list[tuple[str, np.ndarray]], across: bool) -> Named:
    for name, table in tables:
        yield name, (table.T if across and table.size else table).astype(np.float64)


def _pixel_size(path: Path, file: h5py.File) -> float:
    """The camera's pixel, nm, from the metadata beside the table or within it."""
    beside = path.with_suffix(".yaml")
    if beside.is_file():
        text = beside.read_text("utf-8", errors="replace")
        found = re.findall(r'(?im)^[\s-]*"?(?:camera )?pixelsize(?: \(nm\))?"?\s*:\s*(\S+)', text)
    elif isinstance(metadata := member(file, "metadata"), h5py.Dataset):
        found = _values(_embedded(metadata), "Pixelsize")
    else:
        found = []
    try:
        sizes = {float(value) for value in found}
    except (TypeError, ValueError):
        sizes = set()
    if len(sizes) != 1 or not 0 < min(sizes) < math.inf:
        said = f"gives {', '.join(map(str, found))}" if found else "does not say it"
        raise InputError(
            f"{path}: the camera's pixel size is not known ({beside.name} {said}); "
            "give nm_per_camera_pixel"
        )
    return sizes.pop()


def _embedded(dataset: h5py.Dataset) -> object:
    """What a dataset holds as JSON; None if it holds none."""
    try:
        return json.loads(only_text(dataset) or b"null")
    except (ValueError, RecursionError):
        return None


def _values(tree: object, key: str) -> list[object]:
    """All values of a key, at the top or in a list of mappings."""
    steps = tree if isinstance(tree, list) else [tree]
    return [step[key] for step in steps if isinstance(step, dict) and key in step]


def _picasso_blocks(path: Path, options: Options) -> Blocks:
    column = options.particle_column or "group"
    with _hdf5(path) as file:
        locs = member(file, "locs")
        if not isinstance(locs, h5py.Dataset) or locs.dtype.names is None or locs.ndim != 1:
            raise InputError(f"{path}: no table 'locs'; is its layout picasso?")
        _need(path, [column, "x", "y"], locs.dtype.names)
        axes = [axis for axis in "xyz" if axis in locs.dtype.names]
        errors = [error for error in ("lpx", "lpy") if error in locs.dtype.names]
        for name in (column, *axes, *errors):
            if locs.dtype[name].kind not in "fiu":
                raise InputError(f"{path}: column {name} is not numeric; save the table again")
        pixel = options.nm_per_camera_pixel or _pixel_size(path, file)
        for first in range(0, len(checked(locs)), ROWS):
            block = locs[first : first + ROWS]
            table = np.full((len(block), len(axes) + 1), np.nan)
            for i, axis in enumerate(axes):
                table[:, i] = block[axis] * (1.0 if axis == "z" else pixel)
            if len(errors) == 2:
                lpx, lpy = (block[error].astype(np.float64) for error in errors)
                table[:, -1] = pixel * np.sqrt((lpx**2 + lpy**2) / 2)
            yield block[column], table, block[column] >= 0


def _header(path: Path) -> list[str]:
    """The names of the columns of a CSV file, in small letters."""
    with path.open("rb") as file:
        file.seek(-1, 2)
        if file.read() not in b"\r\n":
            raise InputError(f"{path}: its last line is not ended, so may be cut; fetch or end it")
    try:
        table = pd.read_csv(path, nrows=0, skipinitialspace=True, encoding="utf-8-sig")
    except (ValueError, OSError):  # pandas' own errors are ValueErrors
        raise InputError(f"{path}: not a whole CSV file; write it again") from None
    names = [str(name).strip().lower() for name in table.columns]
    if len(set(names)) < len(names):
        raise InputError(f"{path}: two columns have one name; rename one")
    return names


def _lower(column: str | None) -> str | None:
    return column and column.strip().lower()


def _csv_blocks(path: Path, names: list[str], particle: str, columns: list[str | None]) -> Blocks:
    """Blocks of the named columns; nan for a column None."""
    _need(path, [particle, *filter(None, columns)], names)
    numeric = pd.api.types.is_numeric_dtype
    first = 1
    for block in _chunks(path, names, particle):
        lacking = np.flatnonzero(block[particle].isna())
        if len(lacking):
            raise InputError(f"{path}: row {first + lacking[0]} has no {particle}; correct it")
        table = np.full((len(block), len(columns)), np.nan)
        for i, column in enumerate(columns):
            if column is None:
                continue
            values = block[column]
            if not numeric(values) or values.dtype == bool:
                values = pd.to_numeric(values.astype(str).where(values.notna()), errors="coerce")
                bad = np.flatnonzero(values.isna() & block[column].notna())
                if len(bad):
                    text = str(block[column].iloc[bad[0]])[:40]
                    raise InputError(
                        f"{path}: row {first + bad[0]}: {column} is {text!r}, not a number; "
                        "correct it"
                    )
            table[:, i] = values
        codes, found = pd.factorize(block[particle])
        labels = np.array([str(label).strip() for label in found], object)
        somebody = np.array([not re.match(NOBODY, label) for label in labels], bool)
        yield labels[codes], table, somebody[codes]
        first += len(block)


def _chunks(path: Path, names: list[str], particle: str) -> Iterator[pd.DataFrame]:
    with pd.read_csv(
        path,
        names=names,
        header=0,
        dtype={particle: str},
        chunksize=ROWS,
        index_col=False,
        skipinitialspace=True,
        low_memory=False,
        encoding="utf-8-sig",
    ) as chunks:
        while (chunk := _next(path, chunks)) is not None:
            yield chunk


def _next(path: Path, chunks: Iterator[pd.DataFrame]) -> pd.DataFrame | None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)  # lines longer than the first
        try:
            return next(chunks, None)
        except (ValueError, OSError, pd.errors.ParserWarning):
            raise InputError(f"{path}: not a whole CSV file; write it again") from None


def _need(path: Path, columns: list[str], names: Iterable[str]) -> None:
    if not set(columns) <= set(names):
        there = ", ".join(map(str, names))[:200]
        raise InputError(
            f"{path}: no columns {', '.join(columns)}, but {there}; name them so, or check the "
            "layout"
        )
