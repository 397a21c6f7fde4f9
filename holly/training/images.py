"""Training images by index and sigma: read from FITS cubes, or drawn on demand."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from holly.images.drawing import draw_all, pixels
from holly.render import splat

RESIDENT_SHARE = 0.3  # of the free memory of a GPU, for the images of one level
BLOCK = 1024  # images copied to a GPU at once
SHORT = 512  # localisations; particles up to this length are drawn faster together


class Images(Protocol):
    """Images that can be drawn at the sigmas of a schedule."""

    shape: tuple[int, int]
    images: np.ndarray  # [N], their numbers in the data set
    particles: np.ndarray  # [N], the numbers of the particles that they show
    static: bool  # whether `draw` reads the same tensors at every call and never waits

    def __len__(self) -> int:
        """The number of images."""

    def draw(self, indices: Tensor, sigma: float, stride: int = 1) -> Tensor:
        """Images [B, H / stride, W / stride] with these indices [B].

        Sigma is in pixels at full resolution, and for static images also a tensor.
        """


@dataclass(eq=False)
class StoredImages:
    """Images in a folder of FITS cubes, one cube per sigma level.

    On a GPU with enough memory, the images of the current level are kept there.
    """

    cubes: dict[float, np.ndarray]  # by sigma, [M, H, W]
    images: np.ndarray  # indices [N] of these images in the cubes
    particles: np.ndarray  # [N], the particles that they show
    device: torch.device  # where images are wanted
    _resident: tuple[float, Tensor] | None = None
    static = False

    def __post_init__(self) -> None:
        self.shape: tuple[int, int] = next(iter(self.cubes.values())).shape[1:]

    def __len__(self) -> int:
        return len(self.images)

    def draw(self, indices: Tensor, sigma: float, stride: int = 1) -> Tensor:
        """Images [B, H, W] from the cube of this sigma."""
        if self.device.type == "cuda" and self._reside(sigma):
            return self._resident[1][indices.to(self.device)][:, ::stride, ::stride]
        rows = self.images[indices.cpu().numpy()]
        block = self.cubes[sigma][rows][:, ::stride, ::stride].astype(np.float32)
        return torch.from_numpy(block).to(self.device)

    def _reside(self, sigma: float) -> bool:
        """Copy the images of this level to the GPU if they fit; return whether they are there."""
        if self._resident is None or self._resident[0] != sigma:
            self._resident = None
            size = 4 * len(self) * self.shape[0] * self.shape[1]
            if size > RESIDENT_SHARE * torch.cuda.mem_get_info(self.device)[0]:
                return False
            on_device = torch.empty(len(self), *self.shape, device=self.device)
            for first in range(0, len(self), BLOCK):
                block = self.cubes[sigma][self.images[first : first + BLOCK]]
                on_device[first : first + BLOCK] = torch.from_numpy(block.astype(np.float32))
            self._resident = (sigma, on_device)
        return True


@dataclass(eq=False)
class StreamedImages:
    """Particles drawn from their localisations on demand, as holly.images.augment stores them.

    Image i is cloud i // R at its rotation i % R, at any sigma. A localisation takes 16 bytes
    of memory, whereas a pixel of a stored image takes 4 bytes of disk per rotation and level.
    """

    clouds: list[np.ndarray]  # P localisations [N, 2], nm from the centre
    angles: np.ndarray  # rotations [P, R], radians
    images: np.ndarray  # [P·R], the numbers that these images would have in cubes
    particles: np.ndarray  # [P·R], the particles that they show
    size: int  # width and height of the images, pixels
    nm_per_pixel: float
    device: torch.device  # where images are wanted
    static = False

    def __post_init__(self) -> None:
        self.shape = (self.size, self.size)

    def __len__(self) -> int:
        return self.angles.size

    def draw(self, indices: Tensor, sigma: float, stride: int = 1) -> Tensor:
        """Images [B, H, W] that equal the stored ones to 1e-6 of their maximum."""
        particles, rotations = np.divmod(indices.cpu().numpy(), self.angles.shape[1])
        turns = [
            (self.clouds[particle], self.angles[particle, rotation, None])
            for particle, rotation in zip(particles, rotations, strict=True)
        ]
        if max(len(cloud) for cloud, _ in turns) <= SHORT:
            return self._draw_together(turns, sigma)[:, ::stride, ::stride]
        drawn = draw_all(turns, [sigma], self.size, self.nm_per_pixel, str(self.device))
        images = np.concatenate([levels[sigma] for levels in drawn])
        return torch.from_numpy(images).to(self.device)[:, ::stride, ::stride]

    def _draw_together(self, turns: list[tuple[np.ndarray, np.ndarray]], sigma: float) -> Tensor:
        """Draw particles of different lengths as one batch, padded with points of no weight."""
        longest = max(len(cloud) for cloud, _ in turns)
        points = torch.full((2, len(turns), longest), -1.0, dtype=torch.float64)
        for image, (cloud, angle) in enumerate(turns):
            columns, rows = pixels(cloud, angle, self.size, self.nm_per_pixel)
            points[0, image, : len(cloud)], points[1, image, : len(cloud)] = columns[0], rows[0]
        points = points.to(self.device)  # float64, for an error of 1e-6
        inside = ((points >= -0.5) & (points < self.size - 0.5)).all(0)
        sigmas, weights = points.new_full((len(turns),), sigma), inside.to(points.dtype)
        return splat(*points, sigmas, self.shape, weights, backend="factorised").float()
