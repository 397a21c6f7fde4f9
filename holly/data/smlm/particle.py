"""Particles as a microscope sees them, one at a time, with the truth about each.

A particle depends only on the structures, the settings, the seed and its own number, so that
images that are drawn while training and a localisation file show the same particles.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.seeds import numpy_generator
from holly.data.clouds import read_cloud
from holly.data.smlm.junk import draw_by_share, draw_junk, junk_sites
from holly.data.smlm.molecules import Draws, Localisations, joined, localise_labels, observe
from holly.data.smlm.views import draw_view, read_views
from holly.settings.smlm import Smlm

OUTLINE = 2**0.5 * 2  # model units, from the middle of an image to its corners
LARGEST_SHIFT = 1.0  # model units, of an image in x and y
REACH = OUTLINE + 2**0.5 * LARGEST_SHIFT  # what lies within it may come to lie in an image
SHAPELESS = ("spot", "blob", "empty")  # junk that shows no structure


@dataclass(frozen=True)
class SeenParticle:
    """A particle, or junk, and what surrounds it."""

    structure: str  # its model; empty for junk without structure
    junk: str  # a key of Junk; empty for a particle
    rotation: np.ndarray  # [3, 3], of the model
    own: int  # the number of localisations that are its own; they come first
    localisations: Localisations  # about its centre, nm; also of background and neighbours


class Microscope:
    """Makes particles by their numbers.

    Args:
        structures: sites [N, 3] of each model, model units; the first is the main one.
        listed: [V, 3, 3], the rotations of a list of views, if the settings ask for one.
        smlm: the settings.
        seed: of everything.
    """

    def __init__(
        self,
        structures: Mapping[str, np.ndarray],
        listed: np.ndarray | None,
        smlm: Smlm,
        seed: int,
    ) -> None:
        self.smlm, self._listed, self._seed = smlm, listed, seed
        self.structures = {n: sites * smlm.nm_per_unit for n, sites in structures.items()}
        self.main = next(iter(structures))
        self._reach = REACH * smlm.nm_per_unit
        self._widest = max(np.linalg.norm(s, axis=1).max() for s in self.structures.values())

    def draws(self, number: int) -> Draws:
        """The generators of a particle, by their purpose."""
        return partial(self._generator, f"{number}")

    def particle(self, number: int) -> SeenParticle:
        """The particle of this number, from 0."""
        draws = self.draws(number)
        structure = draw_by_share(self.smlm.mixture, draws("mixture")) or self.main
        junk = draw_junk(self.smlm.junk, draws("junk"))
        rotation = draw_view(self.smlm.views, self._listed, draws("view"))
        sites = self.structures[structure]
        if junk:
            sites = junk_sites(junk, sites, draws("shape of junk"))
        own = observe(sites @ rotation.T, self.smlm, draws)
        parts = [own, self._background(number), *self._neighbours(number)]
        named = "" if junk in SHAPELESS else structure
        return SeenParticle(named, junk, rotation, len(own), joined(parts))

    def digest(self) -> str:
        """A checksum of the structures and of the list of views."""
        arrays = [*self.structures.values(), *([] if self._listed is None else [self._listed])]
        return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()

    def _generator(self, prefix: str, purpose: str) -> np.random.Generator:
        return numpy_generator(self._seed, f"smlm {prefix} {purpose}")

    def _background(self, number: int) -> Localisations:
        """Localisations of labels that belong to nothing, at all depths that an image is wide."""
        draws = partial(self._generator, f"{number} background")
        area = np.pi * (self._reach * 1e-3) ** 2
        count = draws("number").poisson(self.smlm.background_per_um2 * area)
        depth = 2 * self.smlm.nm_per_unit
        heights = draws("heights").uniform(-depth, depth, count)
        plane = _in_ring(0, self._reach, count, draws("places"))
        return localise_labels(np.column_stack([plane, heights]), self.smlm, draws)

    def _neighbours(self, number: int) -> list[Localisations]:
        """Localisations of other particles as far as they are within reach."""
        draws = partial(self._generator, f"{number} neighbours")
        near, far = self.smlm.neighbours.distance_nm, self._reach + self._widest
        area = np.pi * max(far**2 - near**2, 0) * 1e-6
        count = draws("number").poisson(self.smlm.neighbours.per_um2 * area)
        centres = _in_ring(near, far, count, draws("places"))
        return [self._neighbour(f"{number} neighbour {i}", at) for i, at in enumerate(centres)]

    def _neighbour(self, prefix: str, centre: np.ndarray) -> Localisations:
        """Localisations of a particle with this centre [2] that are within reach."""
        draws = partial(self._generator, prefix)
        structure = draw_by_share(self.smlm.mixture, draws("mixture")) or self.main
        rotation = draw_view(self.smlm.views, self._listed, draws("view"))
        sites = self.structures[structure] @ rotation.T + [*centre, 0]
        found = observe(sites, self.smlm, draws)
        return found.chosen(np.hypot(*found.positions[:, :2].T) <= self._reach)


def open_microscope(model: Path, smlm: Smlm, seed: int) -> Microscope:
    """A microscope for the model in a file and for those of its mixture, in files beside it.

    Raises:
        InputError: a model or a list of views that cannot be read, or a mixture with itself.
    """
    if model.stem in smlm.mixture:
        raise InputError(f"{model}: mixture: {model.stem} is the model itself; name others only")
    paths = {model.stem: model}
    paths |= {name: model.with_name(f"{name}{model.suffix}") for name in smlm.mixture}
    structures = {name: read_cloud(path) for name, path in paths.items()}
    listed = read_views(Path(smlm.views.path)) if smlm.views.path else None
    return Microscope(structures, listed, smlm, seed)


def _in_ring(near: float, far: float, count: int, rng: np.random.Generator) -> np.ndarray:
    """Random places [count, 2] at a distance from the origin between these two."""
    distance = np.sqrt(rng.uniform(near**2, max(far, near) ** 2, count))
    angle = rng.uniform(0, 2 * np.pi, count)
    return np.stack([distance * np.cos(angle), distance * np.sin(angle)], axis=1)
