"""Points of the target followed through a recording, and the signals at them."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file, require_lines
from wormbrain.alignment.resample import progress
from wormbrain.alignment.transformations import Transformations
from wormbrain.frames.recording import Recording

COLUMNS = ("name", "x", "y")
REMEDY = "give a CSV file with the columns name, x and y"


@dataclass(frozen=True)
class Points:
    """Named points of the target frame.

    Attributes:
        names: N, each once.
        pixels: [N, 2], x and y in pixels that count from 0.
    """

    names: Sequence[str]
    pixels: np.ndarray


def read_points(path: Path) -> Points:
    """Read a CSV file with the columns name, x and y.

    Raises:
        InputError: the file is missing or malformed, or a name comes twice.
    """
    require_lines(path, REMEDY)
    names, pixels = [], []
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            for row in csv.DictReader(file, strict=True):
                pixels.append([float(row["x"]), float(row["y"])])
                names.append(row["name"].strip())
    except (KeyError, ValueError, TypeError, AttributeError, csv.Error):
        raise InputError(f"{path}: line {len(names) + 2} is malformed; {REMEDY}") from None
    if not names or not np.isfinite(pixels).all():
        raise InputError(f"{path}: no points, or one that is not finite; {REMEDY}")
    if "" in names or len(set(names)) < len(names):
        raise InputError(f"{path}: a name is empty or comes twice; name each point once")
    return Points(names, np.array(pixels))


def write_places(found: Transformations, points: Points, output: Path) -> None:
    """Write where points of the target lie in every frame: frame, name, x, y; empty where lost."""
    places = found.follow(points.pixels)
    rows = (
        [number, name, *map(_shown, place)]
        for number, frame in zip(found.number, places, strict=True)
        for name, place in zip(points.names, frame, strict=True)
    )
    _write(output, ("frame", *COLUMNS), rows)


def write_signals(
    recording: Recording, found: Transformations, points: Points, output: Path, *, radius: float
) -> None:
    """Write the mean intensity around points of the target in every frame, in its own counts.

    The columns are frame, and "<name> <channel>" for each point and channel. A value is missing
    where the frame is lost or the disk does not lie inside it.

    Args:
        recording: the frames before the alignment.
        found: their transformations.
        points: in the target frame.
        output: the .csv file.
        radius: of the disk, pixels; it counts the pixels whose centres lie in it.

    Raises:
        InputError: the transformations are not for this recording, or a frame is damaged.
    """
    if not radius >= 0.75:
        raise InputError(f"--radius {radius}: a disk so small may hold no pixel; give 0.75 or more")
    places = found.select(recording).follow(points.pixels)
    header = [f"{name} {channel}" for name in points.names for channel in recording.channels]
    rows = (
        [number, *map(_shown, np.ravel([_mean(image, place, radius) for place in frame]))]
        for number, image, frame in zip(
            recording.number,
            progress((recording[i] for i in range(len(recording))), "signals", len(recording)),
            places,
            strict=True,
        )
    )
    _write(output, ["frame", *header], rows)


def _mean(image: np.ndarray, place: np.ndarray, radius: float) -> np.ndarray:
    """The means [C] of an image [C, H, W] in a disk at (x, y); NaN if it is not all inside."""
    limits = np.array(image.shape[:0:-1]) - 1
    if not ((place - radius >= -0.5) & (place + radius <= limits + 0.5)).all():
        return np.full(len(image), np.nan)
    low = np.ceil(place - radius).astype(int).clip(0)
    high = np.floor(place + radius).astype(int).clip(None, limits)
    x, y = (np.arange(a, b + 1) for a, b in zip(low, high, strict=True))
    inside = np.hypot(x - place[0], y[:, None] - place[1]) <= radius
    return image[:, low[1] : high[1] + 1, low[0] : high[0] + 1][:, inside].mean(1, dtype=float)


def _shown(value: float) -> str:
    return f"{value:.4f}" if math.isfinite(value) else ""


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    with atomic_file(path) as scratch:
        scratch.write_text(text.getvalue(), encoding="utf-8", newline="")
