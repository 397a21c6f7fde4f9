"""Predicted poses of simulated images against the true ones, drawn again from the run's seed."""

from pathlib import Path

import numpy as np
import torch
from scipy.spatial.transform import Rotation

from groundwork.errors import InputError
from holly.data.clouds import read_cloud
from holly.evaluation.symmetry import symmetry_group
from holly.results.folder import RunFiles
from holly.results.history import read_poses
from holly.results.run import read_run
from holly.training.dataset import simulated

FLIP = np.diag([1.0, 1.0, -1.0])  # a reflection along the line of sight, which no image shows


def pose_error_degrees(run: RunFiles, truth: Path, transform: np.ndarray) -> np.ndarray | None:
    """Angles [P], degrees, between predicted and true rotations of P training images.

    `truth` is the cloud that the run's images were simulated from, and `transform` [4, 4] maps the
    run's structure to it. Junk and other structures of a mixture have no angle. None if the images
    were not simulated, or none shows the truth.

    Raises:
        InputError: a file of the run is missing or broken, or the truth is another cloud.
    """
    record = read_run(run.record)
    if record.simulation is None:
        return None
    poses = read_poses(run.poses)
    seed, data = int(record.settings["seed"]), record.settings["data"]
    opened = simulated(truth, record.simulation, record.recipe, seed, torch.device("cpu"))
    if opened.digest != data:
        raise InputError(f"{truth}: not the model that {run.folder} was trained on; give that one")
    rotations, trained = opened.training.rotation, np.flatnonzero(poses.fate == "training")
    image = poses.image[trained]
    if not len(image) or image.min() < 0 or image.max() >= len(rotations):
        raise InputError(
            f"{run.poses}: poses of images that are not among the {len(rotations)} of the run; "
            "train again"
        )
    shows = opened.training.show_model[image]
    if not shows.any():
        return None
    image, trained = image[shows], trained[shows]
    true = rotations[image].double().numpy()
    predicted = Rotation.from_rotvec(poses.rotation[trained]).as_matrix()
    return angles_between(predicted, true, transform[:3, :3], symmetry_group(read_cloud(truth)))


def angles_between(
    predicted: np.ndarray, true: np.ndarray, linear: np.ndarray, group: np.ndarray
) -> np.ndarray:
    """Angles [P], degrees, between poses: the smallest over all symmetries of the truth.

    A projection does not show whether a cloud is reflected along the line of sight. Reflected
    poses, of a mirrored structure or by a symmetry, are therefore reflected again along it.

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
    """The same poses [P, 3, 3] if they are rotations, else rotations that give the same images."""
    return poses if np.linalg.det(poses[0]) > 0 else FLIP @ poses
