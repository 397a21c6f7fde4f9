"""Predicted poses of simulated images against the true ones, which settings and seed give again."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from scipy.spatial.transform import Rotation

from groundwork.errors import InputError
from groundwork.files import read_json, require_lines
from holly.data.structure import read_structure
from holly.evaluation.symmetry import symmetry_group
from holly.settings.recipe import Noise, Recipe, Simulation
from holly.training.dataset import simulated

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
    found = _read(run)
    if found is None:
        return None
    opened = simulated(truth, found.simulation, found.recipe, found.seed, torch.device("cpu"))
    if opened.digest != found.data:
        raise InputError(f"{truth}: not the model that {run} was trained on; give that one")
    true = opened.training.rotation[found.images].double().numpy()
    predicted = Rotation.from_rotvec(found.vectors).as_matrix()
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


@dataclass(frozen=True)
class _Run:
    """What decides the images of a run, and their predicted poses."""

    simulation: Simulation
    recipe: Recipe
    seed: int
    data: str  # digest of the model
    images: np.ndarray  # [P], numbers among the training images
    vectors: np.ndarray  # [P, 3], predicted rotations, axis-angle


def _read(run: Path) -> _Run | None:
    """The settings and poses of a run; None where its images were not simulated."""
    try:
        settings = read_json(run / "run.json", "train first")["settings"]
        if settings["simulation"] is None:
            return None
        simulation = dict(settings["simulation"])
        simulation = Simulation(**simulation | {"noise": Noise(**simulation["noise"])})
        poses = require_lines(run / "poses.csv", "train again")
        with poses.open(newline="", encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        vectors = np.array([[float(row[axis]) for axis in ("rx", "ry", "rz")] for row in rows])
        images = np.array([int(row["image"]) for row in rows], np.int64)
        count = simulation.particles * simulation.rotations
        if not len(rows) or not np.isfinite(vectors).all():
            raise ValueError("no poses, or some that are not finite")
        if images.min() < 0 or images.max() >= count:
            raise ValueError(f"poses of images that are not among the {count} of the run")
        return _Run(
            simulation,
            Recipe(**settings["recipe"]),
            int(settings["seed"]),
            str(settings["data"]),
            images,
            vectors,
        )
    except (ValueError, KeyError, TypeError, OverflowError, csv.Error) as fault:
        raise InputError(f"{run}: not a whole run ({fault!r:.200}); train again") from None


def _proper(poses: np.ndarray) -> np.ndarray:
    """The rotations [P, 3, 3] that give the same images as orthogonal matrices of one hand."""
    return poses if np.linalg.det(poses[0]) > 0 else FLIP @ poses
