"""The report's augmentation of an image (section III.B): two to four of five methods at random.

The methods work on `Marked` images, whose points are moved along. Each takes an image with values
from 0 to 255 and interpolates it linearly; what comes into view from outside has a value near the
background of the report's recording.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from torch import Generator, Tensor

from wormbrain.geometry import pixel_centres, sample

COUNTS = (2, 3, 4)  # how many methods are applied to an image, with equal probability
SHEAR = math.radians(10)  # largest, along each axis
TURNS = tuple(map(math.radians, (-30, -15, 15, 30)))
JITTER = (0.01, 0.06)  # standard deviation of a node's displacement, share of the image
NODES = 4  # of the piecewise affine transformation along each axis
ZOOM = (1.1, 1.2)  # magnification along each axis
NOISE = 0.025 * 255  # largest standard deviation
FILL = (16.0, 18.0)  # values from outside of the image (published program)


@dataclass(frozen=True)
class Marked:
    """An image with points on it.

    Attributes:
        image: [C, H, W] float32.
        points: [N, 2]; NaN where a point is no longer visible.
    """

    image: Tensor
    points: Tensor


class Warp(Protocol):
    """A transformation of an image."""

    def forth(self, points: Tensor) -> Tensor:
        """Where it takes points [N, 2] of the image; NaN where nowhere."""

    def back(self, points: Tensor) -> Tensor:
        """Which points [N, 2] of the image it takes to these points."""


class Linear:
    """A linear map [2, 2] about the centre."""

    def __init__(self, matrix: Tensor) -> None:
        self._forth, self._back = matrix.T, torch.linalg.inv(matrix).T

    def forth(self, points: Tensor) -> Tensor:
        """Where it takes points [N, 2]."""
        return points @ self._forth

    def back(self, points: Tensor) -> Tensor:
        """What it takes to points [N, 2]."""
        return points @ self._back


class PiecewiseAffine:
    """An affine map for each triangle of a regular grid over the image.

    Each cell of the grid is cut along the diagonal from top right to bottom left.

    Args:
        nodes: [M, M, 2] by column and row, the points of the image that come to lie on the grid.
        edge: [2], half of the width and height of the image.
    """

    def __init__(self, nodes: Tensor, edge: Tensor) -> None:
        self._nodes, self._edge = nodes, edge
        self._cells = len(nodes) - 1

    def back(self, points: Tensor) -> Tensor:
        """What it takes to points [N, 2] of the image."""
        cells = (points / self._edge + 1) / 2 * self._cells
        cell = cells.floor().clamp(0, self._cells - 1).long()
        along = cells - cell
        lower = along.sum(1, keepdim=True) > 1  # in the triangle at the bottom right
        along = torch.where(lower, 1 - along, along)
        column, row = cell.T
        corner, across, down = (
            torch.where(
                lower, self._nodes[column + 1 - i, row + 1 - j], self._nodes[column + i, row + j]
            )
            for i, j in ((0, 0), (1, 0), (0, 1))
        )
        return corner + along[:, :1] * (across - corner) + along[:, 1:] * (down - corner)

    def forth(self, points: Tensor) -> Tensor:
        """Where it takes points [N, 2]; NaN for those that leave the image."""
        line = torch.linspace(-1, 1, self._cells + 1)
        regular = torch.stack(torch.meshgrid(line, line, indexing="ij"), -1) * self._edge
        seen, shown = _triangles(self._nodes), _triangles(regular)
        sides = (seen[:, 1:] - seen[:, :1]).transpose(1, 2)  # [T, 2, 2]
        offsets = (points[:, None] - seen[:, 0])[..., None]  # [N, T, 2, 1]
        along = (torch.linalg.pinv(sides) @ offsets)[..., 0]
        weights = torch.cat([1 - along.sum(-1, keepdim=True), along], -1)  # [N, T, 3]
        depth, triangle = weights.amin(-1).max(1)
        chosen = weights[torch.arange(len(points)), triangle]
        places = (chosen[..., None] * shown[triangle]).sum(1)
        return torch.where((depth > -1e-5)[:, None], places, torch.nan)


def _triangles(nodes: Tensor) -> Tensor:
    """The corners [T, 3, 2] of the triangles between nodes [M, M, 2]."""
    corner, across = nodes[:-1, :-1], nodes[1:, :-1]
    down, opposite = nodes[:-1, 1:], nodes[1:, 1:]
    halves = (torch.stack(h, 2) for h in ((corner, across, down), (opposite, down, across)))
    return torch.cat([half.reshape(-1, 3, 2) for half in halves])


def warped(marked: Marked, warp: Warp, fill: float) -> Marked:
    """The image after a transformation, with this value where it shows nothing."""
    height, width = marked.image.shape[-2:]
    places = warp.back(pixel_centres(height, width).reshape(-1, 2)).view(1, height, width, 2)
    image = sample(marked.image[None] - fill, places)[0] + fill
    return Marked(image, warp.forth(marked.points))


def shear(marked: Marked, generator: Generator) -> Marked:
    """Shear along y, then along x, each by up to 10°."""
    along_y, along_x = (math.tan(_uniform(-SHEAR, SHEAR, generator)) for _ in "yx")
    for matrix in ([[1.0, 0.0], [along_y, 1.0]], [[1.0, along_x], [0.0, 1.0]]):
        marked = warped(marked, Linear(torch.tensor(matrix)), _uniform(*FILL, generator))
    return marked


def rotate(marked: Marked, generator: Generator) -> Marked:
    """Rotate by 15° or 30° to either side."""
    return warped(
        marked, rotation(TURNS[_below(len(TURNS), generator)]), _uniform(*FILL, generator)
    )


def rotation(angle: float) -> Linear:
    """A clockwise rotation, radians."""
    cos, sin = math.cos(angle), math.sin(angle)
    return Linear(torch.tensor([[cos, -sin], [sin, cos]]))


def distort(marked: Marked, generator: Generator) -> Marked:
    """Displace the nodes of a grid at random, by 1 to 6 % of the image, but not out of it."""
    height, width = marked.image.shape[-2:]
    edge = torch.tensor([width, height]) / max(width, height)
    line = torch.linspace(-1, 1, NODES)
    grid = torch.stack(torch.meshgrid(line, line, indexing="ij"), -1)
    displaced = grid + 2 * _uniform(*JITTER, generator) * torch.randn(
        grid.shape, generator=generator
    )
    warp = PiecewiseAffine(displaced.clamp(-1, 1) * edge, edge)
    return warped(marked, warp, _uniform(*FILL, generator))


def zoom(marked: Marked, generator: Generator) -> Marked:
    """Magnify by 1.1 to 1.2, along each axis independently."""
    scales = torch.tensor([_uniform(*ZOOM, generator) for _ in "xy"])
    return warped(marked, Linear(torch.diag(scales)), _uniform(*FILL, generator))


def add_noise(marked: Marked, generator: Generator) -> Marked:
    """Add normal noise of up to 2.5 % of the range, the same to all channels."""
    noise = torch.randn(marked.image.shape[1:], generator=generator)
    noisy = marked.image + _uniform(0, NOISE, generator) * noise
    return replace(marked, image=noisy.clamp(0, 255))


METHODS: tuple[Callable[[Marked, Generator], Marked], ...] = (
    shear,
    rotate,
    distort,
    zoom,
    add_noise,
)


def augment(marked: Marked, generator: Generator) -> Marked:
    """Two, three or four of the methods, one after the other in random order."""
    count = COUNTS[_below(len(COUNTS), generator)]
    for number in torch.randperm(len(METHODS), generator=generator)[:count]:
        marked = METHODS[number](marked, generator)
    return marked


def _uniform(low: float, high: float, generator: Generator) -> float:
    return low + (high - low) * float(torch.rand((), generator=generator))


def _below(count: int, generator: Generator) -> int:
    return int(torch.randint(count, (), generator=generator))
