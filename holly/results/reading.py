"""What all readers of results share: faults in one line, numbers that are numbers."""

import csv
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from groundwork.errors import InputError
from groundwork.files import LARGEST, entry

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
        ValueError: it is missing, not a number, or too large to be printed.
    """
    value = entries.get(key, "")
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return entry(entries, key, int | float)
