"""Refinement of the match of two images: the recipe `match` after its network, or without it.

Coarse to fine: at each level both images are blurred and made smaller, and the transformation is
improved by Gauss-Newton steps; the control grid becomes finer, its bending stays penalised. Several
starts compete at the coarse levels. A start that is finer than a level keeps its bends: the level
adds a correction to it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from wormbrain.geometry import Spline, pixel_basis, pixel_centres, sample, spline
from wormbrain.matching.correlation import Correlation, Moment, minimise
from wormbrain.matching.prepared import Prepared

TURNED = 0.05  # added to the loss of a candidate that turns by half a circle


@dataclass(frozen=True)
class Level:
    """One step from coarse to fine.

    Attributes:
        size: of the longer side of both images, pixels.
        sigma: of the blur, as a share of the longer side.
        grid: control points along x and y; None: an affine transformation.
        bending: weight of the spline's bending energy.
        steps: Gauss-Newton steps at most.
        keep: how many candidates go on to the next level.
        sparse: compare where the target is not dark, and of the rest one pixel in sixteen.
    """

    size: int
    sigma: float
    grid: tuple[int, int] | None
    bending: float
    steps: int
    keep: int = 1
    sparse: bool = False


SEARCH = (
    Level(43, 8 / 256, None, 0.0, 12, keep=4),
    Level(64, 5 / 256, (3, 3), 0.01, 10, keep=2),
)
POLISH = (
    Level(128, 2.5 / 256, (3, 3), 0.0006, 10),
    Level(128, 1.5 / 256, (5, 5), 0.0025, 10),
    Level(197, 2 / 256, (9, 7), 0.0025, 10),
)


@dataclass(frozen=True)
class Match:
    """Where each point of the target lies in the source."""

    spline: Spline
    transformation: Tensor  # [K, 2], target to source
    correlation: float  # weighted over channels, of the blurred images at the last level

    def __call__(self, points: Tensor) -> Tensor:
        """Points [N, 2] of the source for points [N, 2] of the target."""
        return self.spline.basis(points) @ self.transformation


def rotations(source: Prepared, target: Prepared, degrees: Sequence[float]) -> Tensor:
    """Affine starts [R, 2, 3]: each rotation with the shift of the highest cross-correlation.

    Args:
        source: the image that moves.
        target: the one that does not, of the same size.
        degrees: R angles.
    """
    size = torch.tensor(target.size)
    source, target = (image.at(SEARCH[0].size, SEARCH[0].sigma) for image in (source, target))
    height, width = target.shape[-2:]
    angles = torch.tensor(degrees).deg2rad()
    rows = [torch.stack([angles.cos(), -angles.sin()], -1)]
    rows.append(torch.stack([angles.sin(), angles.cos()], -1))
    turns = torch.stack(rows, dim=-2)
    points = pixel_centres(height, width, size.tolist()).reshape(1, -1, 2) @ turns.transpose(1, 2)
    turned = sample(source.expand(len(angles), -1, -1, -1), points, size=size)
    turned = turned.view(len(angles), -1, height, width)
    shift = _best_shift(turned, target) * 2 * size / torch.tensor([width, height])
    return torch.cat([turns, turns @ shift[..., None]], dim=-1)


def refine(
    source: Prepared,
    target: Prepared,
    starts: Tensor,
    levels: Sequence[Level],
    grid: tuple[int, int] | None = None,
) -> Match:
    """The best of several starts, refined through the levels.

    Args:
        source: the image that moves.
        target: the one that does not, of the same size.
        starts: affine [B, 2, 3] without `grid`; else [B, K, 2] on a spline with that grid.
        levels: from coarse to fine.
        grid: control points of the starts along x and y.
    """
    theta, correlation = survivors(source, target, starts, levels, grid)
    grids = [one for one in (grid, *(level.grid for level in levels)) if one is not None]
    warps = spline(*max(grids, key=math.prod), target.size)
    return Match(warps, theta[0], float(correlation[0]))


def survivors(
    source: Prepared,
    target: Prepared,
    starts: Tensor,
    levels: Sequence[Level],
    grid: tuple[int, int] | None = None,
) -> tuple[Tensor, Tensor]:
    """The candidates that the last level keeps, the best one first; arguments as in `refine`.

    Returns:
        Their parameters [B, M, 2], and the correlation [B] of each; M is the number of control
        points of the finest grid, or 3 if all levels are affine: the transposed matrix.
    """
    size = target.size
    theta = starts.transpose(1, 2) if grid is None else starts
    for level in levels:
        if _is_finer(grid, level.grid):
            theta, now = _corrected(source, target, theta, grid, level)
        else:
            theta = _on_grid(theta, grid, level.grid, size)
            grid = level.grid
            theta, now = minimise(_objective(source, target, level), theta, level.steps)
        rank = now.loss + TURNED * _turned(theta, grid, size)
        best = rank.topk(min(level.keep, len(theta)), largest=False).indices
        theta = theta[best]
    return theta, (now.correlation[best] * target.weights).sum(1)


def _corrected(
    source: Prepared, target: Prepared, theta: Tensor, grid: tuple[int, int], level: Level
) -> tuple[Tensor, Moment]:
    """Transformations [B, K, 2] of a finer grid, corrected by splines with the grid of a level."""
    fine, coarse = spline(*grid, target.size), spline(*level.grid, target.size)
    height, width = target.at(level.size, level.sigma).shape[-2:]
    offset = pixel_basis(height, width, grid, target.size)[_pixels(target, level)] @ theta
    nothing = torch.zeros(len(theta), *coarse.control.shape)
    correction, now = minimise(_objective(source, target, level, offset), nothing, level.steps)
    return theta + coarse.basis(fine.control) @ correction, now


def _objective(
    source: Prepared, target: Prepared, level: Level, offset: Tensor | float = 0.0
) -> Correlation:
    moving, fixed = (image.at(level.size, level.sigma) for image in (source, target))
    basis, energy = _basis(*fixed.shape[-2:], level.grid, target.size)
    chosen = _pixels(target, level)
    return Correlation(
        moving,
        fixed.flatten(2)[0][:, chosen],
        basis[chosen],
        level.bending * energy,
        weights=target.weights,
        size=torch.tensor(target.size),
        offset=offset,
    )


def _pixels(target: Prepared, level: Level) -> Tensor | slice:
    """Which of the target's pixels are compared."""
    return target.not_dark(level.size, level.sigma) if level.sparse else slice(None)


