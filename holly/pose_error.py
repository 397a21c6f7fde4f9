"""Predicted poses of simulated images against the true ones, which settings and seed give again."""

import csv
import json
from pathlib import Path

import numpy as np
import torch
from scipy.spatial.transform import Rotation

from holly.dataset import simulated
from holly.errors import InputError
from holly.files import require, require_lines
from holly.settings import Noise, Recipe, Simulation
from holly.structure import read_structure
from holly.symmetry import symmetry_group

FLIP = np.diag([1.0, 1.0, -1.0])  # along the line of sight, where an image cannot tell


def pose_error_degrees(run: Path, truth: Path, transform: np.ndarray) -> np.ndarray | None:
    """Angles [P], degrees, between predicted and true rotations of a run's training images.

    Args:
        run: folder of the run, with run.json and poses.csv.
        truth: the cloud its images were simulated from.
        transform: [4, 4], maps its structure to the truth.

    Returns:
        One angle an image of poses.csv, or None where the images were not simulated.

    Raises:
        InputError: a file of the run that is missing or broken.
    """
    try:
        about = json.loads(require(run / "run.json", "train first").read_text(encoding="utf-8"))
        settings = about["settings"]
        if settings["simulation"] is None:
            return None
        simulation = dict(settings["simulation"])
        simulation = Simulation(**simulation | {"noise": Noise(**simulation["noise"])})
        recipe = Recipe(**settings["recipe"])
        with require_lines(run / "poses.csv", "train again").open(newline="") as lines:
            rows = list(csv.DictReader(lines))
        vectors = np.array([[float(row[axis]) for axis in ("rx", "ry", "rz")] for row in rows])
        images = [int(row["image"]) for row in rows]
    except (ValueError, KeyError, TypeError) as fault:
        raise InputError(f"{run}: not a whole run ({fault!r}); train again") from None
    opened = simulated(truth, simulation, recipe, settings["seed"], torch.device("cpu"))
    if opened.digest != settings["data"]:
        raise InputError(f"{truth}: not the model that {run} was trained on; give that one")
    true = opened.training.rotation[images].double().numpy()
    predicted = Rotation.from_rotvec(vectors).as_matrix()
    return angles_between(predicted, true, transform[:3, :3], symmetry_group(read_structure(truth)))


def angles_between(
    predicted: np.ndarray, true: np.ndarray, linear: np.ndarray, group: np.ndarray
) -> np.ndarray:
    """Angles [P], degrees, between poses that the global pose, the hand and symmetry leave over.

    Predicted poses turn the structure, true ones the truth; `linear` brings them to one frame. A
    projection cannot tell a cloud from its reflection along the line of sight, so that poses of a
    mirrored structure, and those that differ by a reflection of the truth, are so reflected.

    Args:
        predicted: [P, 3, 3], rotations of the structure.
        true: [P, 3, 3], rotations of the truth.
        linear: [3, 3], orthogonal, maps structure to truth; of determinant -1 if mirrored.
        group: [K, 3, 3], symmetries of the truth, reflections among them.
    """
    seen = _proper(predicted @ linear.T)
    cosine = np.full(len(true), -1.0)
    for operation in group:
        alike = _proper(true @ operation)
        cosine = np.maximum(cosine, (np.einsum("pij,pij->p", seen, alike) - 1) / 2)
    return np.degrees(np.arccos(cosine.clip(-1, 1)))


def _proper(poses: np.ndarray) -> np.ndarray:
    """The rotations [P, 3, 3] that give the same images as orthogonal matrices of one hand."""
    return poses if np.linalg.det(poses[0]) > 0 else FLIP @ poses
