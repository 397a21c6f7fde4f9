"""Points of the target followed through a recording."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from wormbrain.frames.points import Points, require_inside, shown, write_rows


class Followed(Protocol):
    """Transformations that follow points [N, d] of the target through T frames: [T, N, d]."""

    number: np.ndarray
    size: Sequence[int]  # height and width, or planes, height and width

    def follow(self, pixels: np.ndarray) -> np.ndarray:
        """Where the points lie in each frame; NaN where it is lost."""


def write_places(found: Followed, points: Points, output: Path) -> None:
    """Write where points of the target lie in every frame; empty where it is lost.

    The columns are frame, name, x and y, and z in volumes.

    Raises:
        InputError: a point is not in the target.
    """
    require_inside(points, found.size)
    places = found.follow(points.pixels)
    rows = (
        [number, name, *map(shown, place)]
        for number, frame in zip(found.number, places, strict=True)
        for name, place in zip(points.names, frame, strict=True)
    )
    write_rows(output, ("frame", "name", *points.axes), rows)
