"""A file of particles without background."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from groundwork.formats.hdf5 import reading
from holly.data.background import background_density, denser
from holly.data.particles import Particles, read_particles, write_particles

MINIMUM = 2  # localisations that must be left of a particle

log = logging.getLogger(__name__)


def remove_background(path: Path) -> None:
    """Write a file of particles again, without the background.

    A particle of which too little would be left stays as it is, for the curation to judge. The
    file's attributes stay, and `background_per_um2` and `background_localisations` are added. Where
    the density around the particles is not even, nothing is removed, and a warning says so.

    Raises:
        InputError: not a complete file of particles.
    """
    particles = read_particles(path)
    clouds = [particles.particle(index)[:, :2] for index in range(len(particles))]
    density = background_density(clouds)
    if density is None:
        log.warning("%s: no even background around the particles; nothing is removed", path.name)
    kept = [
        chosen if chosen.sum() >= MINIMUM else np.ones_like(chosen)
        for chosen in denser(clouds, density or 0.0)
    ]
    removed = sum(len(chosen) - int(chosen.sum()) for chosen in kept)
    log.info(
        "%s: %d of %d localisations are background, %.3g per µm²",
        *(path.name, removed, particles.offsets[-1], (density or 0.0) * 1e6),
    )
    with reading(path) as file:
        attributes = dict(file.attrs)
    attributes |= {"background_localisations": removed}
    attributes |= {"background_per_um2": (density or 0.0) * 1e6}
    attributes.pop("units")
    write_particles(path, _chosen(particles, kept), **attributes)


def _chosen(particles: Particles, kept: Sequence[np.ndarray]) -> Particles:
    """Those localisations of particles, of each at least one."""
    rows = np.concatenate(kept)
    axes = (particles.x, particles.y, particles.z, particles.sigma)
    x, y, z, sigma = (None if axis is None else axis[rows] for axis in axes)
    offsets = np.cumsum([0, *(int(chosen.sum()) for chosen in kept)])
    return Particles(x, y, z, offsets, particles.ids, sigma)
