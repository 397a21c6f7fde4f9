"""Rows in any order to particles, with little memory."""

import logging
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd

from holly.data.table import Table

IN_MEMORY = 1 << 24  # bytes of rows kept in memory; more of them go to a scratch file
KEPT = ("x", "y", "z", "precision")  # columns of particles

log = logging.getLogger(__name__)


def group_by_particle(blocks: Iterable[Table], scratch: Path) -> Iterator[tuple[str, Table]]:
    """Yield the particles of blocks whose rows are in any order, in order of first appearance.

    First, the rows of each block are sorted by particle and written to a temporary file in the
    folder `scratch`; only the place of each particle's runs of rows stays in memory. Then the runs
    of each particle are read back. Rows that belong to no particle are left out, and their number
    is logged. Of the columns, those of KEPT stay.
    """
    places: dict[str, int] = {}
    runs, written, nobody, names = [np.empty((0, 3), np.int64)], 0, 0, KEPT[:2]
    with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=scratch) as file:
        for block in blocks:
            names = [name for name in KEPT if getattr(block, name) is not None]
            belongs = block.particle != ""
            codes, found = pd.factorize(block.particle[belongs])
            known = [places.setdefault(str(label), len(places)) for label in found]
            codes = np.array(known, np.int64)[codes]
            rows = np.stack([getattr(block, name)[belongs] for name in names], axis=1)
            file.write(rows[np.argsort(codes, kind="stable")].tobytes())
            some, counts = np.unique(codes, return_counts=True)
            starts = written + np.cumsum(counts) - counts
            runs.append(np.stack([some, starts, counts], axis=1))
            written += len(codes)
            nobody += len(belongs) - len(codes)
        if nobody:
            log.warning("left out %d localisations of no particle (a negative number)", nobody)
        sorted_runs = np.concatenate(runs)
        sorted_runs = sorted_runs[np.argsort(sorted_runs[:, 0], kind="stable")]
        bounds = np.searchsorted(sorted_runs[:, 0], np.arange(len(places) + 1))
        for name, place in places.items():
            rows = _rows(file, sorted_runs[bounds[place] : bounds[place + 1], 1:], len(names))
            yield name, Table(**dict(zip(names, rows.T, strict=True)))


def _rows(file: BinaryIO, runs: np.ndarray, width: int) -> np.ndarray:
    """The rows [n, width] of runs [R, 2], each its first row in the file and its length."""
    parts = []
    for start, count in runs.tolist():
        file.seek(8 * width * start)
        parts.append(file.read(8 * width * count))
    return np.frombuffer(b"".join(parts)).reshape(-1, width)
