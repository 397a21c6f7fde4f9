"""Rows of a table brought together by particle, in bounded memory."""

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd

from groundwork.formats.hdf5 import writable

logger = logging.getLogger(__name__)

SPOOL = 1 << 24  # bytes kept in memory before they go to the scratch file

Named = Iterator[tuple[str, np.ndarray]]  # name of a particle in its file, its table [n, k]
Blocks = Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]


def regrouped(blocks: Blocks, scratch: Path | None) -> Named:
    """The particles of a table whose rows stand in any order, in order of first appearance.

    Rows go to a scratch file, those of a block sorted by particle; what is kept in memory is where
    each particle's runs of rows lie. Rows of no particle are left out, and logged.

    Args:
        blocks: particles [n], rows [n, k] and whether each row is to be kept [n].
        scratch: folder of the scratch file; the system's if None.
    """
    places: dict[str, int] = {}
    runs, written, nobody, width = [np.empty((0, 3), np.int64)], 0, 0, 0
    scratch = scratch or Path(tempfile.gettempdir())
    with writable(scratch), tempfile.SpooledTemporaryFile(SPOOL, dir=scratch) as file:
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
            logger.warning("%d localisations of no particle (a negative number) left out", nobody)
        table = np.concatenate(runs)
        table = table[np.argsort(table[:, 0], kind="stable")]
        bounds = np.searchsorted(table[:, 0], np.arange(len(places) + 1))
        for name, place in places.items():
            yield name, _collected(file, table[bounds[place] : bounds[place + 1], 1:], width)


def _collected(file: BinaryIO, runs: np.ndarray, width: int) -> np.ndarray:
    """The rows [n, width] of runs [R, 2] (first row, number of rows) of the scratch file."""
    parts = []
    for start, count in runs.tolist():
        file.seek(8 * width * start)
        parts.append(file.read(8 * width * count))
    return np.frombuffer(b"".join(parts)).reshape(-1, width)
