"""Measures of particles: their extent, centre and scale, and what curation judges them by."""

import logging
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from holly.settings.choices import Centre

if TYPE_CHECKING:
    from holly.data.particles import Particles

CORE = 3.0  # median distances; localisations further out count as strays
SPOT = 0.5  # side of the square that a spot fits in, in median radii of gyration
FILL = 2 * 0.95  # image widths that the largest extent takes (the paper's scale)
UNUSUAL = 4.0  # median extents; a larger particle that sets the scale is warned of

log = logging.getLogger(__name__)


def measure(particles: "Particles") -> pd.DataFrame:
    """A row per particle: particle, id and the measures.

    Of all localisations: `localisations`, their number; `extent_nm`, the larger of the ranges
    of x and y; `brightest_share`, see `brightest_share`. Of the core, so that a few strays do not
    decide: `radius_of_gyration_nm`; `eccentricity` of the ellipse of inertia, 0 to 1;
    `centre_offset_nm`, from the mean to the middle of the extent; `asymmetry`, see `asymmetry`.
    """
    rows = []
    for index in range(len(particles)):
        everything = particles.particle(index)[:, :2]
        points = core(everything)
        rows.append(
            {
                "particle": index,
                "id": int(particles.ids[index]),
                "localisations": len(everything),
                "extent_nm": extent(everything),
                "radius_of_gyration_nm": np.sqrt(points.var(0).sum()),
                "eccentricity": eccentricity(points),
                "brightest_share": np.nan,  # needs the median radius of all particles
                "centre_offset_nm": float(np.linalg.norm(points.mean(0) - middle(points))),
                "asymmetry": asymmetry(points),
            }
        )
    table = pd.DataFrame(rows)
    side = SPOT * float(table["radius_of_gyration_nm"].median())
    table["brightest_share"] = [
        brightest_share(particles.particle(index)[:, :2], side) for index in range(len(particles))
    ]
    return table


def extent(points: np.ndarray) -> float:
    """The larger of the ranges of x and y of localisations [N, 2 or 3]; their unit."""
    return float(np.ptp(points[:, :2], axis=0).max())


def middle(points: np.ndarray) -> np.ndarray:
    """The middle [2] of the extent of localisations [N, 2]."""
    return (points.min(0) + points.max(0)) / 2


def scale(particles: "Particles", size: int) -> float:
    """The paper's scale, nm/pixel: the largest extent of any particle takes 2 x 0.95 widths.

    Outlying localisations increase that extent; with this rule they fall outside the image. The
    log names the particle that sets the scale. InputError if every particle is a single spot.
    """
    extents = np.array([extent(particles.particle(index)) for index in range(len(particles))])
    most, median = int(extents.argmax()), float(np.median(extents))
    if extents[most] == 0:
        raise InputError("every particle is a single spot, so no scale fits; give nm_per_pixel")
    found = float(extents[most]) / (FILL * size)
    log.log(
        logging.WARNING if extents[most] > UNUSUAL * median else logging.INFO,
        "the scale of all images is %.4g nm per pixel, because particle %d is the largest: "
        "%.4g nm, where the median is %.4g nm",
        *(found, particles.ids[most], extents[most], median),
    )
    return found


def centred(points: np.ndarray, centre: Centre) -> np.ndarray:
    """Localisations [N, 2] relative to the middle of their extent or to their mean."""
    plane = points[:, :2]
    return plane - (plane.mean(0) if centre == "mean" else middle(plane))


def core(points: np.ndarray) -> np.ndarray:
    """The localisations of [N, 2] within three median distances of the median position."""
    distance = np.linalg.norm(points - np.median(points, axis=0), axis=1)
    return points[distance <= CORE * np.median(distance)]


def eccentricity(points: np.ndarray) -> float:
    """Eccentricity of the ellipse of inertia of localisations [N, 2]: 0 round, 1 a line."""
    minor, major = np.linalg.eigvalsh(_covariance(points))
    return float(np.sqrt(1 - max(minor, 0) / major)) if major > 0 else 0.0


def brightest_share(points: np.ndarray, side: float) -> float:
    """The largest share of localisations [N, 2] in one square of `side`.

    The squares are those of a grid, and of the same grid moved by half a side in x, in y and in
    both, so that one of them contains any spot smaller than half a side. The share is 1 if the
    side is 0, which means that most particles are single spots.
    """
    if side == 0:
        return 1.0
    cells = points / side
    most = 0
    for shift in product((0.0, 0.5), repeat=2):
        i, j = np.floor(cells + shift).astype(np.int64).T
        most = max(most, np.unique(i * 2**32 + j, return_counts=True)[1].max())
    return float(most / len(points))


def asymmetry(points: np.ndarray) -> float:
    """The norm of the third moments of localisations [N, 2], whitened (root of Mardia's skewness).

    Every view of a complete ring looks the same when it is turned by half a turn, so its third
    moments vanish except for chance; those of an arc do not. Whitening makes edge-on views count
    like the others.
    """
    values, vectors = np.linalg.eigh(_covariance(points))
    flat = values <= 1e-12 * values[1]  # a line, or a single spot
    white = (points - points.mean(0)) @ vectors / np.where(flat, np.inf, np.sqrt(np.abs(values)))
    a, b = white.T
    moments = [(a**3).mean(), (a**2 * b).mean(), (a * b**2).mean(), (b**3).mean()]
    return float(np.sqrt(np.square(moments) @ [1, 3, 3, 1]))  # [1, 3, 3, 1] of the 2x2x2 tensor


def _covariance(points: np.ndarray) -> np.ndarray:
    offset = points - points.mean(0)
    return offset.T @ offset / len(points)
