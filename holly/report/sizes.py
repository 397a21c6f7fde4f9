"""The sizes of a structure in words, with intervals."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from holly.data.clouds import read_cloud
from holly.evaluation.extents import extent_intervals, extents
from holly.report.experiments import Replicate
from holly.results.folder import RunFiles

HALVES = ("half-1", "half-2")
EXTENTS = ("longest extent", "middle extent", "shortest extent")


class Size(NamedTuple):
    """A length of the structure in words, without its unit; None is what is not known."""

    name: str
    value: str
    interval: str | None
    halves: str | None


def sizes(one: Replicate) -> list[Size]:
    """The measured shape's lengths and the extents of the whole structure, with intervals."""
    unit = one.evaluation.nm_per_unit
    points = read_cloud(one.files.structure, nm_per_unit=unit) * (unit or 1)
    halves = [RunFiles(one.files.folder.parent / half).structure for half in HALVES]
    known = all(path.is_file() for path in halves)
    others = [extents(read_cloud(p, nm_per_unit=unit) * (unit or 1)) for p in halves if known]
    between = [_words(values, unit, " and ") for values in np.transpose(others)] or [None] * 3
    rows = zip(EXTENTS, extents(points), extent_intervals(points), between, strict=True)
    return _shape_sizes(one) + [
        Size(name, _words([value], unit), _words(ends, unit, " to "), half)
        for name, value, ends, half in rows
    ]


def _shape_sizes(one: Replicate) -> list[Size]:
    """Those lengths of the measured shape that have intervals."""
    shape, unit = one.evaluation.shape or {}, one.evaluation.nm_per_unit
    return [
        Size(key.replace("_", " "), _words([shape[key]], unit), _words(ends, unit, " to "), None)
        for key, ends in (shape.get("interval") or {}).items()
        if ends is not None and shape.get(key) is not None
    ]


def _words(lengths: Iterable[float], nm_per_unit: float | None, between: str = "") -> str:
    """Lengths in words, without their unit."""
    digits = 1 if nm_per_unit else 3
    return between.join(f"{length:.{digits}f}" for length in lengths)
