"""Rotations and directions spread evenly, for exhaustive searches."""

import numpy as np
from scipy.spatial.transform import Rotation


def rotation_grid(count: int) -> np.ndarray:
    """`count` rotations [count, 3, 3] spread evenly over SO(3).

    Super-Fibonacci spirals (Alexa, CVPR 2022, algorithm 1).
    """
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
    """The centres [K, 27, 3, 3] of a third-size division of K cells of a grid of `count`.

    Cells are cubes of rotation vectors; SO(3) has the volume 8π² in that measure.
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
