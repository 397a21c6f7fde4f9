"""Values of columns to blocks of a Table, and what the readers of HDF5 files share."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.formats.hdf5 import reading
from holly.data.layouts.vocabulary import LENGTHS
from holly.data.table import Column, Table

ROWS = 1 << 17  # rows of a table that are read at a time
NO_PARTICLE = re.compile(r"-\d")  # begins the number that stands for no particle


@contextmanager
def open_hdf5(path: Path) -> Iterator[h5py.File]:
    """Open a file for reading; an InputError names it if h5py finds it damaged."""
    try:
        with reading(path) as file:
            yield file
    except (OSError, RuntimeError, KeyError, TypeError, ValueError):  # h5py has no type of its own
        raise InputError(f"{path}: not a complete HDF5 file; fetch it again") from None


def to_table(columns: Mapping[str, Column], values: Callable[[str], np.ndarray]) -> Table:
    """A Table, in nm, of the values that `values` gives for the name of a column in the file.

    Precisions of x and y become one, the root mean square. Negative numbers of particles become
    "", no particle.
    """
    found = {name: values(column.name) for name, column in columns.items()}
    for name in found.keys() & set(LENGTHS):
        found[name] = np.asarray(found[name], np.float64) * columns[name].factor
    pair = found.pop("precision_x", None), found.pop("precision_y", None)
    if "precision" not in found and all(one is not None for one in pair):
        found["precision"] = np.sqrt((pair[0] ** 2 + pair[1] ** 2) / 2)
    for name in found.keys() & {"particle", "channel"}:
        found[name] = labels(found[name], none=NO_PARTICLE if name == "particle" else None)
    if found.get("field") is not None and "particle" in found:  # 1 of one field is not 1 of another
        pairs = zip(found["field"], found["particle"], strict=True)
        found["particle"] = np.array([one and f"{field:g}/{one}" for field, one in pairs], object)
    return Table(**found)


def labels(values: np.ndarray, none: re.Pattern[str] | None = None) -> np.ndarray:
    """Values as texts [n]; those that `none` matches and those that are missing become ""."""
    values = values.astype(values.dtype.newbyteorder("="))  # the only order that pandas takes
    codes, found = pd.factorize(values)  # -1 where a value is missing
    texts = [str(label).strip() for label in found]
    texts = ["" if none and none.match(one) else one for one in texts]
    return np.array([*texts, ""], object)[codes]
