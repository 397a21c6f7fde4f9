"""Tables of localisations by particle: what the readers of several layouts share."""

import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import h5py
import numpy as np
import pandas as pd

from groundwork.errors import InputError

ROWS = 1 << 17  # rows of a table that are read at a time
IN_MEMORY = 1 << 24  # bytes of rows kept in memory; more of them go to a scratch file

NamedTables = Iterator[tuple[str, np.ndarray]]  # a particle's name in its file, its table [n, k]
# Of each row of a block: its particle [n], its values [n, k], and whether it belongs to one [n].
Blocks = Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]

log = logging.getLogger(__name__)


@contextmanager
def open_hdf5(path: Path) -> Iterator[h5py.File]:
    """Open a file for reading; an InputError names it if h5py finds it damaged."""
    try:
        with h5py.File(path) as file:
            yield file
    except (OSError, RuntimeError, KeyError, TypeError, ValueError):  # h5py has no type of its own
        raise InputError(f"{path}: not a complete HDF5 file; fetch it again") from None


def require_columns(path: Path, wanted: Iterable[str], present: Iterable[str]) -> None:
    """Raise InputError if a wanted column of a table is missing."""
    if not set(wanted) <= set(present):
        raise InputError(
            f"{path}: no columns {', '.join(wanted)}, but {', '.join(map(str, present))[:200]}; "
            "name them so, or check the layout"
        )


def group_by_particle(blocks: Blocks, scratch: Path) -> NamedTables:
    """Yield the particles of a table whose rows are in any order, in order of first appearance.

    First, the rows of each block are sorted by particle and written to a temporary file in the
    folder `scratch`; only the place of each particle's runs of rows stays in memory. Then the runs
    of each particle are read back. Rows that belong to no particle are left out, and their number
    is logged.
    """
    places: dict[str, int] = {}
    runs, written, nobody, width = [np.empty((0, 3), np.int64)], 0, 0, 0
    with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=scratch) as file:
        for labels, table, belongs in blocks:
            codes, found = pd.factorize(labels[belongs])
            known = [places.setdefault(str(label), len(places)) for label in found]
            codes = np.array(known, np.int64)[codes]
            file.write(table[belongs][np.argsort(codes, kind="stable")].tobytes())
            some, counts = np.unique(codes, return_counts=True)
            starts = written + np.cumsum(counts) - counts
            runs.append(np.stack([some, starts, counts], axis=1))
            written += len(codes)
            nobody += len(belongs) - len(codes)
            width = table.shape[1]
        if nobody:
            log.warning("left out %d localisations of no particle (a negative number)", nobody)
        sorted_runs = np.concatenate(runs)
        sorted_runs = sorted_runs[np.argsort(sorted_runs[:, 0], kind="stable")]
        bounds = np.searchsorted(sorted_runs[:, 0], np.arange(len(places) + 1))
        for name, place in places.items():
            yield name, _rows(file, sorted_runs[bounds[place] : bounds[place + 1], 1:], width)


def _rows(file: BinaryIO, runs: np.ndarray, width: int) -> np.ndarray:
    """The rows [n, width] of runs [R, 2], each its first row in the file and its length."""
    parts = []
    for start, count in runs.tolist():
        file.seek(8 * width * start)
        parts.append(file.read(8 * width * count))
    return np.frombuffer(b"".join(parts)).reshape(-1, width)
