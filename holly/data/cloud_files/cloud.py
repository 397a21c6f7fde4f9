"""What a reader of clouds returns, and what the readers share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

AXES = ("x", "y", "z")


@dataclass(frozen=True)
class Cloud:
    """Points as a file has them."""

    points: np.ndarray  # [N, 3], float64
    nm: float | None = None  # nm per unit of the coordinates, where the file names the unit


def from_words(rows: Iterable[tuple[int, Sequence[str]]], columns: Sequence[int]) -> np.ndarray:
    """Columns x, y and z [N, 3] of rows of words, each with the number of its line.

    Raises:
        ValueError: a row is too short or not numeric.
    """
    points = [_floats([row[i] for i in columns if i < len(row)], line) for line, row in rows]
    return np.array(points).reshape(-1, 3)


def from_records(body: bytes, record: np.dtype, count: int) -> np.ndarray:
    """Fields x, y and z [N, 3] of `count` binary records; ValueError if there are fewer."""
    if len(body) < count * record.itemsize:
        raise ValueError(f"truncated: fewer than the {count} points of its header")
    rows = np.frombuffer(body, record, count)
    return np.stack([rows[axis].astype(np.float64) for axis in AXES], axis=1)


def whole_lines(text: str, count: int) -> list[str]:
    """The first `count` lines of a text; ValueError if they are not all there and ended."""
    lines = text.splitlines(keepends=True)[:count]
    if len(lines) < count:
        raise ValueError(f"truncated: {len(lines)} of the {count} points of its header")
    if lines and not lines[-1].endswith(("\n", "\r")):  # the cut may be within a number
        raise ValueError("truncated: its last line has no end")
    return lines


def _floats(words: list[str], line: int) -> list[float]:
    if len(words) < 3:
        raise ValueError(f"line {line} has fewer than three coordinates")
    try:
        return [float(word) for word in words]
    except ValueError:
        raise ValueError(f"line {line} is not numeric ({' '.join(words)!r:.60})") from None
