"""Accepted particles drawn at random in-plane rotations, at every sigma level."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import checksum
from holly.data.particles import Particles, read_particles
from holly.images.cube import write_index
from holly.images.cube_folder import growing_cubes, progress
from holly.images.curate import read_accepted
from holly.images.prerender import Centre, centred, draw_all, scale


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
        curation: the table written by holly.images.curate.curate.
        folder: written in blocks, see holly.images.cube_folder; an older one is replaced.
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
    total = len(views.accepted)
    with growing_cubes(
        folder,
        sigmas,
        (views.angles.size, size, size),
        nm_per_pixel=views.nm_per_pixel,
        seed=seed,
        made_from=[
            "augment",
            checksum(localisations),
            checksum(curation),
            centre,
            rotations,
            device,
        ],
    ) as cubes:
        write_index(cubes.folder, views.accepted, views.ids, views.angles)
        done = cubes.count // rotations
        turns = ((views.points(number), views.angles[number]) for number in range(done, total))
        drawn = draw_all(turns, sigmas, size, views.nm_per_pixel, device)
        for images in progress(drawn, "augment", "particle", total, done):
            cubes.append(images)


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
