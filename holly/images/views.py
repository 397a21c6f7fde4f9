"""The accepted particles of a file, and the random in-plane rotations at which each is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from holly.data.particles import Particles, read_particles
from holly.images.curation import read_accepted
from holly.images.drawing import require_positive
from holly.images.measures import centred, scale
from holly.settings.choices import Centre
from holly.settings.images import Augmentation


@dataclass(frozen=True)
class Views:
    """The A accepted particles of a file and the angles at which each is drawn."""

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
    localisations: Path, curation: Path, sigmas: Sequence[float], augmentation: Augmentation
) -> Views:
    """What holly.images.augment.augment draws with these arguments, stored or streamed.

    Raises:
        InputError: unreadable or unfitting files, none accepted, or a sigma that is not positive.
    """
    require_positive(sigmas)
    particles = read_particles(localisations)
    accepted = read_accepted(curation, particles)
    seed, rotations = augmentation.seed, augmentation.rotations
    angles = [rotation_angles(seed, int(particles.ids[index]), rotations) for index in accepted]
    nm_per_pixel = augmentation.nm_per_pixel or scale(particles, augmentation.size)
    return Views(particles, accepted, np.array(angles), augmentation.centre, nm_per_pixel)


def rotation_angles(seed: int, particle: int, rotations: int) -> np.ndarray:
    """Angles [rotations] uniform in [0, 2π).

    They depend only on the seed and the particle's id, not on which others are accepted.
    """
    return np.random.default_rng([seed, particle]).uniform(0, 2 * np.pi, rotations)
