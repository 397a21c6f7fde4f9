"""Previews: every particle drawn once from its localisations, at every sigma level."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from groundwork.files import checksum
from holly.data.particles import open_particles
from holly.images.drawing import draw_all, require_positive
from holly.images.framing import framing, report
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
    """Draw every particle once and write `folder`/sigma_*.fits; an older folder is replaced.

    Each sigma (pixels, positive) has a cube [particles, size, size] in the order of the
    localisations. The functions `scale` (where `nm_per_pixel` is None) and `centred` of
    holly.images.measures decide how a particle lies in its image. The log counts the localisations
    that fall outside; curation has not rejected any particle yet, so none is refused.

    Raises:
        InputError: unreadable localisations, a sigma that is not positive, or too little disk.
    """
    require_positive(sigmas)
    with open_particles(localisations) as particles:
        nm_per_pixel = nm_per_pixel or scale(particles, size)
        total = len(particles)
        everything = (centred(particles.particle(index), centre) for index in range(total))
        report(framing(particles.ids, everything, size, nm_per_pixel))
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
