"""Previews: every particle drawn once from its localisations, at every sigma level."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from groundwork.files import checksum
from holly.data.particles import open_particles
from holly.images.drawing import draw_all, require_positive
from holly.images.measures import centred, scale
from holly.images.resumable_cubes import resumable_cubes
from holly.settings.choices import Centre


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

    Each level is a cube [particles, size, size], in the order of the localisations.

    Args:
        localisations: HDF5 file of particles, nm.
        folder: to write, see holly.images.resumable_cubes; an older one is replaced.
        sigmas: levels, pixels, positive.
        size: height and width of the images, pixels.
        nm_per_pixel: scale of the images; None for holly.images.measures.scale.
        centre: what lies in the middle of the image, see holly.images.measures.centred.

    Raises:
        InputError: unreadable localisations, a sigma that is not positive, or too little disk.
    """
    require_positive(sigmas)
    with open_particles(localisations) as particles:
        nm_per_pixel = nm_per_pixel or scale(particles, size)
        total = len(particles)
        with resumable_cubes(
            folder,
            sigmas,
            (total, size, size),
            nm_per_pixel=nm_per_pixel,
            seed=0,
            made_from=["prerender", checksum(localisations), centre],
        ) as cubes:
            left = map(particles.particle, range(cubes.count, total))
            turns = ((centred(points, centre), np.zeros(1)) for points in left)
            drawn = draw_all(turns, sigmas, size, nm_per_pixel)
            bar = {"unit": "particle", "initial": cubes.count, "disable": None}
            for images in tqdm(drawn, "prerender", total, **bar):
                cubes.append(images)
