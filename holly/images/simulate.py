"""Simulated particles: labelled copies of a model at random poses (paper, sections 2.3 and 3.3).

`SimulatedImages` has the paper's noise, `LocalisedImages` what holly.data.smlm simulates.
"""

import logging
from dataclasses import replace

import numpy as np
import torch
from torch import Generator, Tensor

from groundwork.errors import InputError
from holly.data.background import background_density, denser
from holly.data.smlm.particle import LARGEST_SHIFT, Microscope, SeenParticle
from holly.data.smlm.views import draw_view
from holly.geometry import in_plane_rotation, project, random_rotations
from holly.render import splat
from holly.settings.images import Noise
from holly.settings.smlm import Views

log = logging.getLogger(__name__)


def label(
    model: Tensor, particles: int, noise: Noise, generator: Generator
) -> tuple[Tensor, Tensor | None]:
    """Fluorophores of `particles` copies of a model [N, 3].

    Every site carries `max_spawn` fluorophores, each scattered on its own and present with
    probability `spawn_rate`; with probability `dropout` the whole site is dark. Without noise
    all particles are the model and nothing is copied.

    Returns:
        Points [N, 3] and None, or [P, N·max_spawn, 3] and weights [P, N·max_spawn] of 0 and 1.
    """
    if noise == Noise():
        return model, None
    sites, slots = len(model), noise.max_spawn
    options = {"generator": generator, "device": generator.device, "dtype": model.dtype}
    labelled = torch.rand(particles, sites, 1, **options) >= noise.dropout
    present = torch.rand(particles, sites, slots, **options) < noise.spawn_rate
    offsets = torch.randn(particles, sites, slots, 3, **options)
    points = model[:, None] + noise.scatter * offsets.to(model.device)
    weights = (labelled & present).to(model)
    return points.view(particles, -1, 3), weights.view(particles, -1)


class PosedImages:
    """Images drawn on demand: particles, each at several rotations.

    Image i shows particle i // rotations.

    Args:
        points: [N, 3], the same for all particles, or [P, N, 3]; model units.
        weights: [P, N], or None where all are one.
        rotation: [P·R, 3, 3], of each image.
        shift: [P, 2], after the rotation, model units.
        shape: height and width of the images, pixels.
    """

    static = True

    def __init__(
        self,
        points: Tensor,
        weights: Tensor | None,
        rotation: Tensor,
        shift: Tensor,
        shape: tuple[int, int],
    ) -> None:
        self.points, self.weights, self.rotation, self.shift = points, weights, rotation, shift
        self.shape, self.rotations = shape, len(rotation) // len(shift)
        self.images = np.arange(len(rotation))
        self.particles = self.images // self.rotations
        self.show_model = np.ones(len(rotation), bool)  # [P·R], whether they show the model

    def __len__(self) -> int:
        return len(self.rotation)

    def draw(self, indices: Tensor, sigma: float | Tensor, stride: int = 1) -> Tensor:
        """Images [B, H, W] of these indices [B], each fluorophore of intensity one."""
        indices = indices.to(self.shift.device)
        shape = (self.shape[0] // stride, self.shape[1] // stride)
        particle = indices // self.rotations
        points = self.points if self.weights is None else self.points[particle]
        weights = None if self.weights is None else self.weights[particle]
        x, y = project(points, self.rotation[indices], self.shift[particle], shape)
        return splat(x, y, torch.ones_like(x[:, 0]) * (sigma / stride), shape, weights)


class SimulatedImages(PosedImages):
    """Every particle once at a random pose, then turned in the plane by a random angle per image.

    The paper has 2000 particles x 20 rotations.
    """

    def __init__(
        self,
        model: Tensor,
        *,
        particles: int,
        rotations: int,
        shape: tuple[int, int],
        max_shift: float,
        noise: Noise,
        generator: Generator,
    ) -> None:
        points, weights = label(model, particles, noise, generator)
        options = {"generator": generator, "device": generator.device, "dtype": model.dtype}
        view = random_rotations(particles, generator, dtype=model.dtype)
        angle = torch.rand(particles, rotations, **options) * (2 * torch.pi)
        shift = torch.rand(particles, 2, **options)
        turned = in_plane_rotation(angle) @ view[:, None]
        rotation = turned.flatten(0, 1).to(model.device)
        shift = ((2 * shift - 1) * max_shift).to(model.device)
        super().__init__(points, weights, rotation, shift, shape)


class LocalisedImages(PosedImages):
    """The particles with these numbers that a microscope sees, localisation by localisation.

    As with measured particles, the localisations of a particle, with their errors, are turned in
    the plane by a random angle per image. 3D data are first seen from a random direction.

    Raises:
        InputError: a shift that is larger than what is simulated around a particle.
    """

    def __init__(
        self,
        microscope: Microscope,
        numbers: range,
        *,
        rotations: int,
        shape: tuple[int, int],
        max_shift: float,
        device: torch.device,
        remove_background: bool = False,
    ) -> None:
        if max_shift > LARGEST_SHIFT:
            raise InputError(
                f"max_shift {max_shift:g}: no more than {LARGEST_SHIFT:g} model unit is simulated "
                "around a particle; give less"
            )
        seen = [microscope.particle(number) for number in numbers]
        if remove_background:
            seen = _without_background(seen)
        draws = [microscope.draws(number) for number in numbers]
        views = np.stack([one.rotation for one in seen])
        angles = np.stack([d("turns").uniform(0, 2 * np.pi, rotations) for d in draws])
        turns = in_plane_rotation(torch.from_numpy(angles)).numpy()
        if microscope.smlm.precision.axial_nm is not None:
            turns = turns @ np.stack([_any_rotation(d("projection")) for d in draws])[:, None]
        shift = max_shift * np.stack([d("shift").uniform(-1, 1, 2) for d in draws])
        points, weights = _padded(seen, microscope.smlm.nm_per_unit)
        rotation = (turns @ views[:, None]).reshape(-1, 3, 3)
        arrays = (points @ views, weights, rotation, shift)  # points turned back to the model
        tensors = (torch.from_numpy(a).to(device, torch.float32) for a in arrays)
        super().__init__(*tensors, shape)
        main = [one.structure == microscope.main and not one.junk for one in seen]
        self.show_model = np.repeat(main, rotations)


def _without_background(seen: list[SeenParticle]) -> list[SeenParticle]:
    """The particles without localisations that are no denser than those around the particles."""
    clouds = [one.localisations.positions[:, :2] for one in seen]
    density = background_density(clouds)
    if density is None:
        log.warning("no even background around the simulated particles; nothing is removed")
    kept = denser(clouds, density or 0.0)
    return [
        replace(
            one, localisations=one.localisations.chosen(chosen), own=int(chosen[: one.own].sum())
        )
        for one, chosen in zip(seen, kept, strict=True)
    ]


def _padded(seen: list[SeenParticle], nm_per_unit: float) -> tuple[np.ndarray, np.ndarray]:
    """Localisations [P, N, 3], model units, and weights [P, N], 0 where a particle has fewer."""
    counts = np.array([len(one.localisations) for one in seen])
    weights = np.arange(max(counts.max(), 1)) < counts[:, None]
    points = np.zeros((*weights.shape, 3))
    points[weights] = np.concatenate([one.localisations.positions for one in seen]) / nm_per_unit
    return points, weights


def _any_rotation(rng: np.random.Generator) -> np.ndarray:
    """A uniformly random rotation [3, 3]."""
    return draw_view(Views(), None, rng)
