"""Accepted particles drawn at random in-plane rotations, at every sigma level."""

import logging
import math
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from holly.curate import read_accepted
from holly.errors import InputError
from holly.images import folder_aside, level_writers, write_index
from holly.localisations import read_particles
from holly.prerender import Centre, centred, draw, pixels, scale

log = logging.getLogger(__name__)


def augment(
    localisations: Path,
    curation: Path,
    folder: Path,
    *,
    sigmas: Sequence[float],
    size: int,
    nm_per_pixel: float | None,
    centre: Centre,
    rotations: int,
    seed: int,
) -> None:
    """Draw every accepted particle `rotations` times, turned about the image's centre.

    Writes `folder`/sigma_*.fits, one cube [accepted * rotations, size, size] a level with all
    rotations of a particle together, and index.csv: particle, id, rotation, angle (radians).

    Args:
        localisations: HDF5 file of particles, nm.
        curation: the table written by holly.curate.curate.
        folder: written aside and renamed; an older one is replaced.
        sigmas: levels, pixels, positive.
        size: height and width of the images, pixels.
        nm_per_pixel: scale of the images; the previews' if None.
        centre: what lies in the middle of the image.
        rotations: images a particle.
        seed: of the angles.

    Raises:
        InputError: unreadable or unfitting files, none accepted, or too little disk.
    """
    particles = read_particles(localisations)
    accepted = read_accepted(curation, particles)
    nm_per_pixel = nm_per_pixel or scale(particles, size)
    shape = (len(accepted) * rotations, size, size)
    check_disk(folder, 4 * math.prod(shape) * len(sigmas))
    angles = [rotation_angles(seed, int(particles.ids[index]), rotations) for index in accepted]
    with (
        folder_aside(folder) as scratch,
        level_writers(scratch, sigmas, shape, nm_per_pixel=nm_per_pixel, seed=seed) as writers,
    ):
        write_index(scratch, accepted, particles.ids[accepted], np.array(angles))
        progress = tqdm(accepted, "augment", unit="particle", disable=None)
        for index, turned in zip(progress, angles, strict=True):
            points = centred(particles.particle(index), centre)
            columns, rows = pixels(points, turned, size, nm_per_pixel)
            for sigma, write in writers.items():
                write(draw(columns, rows, sigma, size))


def rotation_angles(seed: int, particle: int, rotations: int) -> np.ndarray:
    """Angles [rotations] uniform in [0, 2π), of a particle's id alone whichever are accepted."""
    return np.random.default_rng([seed, particle]).uniform(0, 2 * np.pi, rotations)


def check_disk(folder: Path, size: int) -> None:
    """Say how many bytes will be written below `folder`; raise InputError if they do not fit."""
    parent = next(parent for parent in Path(folder).absolute().parents if parent.exists())
    free = shutil.disk_usage(parent).free
    log.info("%s will take %.3g GB; %.3g GB are free", folder, size / 1e9, free / 1e9)
    if size > free:
        raise InputError(
            f"{folder}: the images take {size / 1e9:.3g} GB and the disk has {free / 1e9:.3g} GB "
            "free; make room, or take fewer rotations, levels or pixels"
        )
