"""What the readers of several layouts share."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np

from groundwork.errors import InputError

NamedTables = Iterator[tuple[str, np.ndarray]]  # a particle's name in its file, its table [n, k]

ROWS = 1 << 17  # rows of a table that are read at a time


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
