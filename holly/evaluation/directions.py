"""Rotations and axes: spread evenly for exhaustive searches, and frames about an axis."""

import numpy as np
from scipy.spatial.transform import Rotation


def rotation_grid(count: int) -> np.ndarray:
    """`count` rotations [count, 3, 3] spread evenly (Alexa, CVPR 2022, algorithm 1)."""
    step = np.arange(count) + 0.5
    first = 2 * np.pi * step / np.sqrt(2)
    second = 2 * np.pi * step / 1.533751168755204288118041
    inner, outer = np.sqrt(step / count), np.sqrt(1 - step / count)
    quaternions = [
        *(inner * np.sin(first), inner * np.cos(first)),
        *(outer * np.sin(second), outer * np.cos(second)),
    ]
    return Rotation.from_quat(np.stack(quaternions, axis=-1)).as_matrix()


def divided(rotations: np.ndarray, count: int) -> np.ndarray:
    """The centres [K, 27, 3, 3] of K cells of a grid of `count`, each divided in three each way.

    Cells are cubes of rotation vectors, in which SO(3) has the volume 8π².
    """
    third = np.cbrt(8 * np.pi**2 / count) / 3
    steps = third * np.stack(np.meshgrid(*[[-1, 0, 1]] * 3, indexing="ij"), -1).reshape(27, 3)
    return Rotation.from_rotvec(steps).as_matrix() @ rotations[:, None]


def hemisphere(count: int) -> np.ndarray:
    """`count` unit vectors [count, 3] spread evenly over half a sphere (Fibonacci)."""
    step = np.arange(count) + 0.5
    height, angle = step / count, np.pi * (1 + 5**0.5) * step
    rim = np.sqrt(1 - height**2)
    return np.stack([rim * np.cos(angle), rim * np.sin(angle), height], axis=-1)


def frame(axis: np.ndarray) -> np.ndarray:
    """Right-handed orthonormal rows [3, 3], of which the last is the unit vector `axis` [3]."""
    across = np.cross(axis, np.eye(3)[np.abs(axis).argmin()])
    across /= np.linalg.norm(across)
    return np.stack([across, np.cross(axis, across), axis])


def turns(axes: np.ndarray, degrees: float) -> np.ndarray:
    """Rotations [..., 3, 3] by an angle about axes [..., 3] of any length."""
    axes = np.asarray(axes) / np.linalg.norm(axes, axis=-1, keepdims=True)
    return Rotation.from_rotvec(axes * np.radians(degrees)).as_matrix()


def reflections(normals: np.ndarray) -> np.ndarray:
    """Reflections [..., 3, 3] in planes of unit normals [..., 3]."""
    return np.eye(3) - 2 * normals[..., :, None] * normals[..., None, :]
