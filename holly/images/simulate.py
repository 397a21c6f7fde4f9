"""Simulated particles: labelled copies of a model at random poses (paper, sections 2.3 and 3.3)."""

import numpy as np
import torch
from torch import Generator, Tensor

from holly.geometry import in_plane_rotation, project, random_rotations
from holly.render import splat
from holly.settings.images import Noise


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


class SimulatedImages:
    """Images drawn on demand: every particle once at a random pose, then turned in the plane.

    Image i shows particle i // rotations, turned by the angle of its rotation i % rotations. The
    paper has 2000 particles x 20 rotations.
    """

    static = True

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
        self.shape, self.rotations = shape, rotations
        self.points, self.weights = label(model, particles, noise, generator)
        options = {"generator": generator, "device": generator.device, "dtype": model.dtype}
        view = random_rotations(particles, generator, dtype=model.dtype)
        angle = torch.rand(particles, rotations, **options) * (2 * torch.pi)
        shift = torch.rand(particles, 2, **options)
        turned = in_plane_rotation(angle) @ view[:, None]
        self.rotation = turned.flatten(0, 1).to(model.device)
        self.shift = ((2 * shift - 1) * max_shift).to(model.device)
        self.images = np.arange(len(self.rotation))
        self.particles = self.images // rotations

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
