"""The accepted particles of a file, and the random in-plane rotations at which each is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from holly.data.particles import read_particles
from holly.images.curation import read_accepted
from holly.images.drawing import require_positive
from holly.images.framing import framing, require_framed
from holly.images.measures import centred, scale
from holly.settings.images import Augmentation


@dataclass(frozen=True)
class Views:
    """The A accepted particles of a file and the angles at which each is drawn."""

    accepted: np.ndarray  # [A], their indices in the file, ascending
    ids: np.ndarray  # [A], their numbers in the source of the file
    clouds: list[np.ndarray]  # A localisations [N, 2], nm from the image's centre
    angles: np.ndarray  # [A, rotations], radians, anticlockwise with y up
    nm_per_pixel: float


def read_views(
    localisations: Path, curation: Path, sigmas: Sequence[float], augmentation: Augmentation
) -> Views:
    """What holly.images.augment.augment draws with these arguments, stored or streamed.

    Raises:
        InputError: unreadable or unfitting files, none accepted, a sigma that is not positive, or
            a scale at which images cannot show the particles (holly.images.framing).
    """
    require_positive(sigmas)
    particles = read_particles(localisations)
    accepted = read_accepted(curation, particles)
    ids, seed, rotations = particles.ids[accepted], augmentation.seed, augmentation.rotations
    clouds = [centred(particles.particle(index), augmentation.centre) for index in accepted]
    nm_per_pixel = augmentation.nm_per_pixel or scale(particles, augmentation.size)
    require_framed(localisations, framing(ids, clouds, augmentation.size, nm_per_pixel))
    angles = np.array([rotation_angles(seed, int(number), rotations) for number in ids])
    return Views(accepted, ids, clouds, angles, nm_per_pixel)


def rotation_angles(seed: int, particle: int, rotations: int) -> np.ndarray:
    """Angles [rotations] uniform in [0, 2π); they depend only on the seed and the particle's id."""
    return np.random.default_rng([seed, particle]).uniform(0, 2 * np.pi, rotations)
