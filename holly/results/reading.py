"""What all readers of results share: faults in one line, numbers that are numbers, tables."""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.errors import InputError
from groundwork.files import LARGEST, require_lines

DAMAGED = (AttributeError, LookupError, OverflowError, TypeError, ValueError, csv.Error)


@contextmanager
def refusing(path: Path, kind: str, remedy: str) -> Iterator[None]:
    """Turn what damaged content raises into an InputError: the file, its fault, the remedy."""
    try:
        yield
    except DAMAGED as fault:
        reason = f"no key {fault}" if isinstance(fault, KeyError) else str(fault)
        raise InputError(f"{path}: not {kind} ({reason}); {remedy}") from None


def is_number(value: object) -> bool:
    """Whether a JSON value is a finite number that can be printed as a float."""
    return isinstance(value, int | float) and abs(value) < LARGEST


def number(entries: Mapping[str, Any], key: str) -> float | None:
    """A number of a JSON object; None where it is null or not finite.

    Raises:
        KeyError: there is no such key.
        ValueError: its value is not a number, or too large to be printed.
    """
    value = entries[key]
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if not is_number(value):
        raise ValueError(f"{key} is not a number")
    return value


def text(entries: Mapping[str, Any], key: str) -> str:
    """A text of a JSON object; ValueError if it is something else."""
    value = entries[key]
    if not isinstance(value, str):
        raise ValueError(f"{key} is not a text")
    return value


def read_columns(path: Path, kind: str, required: Sequence[str]) -> dict[str, np.ndarray]:
    """Columns [R] of a CSV file of numbers that a training wrote; blank cells are NaN.

    Raises:
        InputError: the file is missing or cut short, has no rows, lacks a column, or a cell is
            not a number.
    """
    table = require_lines(path, "run the training first")
    with refusing(path, kind, "train again"), table.open(newline="", encoding="utf-8") as lines:
        header, *rows = csv.reader(lines)
        for name in required:
            if name not in header:
                raise ValueError(f"no column {name!r}")
        if not rows:
            raise ValueError("no rows")
        columns = zip(*rows, strict=True)
        values = [np.array([cell or "nan" for cell in column], float) for column in columns]
        return dict(zip(header, values, strict=True))
