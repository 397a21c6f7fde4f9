"""Where points lie in each frame of a recording, from a table such as `apply --points` writes."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import require_lines

REMEDY = "give a CSV file with the columns frame, name, x and y, as `wormbrain apply` writes it"


def read_places(path: Path, numbers: np.ndarray) -> np.ndarray:
    """Read where named points lie in frames.

    Args:
        path: a CSV file with the columns frame, name, x and y, in pixels that count from 0; x and
            y are both empty where a point is not visible.
        numbers: [T], the numbers of the frames.

    Returns:
        [T, K, 2], x and y of K points in the order of their first row; NaN where there is none.

    Raises:
        InputError: the file is missing or malformed, a point comes twice in a frame, or a frame
            is not one of these.
    """
    require_lines(path, REMEDY)
    found: dict[tuple[int, str], tuple[float, float]] = {}
    for line, (frame, name, x, y) in enumerate(_rows(path), 2):
        if np.isinf([x, y]).any() or np.isnan(x) != np.isnan(y) or not name:
            raise InputError(f"{path}: line {line} has half a place or no name; {REMEDY}")
        if (frame, name) in found:
            raise InputError(f"{path}: line {line}: {name!r} comes twice in frame {frame}")
        found[frame, name] = x, y
    return _array(path, found, numbers)


def _rows(path: Path) -> Iterator[tuple[int, str, float, float]]:
    """Frame, name, x and y of each row; NaN where a place is empty."""
    read = 1  # lines
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            for row in csv.DictReader(file, strict=True):
                read += 1
                place = (float(row[axis] or "nan") for axis in "xy")
                yield int(row["frame"]), row["name"].strip(), *place
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8 text; {REMEDY}") from None
    except (KeyError, ValueError, TypeError, AttributeError, csv.Error):
        raise InputError(f"{path}: line {read} is malformed; {REMEDY}") from None


def _array(
    path: Path, found: dict[tuple[int, str], tuple[float, float]], numbers: np.ndarray
) -> np.ndarray:
    index = {int(number): i for i, number in enumerate(numbers)}
    names = {name: k for k, name in enumerate(dict.fromkeys(name for _, name in found))}
    places = np.full((len(numbers), len(names), 2), np.nan)
    for (frame, name), place in found.items():
        if frame not in index:
            raise InputError(f"{path}: frame {frame} is not in the recording; remove its rows")
        places[index[frame], names[name]] = place
    if not np.isfinite(places).any():
        raise InputError(f"{path}: no points; {REMEDY}")
    return places
