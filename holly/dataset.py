"""Training images by index and sigma, drawn on demand or read from pre-rendered FITS cubes."""

import hashlib
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Opened:
    """A data set, open for training."""

    training: Images
    held_out: Images
    nm_per_unit: float | None
    digest: str  # of what decides the images, apart from settings


def open_images(
    data: Path, recipe: Recipe, simulation: Simulation | None, seed: int, device: torch.device
) -> Opened:
    """Open `data`: with a simulation a ground-truth cloud, otherwise a folder of FITS cubes.

    Raises:
        InputError: `data` is missing, broken, or too small to hold particles out.
    """
    if simulation is None:
        return _stored(data, recipe, device)
    return _simulated(data, simulation, recipe, seed, device)


def _simulated(
    model: Path, simulation: Simulation, recipe: Recipe, seed: int, device: torch.device
) -> Opened:
    cloud = read_cloud(model)

    def draw(purpose: str, particles: int, rotations: int) -> SimulatedImages:
        return SimulatedImages(
            torch.tensor(cloud, dtype=torch.float32, device=device),
            particles=particles,
            rotations=rotations,
            shape=(simulation.size, simulation.size),
            max_shift=recipe.max_shift,
            noise=simulation.noise,
            generator=generator(seed, purpose),
        )

    return Opened(
        draw("training images", simulation.particles, simulation.rotations),
        draw("held-out images", HELD_OUT_PARTICLES, 1),
        nm_per_unit=None,
        digest=hashlib.sha256(cloud.tobytes()).hexdigest(),
    )


def _stored(folder: Path, recipe: Recipe, device: torch.device) -> Opened:
    """The last particles, with all their rotations, are held out."""
    from holly.images import cube_path, open_cube, read_index  # need pandas and astropy

    opened = {s: open_cube(cube_path(folder, s)) for s in levels(recipe.sigma)}
    cubes = {sigma: cube for sigma, (cube, _) in opened.items()}
    shapes = {cube.shape for cube in cubes.values()}
    particles = read_index(folder)["particle"].to_numpy()
    if shapes != {(len(particles), *next(iter(shapes))[1:])}:
        raise InputError(f"{folder}: index and cubes differ in size; render the images anew")
    distinct = np.unique(particles)
    held_out = max(1, round(len(distinct) * HELD_OUT_SHARE))
    if len(distinct) <= held_out:
        raise InputError(f"{folder}: images of one particle only; accept more in the curation")
    first = int(np.searchsorted(particles, distinct[-held_out]))
    nm_per_pixel = next(iter(opened.values()))[1].nm_per_pixel
    width = next(iter(shapes))[2]
    return Opened(
        StoredImages(cubes, range(first), device),
        StoredImages(cubes, range(first, len(particles)), device),
        nm_per_unit=None if np.isnan(nm_per_pixel) else nm_per_pixel * width / 4,
        digest=_digest(folder, cubes),
    )


def _digest(folder: Path, cubes: dict[float, np.ndarray]) -> str:
    """Of the index and of a few images a level: the cubes can be too large to read whole."""
    digest = hashlib.sha256((folder / "index.csv").read_bytes())
    for sigma, cube in cubes.items():
        sample = np.linspace(0, len(cube) - 1, 16).astype(int)
        digest.update(f"{sigma:g} {cube.shape}".encode() + cube[sample].tobytes())
    return digest.hexdigest()
