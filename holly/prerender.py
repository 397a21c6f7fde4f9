"""Every particle drawn once from its localisations, at every sigma level."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from holly.errors import InputError
from holly.images import folder_aside, level_writers
from holly.localisations import Particles, read_particles
from holly.render import splat

Centre = Literal["extent", "mean"]

CHUNK = 2**13  # Gaussians drawn at once; at 128 pixels their factors (8 MB) stay near the cache
FILL = 2 * 0.95  # image widths that the largest extent takes (the paper's scale)


def prerender(
    localisations: Path,
    folder: Path,
    *,
    sigmas: Sequence[float],
    size: int,
    nm_per_pixel: float | None,
    centre: Centre,
) -> None:
    """Draw every particle once and write `folder`/sigma_*.fits.

    A cube [particles, size, size] a level, in the order of the localisations.

    Args:
        localisations: HDF5 file of particles, nm.
        folder: written aside and renamed; an older one is replaced.
        sigmas: levels, pixels, positive.
        size: height and width of the images, pixels.
        nm_per_pixel: scale of the images; the paper's rule if None, see `scale`.
        centre: what lies in the middle of the image, see `centred`.

    Raises:
        InputError: unreadable localisations, or no scale can be found.
    """
    particles = read_particles(localisations)
    nm_per_pixel = nm_per_pixel or scale(particles, size)
    shape = (len(particles), size, size)
    with (
        folder_aside(folder) as scratch,
        level_writers(scratch, sigmas, shape, nm_per_pixel=nm_per_pixel, seed=0) as writers,
    ):
        for index in tqdm(range(len(particles)), "prerender", unit="particle", disable=None):
            points = centred(particles.particle(index), centre)
            columns, rows = pixels(points, np.zeros(1), size, nm_per_pixel)
            for sigma, write in writers.items():
                write(draw(columns, rows, sigma, size))


def extent(points: np.ndarray) -> float:
    """The larger of the ranges of x and y of localisations [N, 2 or 3]; their unit."""
    return float(np.ptp(points[:, :2], axis=0).max())


def scale(particles: Particles, size: int) -> float:
    """The paper's scale, nm/pixel: the largest extent of any particle takes 2 x 0.95 widths.

    Outlying localisations stretch that extent; with this rule they fall outside the image.

    Raises:
        InputError: every particle is a single spot.
    """
    largest = max(extent(particles.particle(index)) for index in range(len(particles)))
    if largest == 0:
        raise InputError("every particle is a single spot, so no scale fits; give nm_per_pixel")
    return largest / (FILL * size)


def centred(points: np.ndarray, centre: Centre) -> np.ndarray:
    """Localisations [N, 2] about the middle of their extent or about their mean."""
    plane = points[:, :2]
    middle = plane.mean(0) if centre == "mean" else (plane.min(0) + plane.max(0)) / 2
    return plane - middle


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
    """
    x, y = points.T / nm_per_pixel
    cosine, sine = np.cos(angles)[:, None], np.sin(angles)[:, None]
    columns = size / 2 + cosine * x - sine * y
    rows = size / 2 - (sine * x + cosine * y)
    return torch.from_numpy(columns).float(), torch.from_numpy(rows).float()


def draw(columns: Tensor, rows: Tensor, sigma: float, size: int) -> np.ndarray:
    """Images [B, size, size] float32, intensity 1 a localisation; those outside are dropped.

    Args:
        columns: [B, N], pixels.
        rows: [B, N], pixels.
        sigma: pixels, positive.
        size: height and width of the images, pixels.
    """
    batch, count = columns.shape
    step = max(1, CHUNK // batch)
    sigmas = torch.full((batch,), sigma, dtype=torch.float32)
    images = torch.zeros(batch, size, size)
    for start in range(0, count, step):
        x, y = columns[:, start : start + step], rows[:, start : start + step]
        inside = (torch.minimum(x, y) >= -0.5) & (torch.maximum(x, y) < size - 0.5)
        images += splat(x, y, sigmas, (size, size), inside.float())
    return images.numpy()
