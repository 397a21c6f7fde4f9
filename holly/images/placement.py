"""Where the localisations of a particle lie in its image: scale, centre and in-plane rotation."""

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from groundwork.errors import InputError
from holly.settings.choices import Centre

if TYPE_CHECKING:
    from holly.data.particles import Particles

FILL = 2 * 0.95  # image widths that the largest extent takes (the paper's scale)


def extent(points: np.ndarray) -> float:
    """The larger of the ranges of x and y of localisations [N, 2 or 3]; their unit."""
    return float(np.ptp(points[:, :2], axis=0).max())


def middle(points: np.ndarray) -> np.ndarray:
    """The middle [2] of the extent of localisations [N, 2]."""
    return (points.min(0) + points.max(0)) / 2


def scale(particles: "Particles", size: int) -> float:
    """The paper's scale, nm/pixel: the largest extent of any particle takes 2 x 0.95 widths.

    Outlying localisations increase that extent; with this rule they fall outside the image.

    Raises:
        InputError: every particle is a single spot.
    """
    largest = max(extent(particles.particle(index)) for index in range(len(particles)))
    if largest == 0:
        raise InputError("every particle is a single spot, so no scale fits; give nm_per_pixel")
    return largest / (FILL * size)


def centred(points: np.ndarray, centre: Centre) -> np.ndarray:
    """Localisations [N, 2] relative to the middle of their extent or to their mean."""
    plane = points[:, :2]
    return plane - (plane.mean(0) if centre == "mean" else middle(plane))


def pixels(
    points: np.ndarray, angles: np.ndarray, size: int, nm_per_pixel: float
) -> tuple[Tensor, Tensor]:
    """Columns and rows [B, N] of localisations turned by B angles about the image's centre.

    column = size/2 + x/nm_per_pixel, row = size/2 - y/nm_per_pixel, as holly.geometry.project.

    Args:
        points: [N, 2], nm, relative to the image's centre.
        angles: [B], radians, anticlockwise with y up.
        size: height and width of the images, pixels.
        nm_per_pixel: scale of the images.

    Returns:
        Columns and rows in float64.
    """
    x, y = points.T / nm_per_pixel
    cosine, sine = np.cos(angles)[:, None], np.sin(angles)[:, None]
    columns = size / 2 + cosine * x - sine * y
    rows = size / 2 - (sine * x + cosine * y)
    return torch.from_numpy(columns), torch.from_numpy(rows)
