"""What figures and the viewer show: clouds in one frame, with the measured rings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.arrays import Box
from holly.data.clouds import read_cloud
from holly.results.evaluation import Evaluation


@dataclass(frozen=True)
class Scene:
    """Clouds [N, 3] by name, truth first, and lines [n, 3]; model units, y up, z to the reader.

    With a truth, the frame is the truth's; without one, the measured shape's axis is along z.
    """

    evaluation: Evaluation
    clouds: dict[str, np.ndarray]
    rings: list[np.ndarray]
    on_axis: bool
    frame: np.ndarray  # [4, 4], from the structure's own frame

    def place(self, points: np.ndarray) -> np.ndarray:
        """Bring points [..., 3] of the structure's own frame into the scene's."""
        return points @ self.frame[:3, :3].T + self.frame[:3, 3]

    @property
    def box(self) -> Box:
        """The cube that holds everything."""
        everything = np.concatenate([*self.clouds.values(), *self.rings])
        low, high = everything.min(0), everything.max(0)
        return Box((low + high) / 2, max(float((high - low).max()) / 2, 1e-6))


def read_scene(structure: Path, evaluation: Evaluation, truth: Path | None) -> Scene:
    """Read a structure and bring it into the frame of its truth, or of its measured shape.

    Raises:
        InputError: a file is missing or broken.
    """
    unit = evaluation.nm_per_unit
    points = read_cloud(structure, nm_per_unit=unit)
    shape = evaluation.shape or {}
    on_axis = truth is None and shape.get("axis") is not None
    frame = np.eye(4) if evaluation.transform is None else evaluation.transform
    frame = _axis_frame(shape["axis"], points) if on_axis else frame
    rings = _rings(shape, evaluation.nm_per_unit or 1) if on_axis else []
    clouds = {} if truth is None else {"truth": read_cloud(truth, nm_per_unit=unit)}
    scene = Scene(evaluation, clouds, rings, on_axis, frame)
    clouds["reconstruction"] = scene.place(points)
    return scene


def _axis_frame(direction: list[float], points: np.ndarray) -> np.ndarray:
    """Transform [4, 4] that puts an axis along z and the middle of the points at the origin."""
    axis = np.asarray(direction) / np.linalg.norm(direction)
    right = np.cross(np.eye(3)[np.abs(axis).argmin()], axis)
    right /= np.linalg.norm(right)
    frame = np.eye(4)
    frame[:3, :3] = np.stack([right, np.cross(axis, right), axis])
    # Between percentiles: neither stray points nor a fuller side of the ring move the middle.
    frame[:3, 3] = -np.percentile(points @ frame[:3, :3].T, [5, 95], axis=0).mean(0)
    return frame


def _rings(shape: dict[str, Any], unit: float) -> list[np.ndarray]:
    """The measured ring, pair of rings or ends of a cylinder as lines [n, 3] about z."""
    diameters = (shape.get("ring_diameter"), 2 * (shape.get("ring_radius") or 0))
    diameter = next(filter(None, (*diameters, shape.get("diameter"))), None)
    if diameter is None:
        return []
    apart = shape.get("ring_separation") or shape.get("height") or 0.0
    angle = np.linspace(0, 2 * np.pi, 181)
    circle = diameter / 2 * np.stack([np.cos(angle), np.sin(angle), 0 * angle], 1)
    levels = sorted({-apart / 2, apart / 2})
    return [(circle + np.array([0, 0, level])) / unit for level in levels]
