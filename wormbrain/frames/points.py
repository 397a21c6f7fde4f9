"""Tables of named points: of an image or frame, or of a volume."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file, require_lines

FLAT, DEEP = "xy", "xyz"  # the axes of points in images and in volumes


@dataclass(frozen=True)
class Points:
    """Named points.

    Attributes:
        names: N, each once.
        pixels: [N, 2 or 3], x, y (and z) in pixels (and planes) that count from 0.
    """

    names: Sequence[str]
    pixels: np.ndarray

    @property
    def axes(self) -> str:
        """Names of the coordinates."""
        return DEEP[: self.pixels.shape[1]]


def read_points(path: Path, axes: str = FLAT) -> Points:
    """Read a CSV file with the columns name, x and y, and z in volumes.

    Args:
        path: of the file.
        axes: the columns with coordinates, FLAT or DEEP.

    Raises:
        InputError: the file is missing or malformed, or a name comes twice.
    """
    remedy = f"give a CSV file with the columns name, {', '.join(axes[:-1])} and {axes[-1]}"
    require_lines(path, remedy)
    names, pixels = [], []
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            for row in csv.DictReader(file, strict=True):
                pixels.append([float(row[axis]) for axis in axes])
                names.append(row["name"].strip())
    except (KeyError, ValueError, TypeError, AttributeError, csv.Error):
        raise InputError(f"{path}: line {len(names) + 2} is malformed; {remedy}") from None
    if not names or not np.isfinite(pixels).all():
        raise InputError(f"{path}: no points, or one that is not finite; {remedy}")
    if "" in names or len(set(names)) < len(names):
        raise InputError(f"{path}: a name is empty or comes twice; name each point once")
    return Points(names, np.array(pixels))


def require_inside(points: Points, size: Sequence[int]) -> None:
    """Check that points lie in the image or volume whose points they are.

    Args:
        points: N of them.
        size: height and width, or planes, height and width.

    Raises:
        InputError: one does not.
    """
    sides = np.array(size)[::-1]
    outside = ((points.pixels < -0.5) | (points.pixels > sides - 0.5)).any(1)
    if outside.any():
        index = int(outside.argmax())
        place = ", ".join(f"{value:g}" for value in points.pixels[index])
        raise InputError(
            f"point {points.names[index]} ({place}) is not in the target, which has "
            f"{' x '.join(map(str, sides))} pixels; give pixels (and planes), which count from 0"
        )


def write_points(path: Path, points: Points) -> None:
    """Write a table that `read_points` reads.

    Raises:
        InputError: the disk is full.
    """
    rows = zip(points.names, points.pixels, strict=True)
    write_rows(path, ("name", *points.axes), ([name, *map(shown, place)] for name, place in rows))


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write a CSV file.

    Raises:
        InputError: the disk is full.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    with atomic_file(path) as scratch:
        scratch.write_text(text.getvalue(), encoding="utf-8", newline="")


def shown(value: float) -> str:
    """A number in a table, empty if there is none."""
    return f"{value:.4f}" if math.isfinite(value) else ""
