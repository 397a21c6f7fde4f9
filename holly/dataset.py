"""Training images by index and sigma, drawn on demand or read from pre-rendered FITS cubes."""

from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from holly.errors import InputError
from holly.models import read_cloud
from holly.schedule import levels
from holly.seeds import generator
from holly.settings import Recipe, Simulation
from holly.simulate import SimulatedImages

HELD_OUT_PARTICLES = 64  # simulated beside the training set
HELD_OUT_SHARE = 0.05  # of the measured particles, kept from training


class Images(Protocol):
    """Images that can be drawn at the sigmas of a schedule."""

    shape: tuple[int, int]

    def __len__(self) -> int:
        """How many images there are."""

    def draw(self, indices: Tensor, sigma: float) -> Tensor:
        """Images [B, H, W] of these indices [B] at this sigma in pixels."""


class StoredImages:
    """A range of the images in a folder of FITS cubes, one cube a sigma level."""

    def __init__(self, cubes: dict[float, np.ndarray], images: range, device: torch.device) -> None:
        self.cubes, self.images, self.device = cubes, images, device
        _, height, width = next(iter(cubes.values())).shape
        self.shape = (height, width)

    def __len__(self) -> int:
        return len(self.images)

    def draw(self, indices: Tensor, sigma: float) -> Tensor:
        """Images [B, H, W] read from the cube of this sigma."""
        rows = indices.cpu().numpy() + self.images.start
        block = self.cubes[sigma][rows].astype(np.float32)
        return torch.from_numpy(block).to(self.device)


def simulated(
    model: Path, simulation: Simulation, recipe: Recipe, seed: int, device: torch.device
) -> tuple[Images, Images]:
    """Training and held-out images of a ground-truth model (a point cloud in model units)."""
    cloud = torch.tensor(read_cloud(model), dtype=torch.float32, device=device)

    def draw(purpose: str, particles: int, rotations: int) -> SimulatedImages:
        return SimulatedImages(
            cloud,
            particles=particles,
            rotations=rotations,
            shape=(simulation.size, simulation.size),
            max_shift=recipe.max_shift,
            noise=simulation.noise,
            generator=generator(seed, purpose),
        )

    return (
        draw("training images", simulation.particles, simulation.rotations),
        draw("held-out images", HELD_OUT_PARTICLES, 1),
    )


def stored(folder: Path, recipe: Recipe, device: torch.device) -> tuple[Images, Images]:
    """Training and held-out images of a folder of FITS cubes written by augment or stacks.

    The last particles, with all their rotations, are held out.

    Raises:
        InputError: a missing or broken cube, cubes of different sizes, or too few particles.
    """
    from holly.augment import read_index  # only measured images need pandas and astropy
    from holly.images import cube_path, open_cube

    cubes = {s: open_cube(cube_path(folder, s))[0] for s in levels(recipe.sigma)}
    shapes = {cube.shape for cube in cubes.values()}
    if len(shapes) != 1:
        raise InputError(f"{folder}: cubes of different sizes {sorted(shapes)}; render them anew")
    particles = read_index(folder)["particle"].to_numpy()
    distinct = np.unique(particles)
    held_out = max(1, round(len(distinct) * HELD_OUT_SHARE))
    if len(distinct) <= held_out:
        raise InputError(f"{folder}: images of one particle only; accept more in the curation")
    first = int(np.flatnonzero(np.isin(particles, distinct[-held_out:]))[0])
    return (
        StoredImages(cubes, range(first), device),
        StoredImages(cubes, range(first, len(particles)), device),
    )
