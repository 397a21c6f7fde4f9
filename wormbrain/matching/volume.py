"""The match of two volumes: the match of their projections, then a stiff correction in 3D.

A projection hides depth, and nuclei above each other move apart when a worm rolls. The correction
is a spline, first through few control points, then through more; it is added to the match of the
projections.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from wormbrain.geometry import size_of
from wormbrain.matching.correlation import Correlation, minimise, shrunk
from wormbrain.matching.prepared import PAIR
from wormbrain.matching.refine import POLISH, Match

# How the projections are matched before: in few bends, because nuclei of different depth that cross
# would bend the match to where no plane of the volume is.
FLAT = tuple(
    replace(level, bending=bending)
    for level, bending in zip(POLISH, (0.005, 0.02, 0.02), strict=True)
)
STARTS = (-0.25, 0.0, 0.25)  # shifts along z, as a share of the half depth
POINTS = 24_000  # voxels that are compared: the brightest ones, and as many at random


@dataclass(frozen=True)
class DepthLevel:
    """One step from coarse to fine.

    Attributes:
        grid: control points along x, y and z.
        sigma: of the blur, pixels of 256.
        sigma_depth: of the blur, planes.
        shrink: pixels along x and y that become one.
        bending: weight of the spline's bending energy.
        steps: Gauss-Newton steps at most.
    """

    grid: tuple[int, int, int]
    sigma: float
    sigma_depth: float
    shrink: int
    bending: float
    steps: int


LEVELS = (
    DepthLevel((5, 4, 2), 8.0, 2.0, 4, 0.03, 12),
    DepthLevel((5, 4, 2), 5.0, 1.5, 4, 0.03, 12),
    DepthLevel((7, 5, 2), 2.5, 1.0, 2, 0.03, 12),
    DepthLevel((9, 6, 3), 1.6, 0.8, 2, 0.03, 12),
)


class DepthSpline:
    """Splines in 3D with the kernel -r through a regular grid of control points.

    Args:
        grid: control points along x, y and z, at least 2 each.
        size: half the width, height and depth of the volume, in points.
    """

    def __init__(self, grid: tuple[int, int, int], size: Tensor) -> None:
        axes = [
            torch.linspace(-float(e), float(e), n, dtype=torch.float64)
            for n, e in zip(grid, size, strict=True)
        ]
        control = torch.stack(torch.meshgrid(*axes, indexing="ij"), dim=-1).reshape(-1, 3)
        count = len(control)
        system = torch.zeros(count + 4, count + 4, dtype=torch.float64)
        system[:count, :count] = -torch.cdist(control, control)
        system[:count, count:] = torch.cat([torch.ones(count, 1), control], dim=1)
        system[count:, :count] = system[:count, count:].T
        self._control, self._solved = control, torch.linalg.inv(system)[:, :count]
        self.control = control.float()
        self.bending = self._solved[:count].float()

    def basis(self, points: Tensor) -> Tensor:
        """The matrix [N, K] that takes values [K, 3] at the control points to points [N, 3]."""
        places = points.double()
        affine = torch.cat([torch.ones_like(places[:, :1]), places], dim=1)
        columns = torch.cat([-torch.cdist(places, self._control), affine], dim=1)
        return (columns @ self._solved).float()


@dataclass(frozen=True)
class VolumeMatch:
    """Where each point of the target volume lies in the source volume."""

    flat: Match
    spline: DepthSpline
    correction: Tensor  # [K, 3]
    correlation: float

    def __call__(self, points: Tensor) -> Tensor:
        """Points [N, 3] of the source (x, y, z) for points [N, 3] of the target."""
        lateral = torch.cat([self.flat(points[:, :2]), points[:, 2:]], dim=1)
        return lateral + self.spline.basis(points) @ self.correction


def refine_volume(
    source: Tensor,
    target: Tensor,
    flat: Match,
    depth_step: float,
    generator: torch.Generator,
) -> VolumeMatch:
    """Correct the match of two projections in 3D.

    Args:
        source: [C, D, H, W], scaled by wormbrain.frames.intensity.
        target: likewise.
        flat: the match of their projections along the depth, found at the levels FLAT.
        depth_step: distance of two planes, in pixels.
        generator: chooses the voxels that are compared.
    """
    source, target = (_prepared(volume) for volume in (source, target))
    size = size_of(target.shape[2:], depth_step)
    weights = PAIR.weights(target.shape[1] - 1)
    warps = DepthSpline(LEVELS[0].grid, size)
    theta = torch.zeros(len(STARTS), len(warps.control), 3)
    theta[:, :, 2] = torch.tensor(STARTS)[:, None] * size[2]
    for level in LEVELS:
        finer = DepthSpline(level.grid, size)
        theta, warps = warps.basis(finer.control) @ theta, finer
        moving, fixed = (_shrunk(volume, level) for volume in (source, target))
        chosen = _voxels(fixed, generator)
        places = _centres(fixed.shape[2:], size)[chosen]
        offset = torch.cat([flat(places[:, :2]), places[:, 2:]], dim=1)
        objective = Correlation(
            moving,
            fixed.flatten(2)[0][:, chosen],
            warps.basis(places),
            level.bending * warps.bending,
            weights=weights,
            offset=offset,
            size=size,
        )
        theta, now = minimise(objective, theta, level.steps)
        theta = theta[now.loss.argmin()][None]
    correlation = float((now.correlation.max(0)[0] * weights).sum())
    return VolumeMatch(flat, warps, theta[0], correlation)


def _prepared(volume: Tensor) -> Tensor:
    compressed = volume[None].clamp_min(0) ** PAIR.gamma
    return torch.cat([compressed, compressed.mean(1, keepdim=True)], dim=1)


def _shrunk(volume: Tensor, level: DepthLevel) -> Tensor:
    lateral = level.sigma * max(volume.shape[-2:]) / 256
    depth, height, width = volume.shape[2:]
    shape = [depth, *(max(1, side // level.shrink) for side in (height, width))]
    return shrunk(volume, [level.sigma_depth, lateral, lateral], shape)


def _voxels(volume: Tensor, generator: torch.Generator) -> Tensor:
    mean = volume[0, -1].flatten()
    half = min(POINTS, len(mean)) // 2
    brightest = mean.topk(half).indices
    return torch.cat([brightest, torch.randperm(len(mean), generator=generator)[:half]])


def _centres(shape: Sequence[int], size: Tensor) -> Tensor:
    """Centres [N, 3] (x, y, z) of the voxels of a volume (D, H, W), in the order of its memory."""
    axes = [
        (2 * torch.arange(n) + 1 - n) / n * extent
        for n, extent in zip(shape, size.flip(0), strict=True)
    ]
    z, y, x = torch.meshgrid(*axes, indexing="ij")
    return torch.stack([x, y, z], dim=-1).reshape(-1, 3)
