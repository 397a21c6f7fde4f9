"""history.csv and poses.csv: how a training went, and the poses it ended with."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundwork.files import require_lines
from holly.results.reading import refusing

COLUMNS = (
    *("step", "images", "epoch", "sigma_in", "sigma_out"),
    *("loss", "heldout_loss", "images_per_second"),
)
AXES = ("rx", "ry", "rz")


@dataclass(frozen=True)
class History:
    """Values [R] at the logged steps of a training."""

    step: np.ndarray
    images: np.ndarray  # seen so far
    epoch: np.ndarray
    sigma_in: np.ndarray  # of the input images, px
    sigma_out: np.ndarray  # of the renderings, px, mean
    loss: np.ndarray  # per training image
    heldout_loss: np.ndarray  # per held-out image; NaN where it was not computed
    images_per_second: np.ndarray
    usage: np.ndarray  # [R, K], share of images that each pose hypothesis rendered best


@dataclass(frozen=True)
class Poses:
    """The predicted poses of P training images."""

    image: np.ndarray  # [P], numbers among the training images
    rotation: np.ndarray  # [P, 3], axis times angle, radians


def read_history(path: Path) -> History:
    """Read the history.csv of a run.

    Raises:
        InputError: the file is missing, or is not a table of numbers with these columns.
    """
    table = _read_columns(path, "the history of a training", COLUMNS)
    hypotheses = [name for name in table if name.startswith("usage_")]
    rows = len(table["step"])
    usage = np.array([table[name] for name in hypotheses]).reshape(-1, rows).T
    return History(**{name: table[name] for name in COLUMNS}, usage=usage)


def read_poses(path: Path) -> Poses:
    """Read the poses.csv of a run.

    Raises:
        InputError: the file is missing, or a pose in it is not finite or belongs to no image.
    """
    kind = "the poses of a run"
    table = _read_columns(path, kind, ("image", *AXES))
    rotation = np.stack([table[axis] for axis in AXES], axis=1)
    with refusing(path, kind, "train again"):
        if not np.isfinite(rotation).all():
            raise ValueError("a rotation is not finite")
        image = table["image"].astype(np.int64)
        if not np.array_equal(image, table["image"]):
            raise ValueError("an image's number is not whole")
    return Poses(image, rotation)


def _read_columns(path: Path, kind: str, required: Sequence[str]) -> dict[str, np.ndarray]:
    """Columns [R] of a CSV file of numbers that a training wrote; blank cells are NaN."""
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
