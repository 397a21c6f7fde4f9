"""index.csv beside a folder of training images: what each image shows."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import require_lines

COLUMNS = ("particle", "id", "rotation", "angle")


def write_index(
    folder: Path, particles: Sequence[int], ids: Sequence[int], angles: np.ndarray
) -> None:
    """Write `folder`/index.csv: a row per image, all R rotations of a particle together.

    Args:
        folder: of the cubes.
        particles: [P], number of each particle in its localisations or among the stacks used.
        ids: [P], number of each particle in its source.
        angles: [P, R], in-plane rotations, radians, anticlockwise with y up.
    """
    count, rotations = angles.shape
    values = (
        np.repeat(particles, rotations),
        np.repeat(ids, rotations),
        np.tile(np.arange(rotations), count),
        angles.ravel(),
    )
    table = pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))
    table.to_csv(Path(folder) / "index.csv", index=False, lineterminator="\n")


def read_index(folder: Path) -> pd.DataFrame:
    """The table of `folder`/index.csv: particle, id, rotation, angle (radians) of each image.

    Raises:
        InputError: missing, empty, or not such a table.
    """
    path = require_lines(Path(folder) / "index.csv", "run the stage that writes it")
    remedy = "remove it and run the stage that writes it again"
    try:
        table = pd.read_csv(path)[list(COLUMNS)].astype({"particle": int, "angle": float})
    except (KeyError, ValueError, OverflowError) as error:
        raise InputError(f"{path}: not an index of images ({error}); {remedy}") from error
    if table.empty:
        raise InputError(f"{path}: names no images; {remedy}")
    return table
