"""Accepted particles drawn at random in-plane rotations, at every sigma level."""

import logging
import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from holly.curate import read_accepted
from holly.errors import InputError
from holly.images import folder_aside, level_writers, write_index
from holly.localisations import Particles, read_particles
from holly.prerender import Centre, centred, draw_all, scale

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
    device: str = "cpu",
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
        device: what draws, a name torch knows.

    Raises:
        InputError: unreadable or unfitting files, none accepted, a sigma that is not positive, or
            too little disk.
    """
    views = read_views(
        localisations,
        curation,
        sigmas=sigmas,
        size=size,
        nm_per_pixel=nm_per_pixel,
        centre=centre,
        rotations=rotations,
        seed=seed,
    )
    shape = (views.angles.size, size, size)
    check_disk(folder, 4 * math.prod(shape) * len(sigmas))
    with (
        folder_aside(folder) as scratch,
        level_writers(
            scratch, sigmas, shape, nm_per_pixel=views.nm_per_pixel, seed=seed
        ) as writers,
    ):
        write_index(scratch, views.accepted, views.ids, views.angles)
        turns = ((views.points(number), angles) for number, angles in enumerate(views.angles))
        drawn = draw_all(turns, sigmas, size, views.nm_per_pixel, device)
        total = len(views.accepted)
        for images in tqdm(drawn, "augment", total, unit="particle", disable=None):
            for sigma, write in writers.items():
                write(images[sigma])


@dataclass(frozen=True)
class Views:
    """The A accepted particles of a file and the angles each is drawn at."""

    particles: Particles
    accepted: np.ndarray  # [A], their indices, ascending
    angles: np.ndarray  # [A, rotations], radians, anticlockwise with y up
    centre: Centre
    nm_per_pixel: float

    @property
    def ids(self) -> np.ndarray:
        """[A], number of each accepted particle in its source."""
        return self.particles.ids[self.accepted]

    def points(self, number: int) -> np.ndarray:
        """Localisations [N, 2] of an accepted particle, nm from the image's centre."""
        return centred(self.particles.particle(self.accepted[number]), self.centre)


def read_views(
    localisations: Path,
    curation: Path,
    *,
    sigmas: Sequence[float],
    size: int,
    nm_per_pixel: float | None,
    centre: Centre,
    rotations: int,
    seed: int,
) -> Views:
    """What is drawn with these arguments of `augment`, whether stored or streamed.

    Raises:
        InputError: unreadable or unfitting files, none accepted, or a sigma that is not positive.
    """
    if min(sigmas) <= 0:
        raise InputError(
            f"sigma levels {list(sigmas)}: localisations are drawn with a sigma above 0; "
            "take the others out of the recipe"
        )
    particles = read_particles(localisations)
    accepted = read_accepted(curation, particles)
    angles = [rotation_angles(seed, int(particles.ids[index]), rotations) for index in accepted]
    return Views(
        particles, accepted, np.array(angles), centre, nm_per_pixel or scale(particles, size)
    )


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
