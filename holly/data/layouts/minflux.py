"""MINFLUX localisations as Abberior's Imspector exports them: .npy, .mat and .json, in metres.

Two versions exist. Until 2024 each entry is one event with a structure `itr` of its iterations,
of which the last has the final position. Since then (m2410) each entry is one iteration, and
`itr` is its number; the highest has the final position. In both, `loc` is the position, `vld`
whether it is valid, and `tid` the trace. Sources: the analysis tools of the MPI for
Multidisciplinary Sciences (minflux-analysis) and pyMINFLUX, which read these files.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from tokenize import TokenError

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.formats import matlab
from groundwork.formats.hdf5 import checked, member
from holly.data.layouts.rows import labels, open_hdf5
from holly.data.layouts.vocabulary import Options
from holly.data.table import Column, Opened, Table
from holly.data.units import NM

MAGIC = b"\x93NUMPY"
WANTED = ("itr", "loc", "vld", "tid")
NOT_SO = "not as Imspector exports MINFLUX data; export it again"

# What numpy raises for a damaged file, of which it parses the header as Python.
NPY_FAULTS = (
    *(ValueError, OSError, EOFError, KeyError, TypeError, OverflowError),
    *(SyntaxError, TokenError, RecursionError, MemoryError),
)

log = logging.getLogger(__name__)


def open_minflux(path: Path, options: Options) -> Opened:
    """MINFLUX localisations; those that are not valid are left out, and their number is logged."""
    columns = {axis: Column(f"loc[{i}]", "m", "layout", NM["m"]) for i, axis in enumerate("xyz")}
    return Opened("minflux", columns | {"trace": Column("tid")}, _block(path))


def _block(path: Path) -> Iterator[tuple[str, Table]]:
    positions, valid, traces = _final(path, _fields(path))
    if not valid.all():
        log.info("%s: left out %d of %d that are not valid", path.name, (~valid).sum(), len(valid))
    points = positions[valid] * NM["m"]
    z = points[:, 2] if np.nan_to_num(points[:, 2]).any() else None
    yield "", Table(points[:, 0], points[:, 1], z, trace=labels(traces[valid]))


def _final(
    path: Path, fields: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The final positions [n, 3] in m, whether each is valid [n], and their traces [n]."""
    try:
        loc, valid, traces = (np.asarray(fields[name]) for name in ("loc", "vld", "tid"))
        number, traces = fields.get("itr"), traces.ravel()
        given = [loc, valid, traces, *([] if number is None else [np.asarray(number)])]
        if not {one.dtype.kind for one in given} <= set("biuf"):
            raise ValueError
        loc, valid = loc.astype(np.float64), valid.ravel() != 0
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{path}: {NOT_SO}") from None
    if len(valid) != len(traces):
        raise InputError(f"{path}: {NOT_SO}")
    if loc.ndim == 3 and loc.shape[1]:  # events, iterations, axes
        loc = loc[:, -1]
    elif number is not None and np.size(number) == len(np.atleast_1d(loc)) == len(valid):
        number = np.ravel(number)
        last = number == number[valid].max(initial=-1)
        loc, valid, traces = loc[last], valid[last], traces[last]
    if loc.shape != (len(valid), 3) or not len(valid):
        raise InputError(f"{path}: {NOT_SO}")
    return loc, valid, traces


def _fields(path: Path) -> dict[str, np.ndarray]:
    """The WANTED arrays; those of a structure `itr` stand beside the others."""
    with path.open("rb") as file:
        start = file.read(len(MAGIC))
    if start == MAGIC:
        return _npy(path)
    if h5py.is_hdf5(path):
        return _v73(path)
    return _v5(path) if matlab.is_matlab5(path) else _json(path)


def _npy(path: Path) -> dict[str, np.ndarray]:
    try:
        events = np.load(path, mmap_mode="r", allow_pickle=False)
        names = events.dtype.names or ()
        inner = events.dtype["itr"].base.names if "itr" in names else None
        if inner:
            return {name: events[name] for name in ("vld", "tid")} | {"loc": events["itr"]["loc"]}
        return {name: np.asarray(events[name]) for name in WANTED if name in names}
    except NPY_FAULTS:
        raise InputError(f"{path}: {NOT_SO}") from None


def _v5(path: Path) -> dict[str, np.ndarray]:
    found = matlab.variables(path)
    tree = {
        name: matlab.read_value(path, found[name].start, WANTED) for name in WANTED if name in found
    }
    return _flat(tree)


def _v73(path: Path) -> dict[str, np.ndarray]:
    with open_hdf5(path) as file:
        return _flat({name: _transposed(member(file, name)) for name in WANTED})


def _transposed(item: h5py.Group | h5py.Dataset | None) -> matlab.Value:
    """What a v7.3 file holds, as MATLAB has it."""
    if isinstance(item, h5py.Group):
        return {name: _transposed(member(item, name)) for name in ("itr", "loc")}
    usable = isinstance(item, h5py.Dataset) and item.dtype.kind in "fiub"
    return checked(item)[()].T if usable else None


def _flat(tree: Mapping[str, matlab.Value]) -> dict[str, np.ndarray]:
    inner = tree.get("itr")
    found = {**tree, **(inner if isinstance(inner, dict) else {})}
    if isinstance(inner, dict):
        found.pop("itr", None)
    return {name: one for name, one in found.items() if isinstance(one, np.ndarray)}


def _json(path: Path) -> dict[str, np.ndarray]:
    try:
        events = json.loads(path.read_text("utf-8"))
        nested = isinstance(events[0]["itr"], list)
        loc = [one["itr"][-1]["loc"] if nested else one["loc"] for one in events]
        found = {name: np.array([one[name] for one in events]) for name in ("vld", "tid")}
        if not nested:
            found["itr"] = np.array([one["itr"] for one in events], np.int64)
        return found | {"loc": np.array(loc, np.float64)}
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError):
        raise InputError(f"{path}: {NOT_SO}") from None