def _basis(
    height: int, width: int, grid: tuple[int, int] | None, size: tuple[float, float]
) -> tuple[Tensor, Tensor]:
    """From parameters to the points of all pixels, [N, M]; and the bending energy [M, M]."""
    if grid is None:
        points = pixel_centres(height, width, size).reshape(-1, 2)
        return torch.cat([points, torch.ones(len(points), 1)], dim=1), torch.zeros(3, 3)
    return pixel_basis(height, width, grid, size), spline(*grid, size).bending


Grid = tuple[int, int] | None
Size = tuple[float, float]


def _is_finer(one: Grid, other: Grid) -> bool:
    """Whether one grid has more control points than another, which is not affine."""
    return None not in (one, other) and math.prod(one) > math.prod(other)


def _on_grid(theta: Tensor, before: Grid, after: Grid, size: Size) -> Tensor:
    """The same transformations [B, M, 2] on another grid of control points."""
    if before == after:
        return theta
    control = spline(*after, size).control
    if before is None:
        return torch.cat([control, torch.ones(len(control), 1)], dim=1) @ theta
    return spline(*before, size).basis(control) @ theta


def _turned(theta: Tensor, grid: Grid, size: Size) -> Tensor:
    """By how much of half a circle each candidate turns, [B]."""
    affine = theta.transpose(1, 2) if grid is None else spline(*grid, size).affine_part(theta)
    sine, cosine = affine[:, 1, 0] - affine[:, 0, 1], affine[:, 0, 0] + affine[:, 1, 1]
    return torch.atan2(sine, cosine).abs() / torch.pi


def _best_shift(moving: Tensor, fixed: Tensor) -> Tensor:
    """The shift [R, 2] (x, y; pixels) at which each moving image [R, C, h, w] is most like."""
    height, width = fixed.shape[-2:]
    padded = (2 * height, 2 * width)
    spectra = [
        torch.fft.rfft2(image - image.mean((2, 3), keepdim=True), s=padded)
        for image in (moving, fixed)
    ]
    likeness = torch.fft.irfft2(spectra[0] * spectra[1].conj(), s=padded).sum(1)
    likeness = torch.fft.fftshift(likeness, dim=(1, 2))
    rows, columns = slice(height // 2, -(height // 2)), slice(width // 2, -(width // 2))
    best = likeness[:, rows, columns].flatten(1).argmax(1)
    span = 2 * width - 2 * (width // 2)
    y, x = best // span + height // 2 - height, best % span + width // 2 - width
    return torch.stack([x, y], dim=-1).float()
