"""Maps of fields of view: how many localisations lie in each pixel."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from groundwork.files import atomic_file

WIDEST = 2000  # px
FINEST = 15  # px in the radius of a pick


def write_maps(
    path: Path, names: Sequence[str], fields: Sequence[np.ndarray], radii: np.ndarray
) -> None:
    """Write a map of each field [n, 2], nm, to a .npz file.

    Its arrays are `names` [F], `corners` [F, 2] (of the first pixel, nm), `nm_per_pixel` [F] and,
    for each field, `map0` and so on: counts [height, width], in which y points down.
    """
    drawn = [_map(field, float(np.median(radii)) / FINEST) for field in fields]
    with atomic_file(path) as scratch, scratch.open("wb") as file:
        np.savez_compressed(
            file,
            names=np.array(names),
            corners=np.array([corner for _, corner, _ in drawn]),
            nm_per_pixel=np.array([scale for _, _, scale in drawn]),
            **{f"map{number}": counts for number, (counts, _, _) in enumerate(drawn)},
        )


def _map(field: np.ndarray, finest: float) -> tuple[np.ndarray, np.ndarray, float]:
    low, high = field.min(axis=0), field.max(axis=0)
    scale = max(finest, float((high - low).max()) / (WIDEST - 1))
    width, height = ((high - low) / scale).astype(int) + 1
    column, row = ((field - low) / scale).astype(int).T
    counts = np.bincount(row * width + column, minlength=width * height)
    return counts.reshape(height, width).astype(np.uint32), low, scale
