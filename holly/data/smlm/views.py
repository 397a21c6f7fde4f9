"""From where particles are seen: rotations of a model, one at a time."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import torch

from groundwork.errors import InputError
from groundwork.files import require
from holly.geometry import rotation_from_axis_angle
from holly.settings.smlm import Views

COLUMNS = ("rx", "ry", "rz")  # of a list of views, as in poses.csv


def draw_view(views: Views, listed: np.ndarray | None, rng: np.random.Generator) -> np.ndarray:
    """A rotation [3, 3] of the model; the line of sight is z.

    Args:
        views: their distribution.
        listed: [V, 3, 3], the rotations of a list; None for other distributions.
        rng: the source of chance.
    """
    if listed is not None:
        return listed[rng.integers(len(listed))]
    spin, around = rng.uniform(0, 2 * np.pi, 2)
    if views.kind == "membrane":
        tilt = np.hypot(*rng.normal(0, np.radians(views.degrees), 2))
    else:
        widest = 180 if views.kind == "uniform" else views.degrees
        tilt = np.arccos(rng.uniform(np.cos(np.radians(widest)), 1))  # even on a sphere's cap
    turn = _about_z(around) @ _about_y(tilt) @ _about_z(spin)
    return turn if views.kind == "uniform" else turn @ _upright(tuple(views.axis))


def read_views(path: Path) -> np.ndarray:
    """The rotations [V, 3, 3] of a CSV file with the columns rx, ry and rz.

    Raises:
        InputError: the file is missing, lacks a column or has no rows, or a value is no number.
    """
    path = require(Path(path), "give an existing list of views")
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        vectors = np.array([[float(row[name]) for name in COLUMNS] for row in rows])
    except KeyError as missing:
        raise InputError(f"{path}: no column {missing}; name the columns rx, ry, rz") from None
    except (TypeError, ValueError, csv.Error):
        raise InputError(f"{path}: rx, ry and rz are not all numbers; correct the file") from None
    if not len(vectors) or not np.isfinite(vectors).all():
        raise InputError(f"{path}: no rows, or a view that is not finite; correct the file")
    return rotation_from_axis_angle(torch.from_numpy(vectors)).numpy()


@cache
def _upright(direction: tuple[float, ...]) -> np.ndarray:
    """A rotation [3, 3] that turns this direction to z."""
    axis = np.array(direction) / np.linalg.norm(direction)
    first = np.cross(np.eye(3)[np.abs(axis).argmin()], axis)
    first /= np.linalg.norm(first)
    return np.stack([first, np.cross(axis, first), axis])


def _about_z(angle: float) -> np.ndarray:
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])


def _about_y(angle: float) -> np.ndarray:
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])
