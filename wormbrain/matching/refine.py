"""Refinement of the match of two images: the recipe `match` after its network, or without it.

Coarse to fine: at each level both images are blurred and made smaller, and the transformation is
improved by Gauss-Newton steps; the control grid becomes finer, its bending stays penalised. Several
starts compete at the coarse levels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional

from wormbrain.geometry import Spline, pixel_centres, sample, size_of, spline
from wormbrain.matching.correlation import Correlation, blurred, minimise

GAMMA = 0.5  # compresses intensities, so that dim nuclei count
LEAST_SIDE = 24  # pixels of the shorter side at the coarsest level
TURNED = 0.05  # added to the loss of a candidate that turns by half a circle
WEIGHTS = (0.25, 0.25, 0.5)  # of red, green and their mean


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
    """

    size: int
    sigma: float
    grid: tuple[int, int] | None
    bending: float
    steps: int
    keep: int = 1


SEARCH = (
    Level(43, 8 / 256, None, 0.0, 12, keep=4),
    Level(64, 5 / 256, (3, 3), 0.01, 10, keep=2),
)
POLISH = (
    Level(128, 2.5 / 256, (3, 3), 0.005, 10),
    Level(128, 1.5 / 256, (5, 5), 0.02, 10),
    Level(197, 2 / 256, (9, 7), 0.02, 10),
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


def prepare(image: Tensor, gamma: float = GAMMA) -> Tensor:
    """The channels [1, C + 1, H, W] that are compared: compressed, and their mean.

    Args:
        image: [C, H, W], scaled by wormbrain.frames.intensity.
        gamma: exponent of the compression.
    """
    compressed = image[None].clamp_min(0) ** gamma
    return torch.cat([compressed, compressed.mean(1, keepdim=True)], dim=1)


def rotations(source: Tensor, target: Tensor, degrees: Sequence[float]) -> Tensor:
    """Affine starts [R, 2, 3]: each rotation with the shift of the highest cross-correlation.

    Args:
        source: [1, C, H, W], as `prepare` returns it.
        target: likewise.
        degrees: R angles.
    """
    source, target = (_shrunk(image, SEARCH[0]) for image in (source, target))
    height, width = target.shape[-2:]
    angles = torch.tensor(degrees).deg2rad()
    rows = [torch.stack([angles.cos(), -angles.sin()], -1)]
    rows.append(torch.stack([angles.sin(), angles.cos()], -1))
    turns = torch.stack(rows, dim=-2)
    points = pixel_centres(height, width).reshape(1, -1, 2) @ turns.transpose(1, 2)
    turned = sample(source.expand(len(angles), -1, -1, -1), points)
    turned = turned.view(len(angles), -1, height, width)
    shift = _best_shift(turned, target) * 2 / max(height, width)
    return torch.cat([turns, turns @ shift[..., None]], dim=-1)


def refine(
    source: Tensor,
    target: Tensor,
    starts: Tensor,
    levels: Sequence[Level],
    grid: tuple[int, int] | None = None,
) -> Match:
    """The best of several starts, refined through the levels.

    Args:
        source: [1, C, H, W], as `prepare` returns it.
        target: likewise, of the same size.
        starts: affine [B, 2, 3] without `grid`; else [B, K, 2] on a spline with that grid.
        levels: from coarse to fine.
        grid: control points of the starts along x and y.
    """
    size = tuple(size_of(target.shape[2:]).tolist())
    theta = starts.transpose(1, 2) if grid is None else starts
    for level in levels:
        theta = _on_grid(theta, grid, level.grid, size)
        grid = level.grid
        theta, now = minimise(_objective(source, target, level, size), theta, level.steps)
        if level.keep < len(theta):
            rank = now.loss + TURNED * _turned(theta, grid, size)
            theta = theta[rank.topk(level.keep, largest=False).indices]
    best = now.loss[: len(theta)].argmin()
    correlation = float((now.correlation[best] * torch.tensor(WEIGHTS)).sum())
    return Match(spline(*grid, size), theta[best], correlation)


def _objective(
    source: Tensor, target: Tensor, level: Level, size: tuple[float, float]
) -> Correlation:
    source, target = _shrunk(source, level), _shrunk(target, level)
    basis, energy = _basis(*target.shape[-2:], level.grid, size)
    return Correlation(
        source,
        target.flatten(2)[0],
        basis,
        level.bending * energy,
        weights=torch.tensor(WEIGHTS),
    )


@lru_cache(maxsize=16)
def _basis(
    height: int, width: int, grid: tuple[int, int] | None, size: tuple[float, float]
) -> tuple[Tensor, Tensor]:
    """From parameters to the points of all pixels, [N, M]; and the bending energy [M, M]."""
    points = pixel_centres(height, width).reshape(-1, 2)
    if grid is None:
        return torch.cat([points, torch.ones(len(points), 1)], dim=1), torch.zeros(3, 3)
    warps = spline(*grid, size)
    return warps.basis(points), warps.bending


def _shrunk(image: Tensor, level: Level) -> Tensor:
    """The image blurred and resized for a level; never enlarged."""
    height, width = image.shape[-2:]
    longer = max(height, width)
    ratio = min(1.0, level.size / longer)
    small = [max(min(side, LEAST_SIDE), round(side * ratio)) for side in (height, width)]
    sigma = level.sigma * longer
    image = blurred(image, [sigma, sigma])
    return functional.interpolate(image, size=small, mode="area")


Grid = tuple[int, int] | None
Size = tuple[float, float]


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
