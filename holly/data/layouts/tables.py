"""Tables in CSV files: ThunderSTORM's, and those with plain columns."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import require_lines
from holly.data.layouts.by_particle import (
    ROWS,
    Blocks,
    NamedTables,
    group_by_particle,
    require_columns,
)

PARTICLE_COLUMNS = ("particle", "group", "cluster")  # of ThunderSTORM tables, the first there is
PRECISION_COLUMNS = ("uncertainty_xy [nm]", "uncertainty [nm]")  # likewise
NO_PARTICLE = re.compile(r"-\d")  # begins the number that stands for no particle
DAMAGED = "not a complete CSV file; write it again"


def read_thunderstorm(
    path: Path, scratch: Path, *, particle_column: str | None = None
) -> NamedTables:
    """Particles of a ThunderSTORM CSV file with `x [nm]`, `y [nm]` and a column of particles.

    That column is `particle_column` or the first of PARTICLE_COLUMNS. `z [nm]` and the first of
    PRECISION_COLUMNS are read where they exist. Temporary files go to the folder `scratch`.
    """
    names = _header(path)
    usual = next((column for column in PARTICLE_COLUMNS if column in names), None)
    particle = _normalised(particle_column) or usual
    if particle is None:
        raise InputError(
            f"{path}: no column of particles ({', '.join(PARTICLE_COLUMNS)}); cluster the "
            "localisations, or name the column with particle_column"
        )
    axes = ["x [nm]", "y [nm]", *[axis for axis in ("z [nm]",) if axis in names]]
    precision = next((column for column in PRECISION_COLUMNS if column in names), None)
    return group_by_particle(_blocks(path, names, particle, [*axes, precision]), scratch)


def read_csv(path: Path, scratch: Path, *, particle_column: str | None = None) -> NamedTables:
    """Particles of a CSV file with columns particle, x, y and, in 3D, z (or x_nm, …), nm.

    `particle_column` is used instead of `particle`. Temporary files go to the folder `scratch`.
    """
    names = _header(path)
    axes = [f"{axis}_nm" if f"{axis}_nm" in names else axis for axis in "xyz"]
    particle = _normalised(particle_column) or "particle"
    columns = [axis for axis in axes if axis in names or axis[0] != "z"]
    return group_by_particle(_blocks(path, names, particle, columns), scratch)


def _header(path: Path) -> list[str]:
    """The names of the columns of a CSV file, in lower case."""
    require_lines(path, "fetch it again, or end it with a line break if it is complete")
    try:
        table = pd.read_csv(path, nrows=0, skipinitialspace=True, encoding="utf-8-sig")
    except (ValueError, OSError):  # pandas' own errors are ValueErrors
        raise InputError(f"{path}: {DAMAGED}") from None
    names = [_normalised(str(name)) for name in table.columns]
    if len(set(names)) < len(names):
        raise InputError(f"{path}: two columns have the same name; rename one")
    return names


def _normalised(column: str | None) -> str | None:
    return column and column.strip().lower()


def _blocks(path: Path, names: list[str], particle: str, columns: list[str | None]) -> Blocks:
    """Blocks of the named columns; a column None is nan."""
    require_columns(path, [particle, *filter(None, columns)], names)
    first = 1
    for block in _chunks(path, names, particle):
        missing = np.flatnonzero(block[particle].isna())
        if len(missing):
            raise InputError(f"{path}: row {first + missing[0]} has no {particle}; correct it")
        table = np.full((len(block), len(columns)), np.nan)
        for i, column in enumerate(columns):
            if column is not None:
                table[:, i] = _numbers(path, block[column], first)
        codes, found = pd.factorize(block[particle])
        labels = np.array([str(label).strip() for label in found], object)
        belongs = np.array([not NO_PARTICLE.match(label) for label in labels], bool)
        yield labels[codes], table, belongs[codes]
        first += len(block)


def _numbers(path: Path, column: pd.Series, first: int) -> pd.Series:
    """The values of a column that begins in this row of its file."""
    if pd.api.types.is_numeric_dtype(column) and column.dtype != bool:
        return column
    values = pd.to_numeric(column.astype(str).where(column.notna()), errors="coerce")
    bad = np.flatnonzero(values.isna() & column.notna())
    if len(bad):
        text = str(column.iloc[bad[0]])[:40]
        raise InputError(
            f"{path}: row {first + bad[0]}: {column.name} is {text!r}, not a number; correct it"
        )
    return values


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
            raise InputError(f"{path}: {DAMAGED}") from None
