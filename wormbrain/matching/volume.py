"""The match of two volumes: the match of their projections, then a stiff correction in 3D.

A projection hides depth, and nuclei above each other move apart when a worm rolls. The correction
is a spline, first through few control points, then through more; it is added to the match of the
projections.

A point of a volume is (x, y, z), in the units of wormbrain.geometry; z is deeper.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from groundwork.errors import InputError
from wormbrain.frames.intensity import scaled
from wormbrain.geometry import size_of
from wormbrain.matching.confidence import Confidence, confidence
from wormbrain.matching.correlation import Correlation, minimise, shrunk
from wormbrain.matching.depth_spline import DepthSpline, depth_spline
from wormbrain.matching.match import Network, match
from wormbrain.matching.prepared import PAIR, SIZE, resized
from wormbrain.matching.refine import POLISH, Match

# How the projections are matched before: in few bends, because nuclei of different depth that cross
# would bend the match to where no plane of the volume is.
FLAT = tuple(
    replace(level, bending=bending)
    for level, bending in zip(POLISH, (0.005, 0.02, 0.02), strict=True)
)
STARTS = (-0.25, 0.0, 0.25)  # shifts along z, as a share of the half depth
POINTS = 24_000  # voxels that are compared: the brightest ones, and as many at random
SEED = 0  # of the choice of these
WORTH = 0.3  # share of 1 - correlation that a correction must remove
BRIGHT = 0.006  # share of the voxels at which a match is judged: the brightest ones


@dataclass(frozen=True)
class DepthLevel:
    """One step from coarse to fine.

    Attributes:
        grid: control points along x, y and z.
        sigma: of the blur, pixels of 256.
        sigma_depth: of the blur, planes.
        shrink: pixels of 256 along x and y that become one.
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


class Volume:
    """A volume as the matching sees it.

    Args:
        voxels: [C, D, H, W], counts.
        depth_step: distance of two planes, in pixels.

    Attributes:
        projection: [C, H, W], the brightest along the depth, scaled.
        channels: [1, C + 1, D, h, w], what is compared: as of wormbrain.matching.prepared, the
            longer side at most 256 pixels.
        size: half the width, height and depth in points, [3].
    """

    def __init__(self, voxels: np.ndarray, depth_step: float) -> None:
        self.projection = scaled(voxels.max(1))
        flat = scaled(voxels.reshape(len(voxels), -1, voxels.shape[-1]))
        values = flat.view(voxels.shape) ** PAIR.gamma
        values = resized(values, SIZE)
        self.channels = torch.cat([values, values.mean(0, keepdim=True)])[None]
        self.size = tuple(size_of(voxels.shape[1:], depth_step).tolist())

    @cached_property
    def bright(self) -> Tensor:
        """The points [N, 3] of the brightest voxels."""
        mean = _shrunk(self.channels[:, -1:], LEVELS[2])[0, 0]
        brightest = mean.flatten().topk(max(1, round(BRIGHT * mean.numel()))).indices
        return _centres(mean.shape, self.size)[brightest]

    @cached_property
    def reversed(self) -> "Volume":
        """The volume with its planes in reverse order: its mirror image."""
        other = copy.copy(self)
        other.channels = self.channels.flip(2)
        return other


@dataclass(frozen=True)
class VolumeMatch:
    """Where each point of the target volume lies in the source volume."""

    flat: Match
    spline: DepthSpline
    correction: Tensor  # [K, 3]
    correlation: float

    def __call__(self, points: Tensor) -> Tensor:
        """Points [N, 3] of the source for points [N, 3] of the target."""
        lateral = torch.cat([self.flat(points[:, :2]), points[:, 2:]], dim=1)
        return lateral + self.spline.basis(points) @ self.correction


def match_volumes(source: Volume, target: Volume, network: Network | None = None) -> VolumeMatch:
    """Match the projections of two volumes, and correct that in depth.

    Raises:
        InputError: the volumes differ in shape, or are too small.
    """
    if source.channels.shape != target.channels.shape:
        shapes = [tuple(volume.channels.shape[2:]) for volume in (source, target)]
        raise InputError(f"volumes of {shapes[0]} and {shapes[1]} voxels; give equal ones")
    flat = match(source.projection, target.projection, network, FLAT)
    return refine_volume(source, target, flat)


def judged_volumes(
    source: Volume, target: Volume, network: Network | None = None
) -> tuple[VolumeMatch, Confidence]:
    """The match of two volumes, and how far to trust it; arguments and errors as `match_volumes`.

    To judge it, the swapped volumes are matched too, and the source with its planes reversed.
    """
    found, backward = match_volumes(source, target, network), match_volumes(target, source, network)
    mirrored = refine_volume(source.reversed, target, found.flat)
    return found, confidence(found, backward, source, target, mirrored)


def refine_volume(source: Volume, target: Volume, flat: Match) -> VolumeMatch:
    """Correct the match of two projections in 3D.

    Where nothing has moved in depth a correction gains little, and only adds its own error. Such a
    match is left as it is.

    Args:
        source: the volume that moves.
        target: the one that does not, of the same shape.
        flat: the match of their projections along the depth; of any two volumes best at the levels
            FLAT.
    """
    generator = torch.Generator().manual_seed(SEED)
    size, weights = torch.tensor(target.size), PAIR.weights(target.channels.shape[1] - 1)
    warps = depth_spline(LEVELS[0].grid, target.size)
    theta = torch.zeros(len(STARTS), len(warps.control), 3)
    theta[:, :, 2] = torch.tensor(STARTS)[:, None] * size[2]
    for level in LEVELS:
        finer = depth_spline(level.grid, target.size)
        theta, warps = warps.basis(finer.control) @ theta, finer
        moving, fixed = (_shrunk(volume.channels, level) for volume in (source, target))
        chosen = _voxels(fixed, generator)
        places = _centres(fixed.shape[2:], target.size)[chosen]
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
    nothing = torch.zeros_like(theta)
    before, after = (
        float((moment.correlation * weights).sum(1).max())
        for moment in (objective.at(nothing), now)
    )
    if after - before < WORTH * (1 - before):
        return VolumeMatch(flat, warps, nothing[0], before)
    return VolumeMatch(flat, warps, theta[0], after)


def _shrunk(channels: Tensor, level: DepthLevel) -> Tensor:
    depth, height, width = channels.shape[2:]
    lateral = level.sigma * max(height, width) / SIZE
    shrink = level.shrink * max(height, width) / SIZE
    shape = [depth, *(max(1, round(side / shrink)) for side in (height, width))]
    shape = [min(pair) for pair in zip(shape, channels.shape[2:], strict=True)]
    return shrunk(channels, [level.sigma_depth, lateral, lateral], shape)


def _voxels(volume: Tensor, generator: torch.Generator) -> Tensor:
    mean = volume[0, -1].flatten()
    half = min(POINTS, len(mean)) // 2
    brightest = mean.topk(half).indices
    return torch.cat([brightest, torch.randperm(len(mean), generator=generator)[:half]])


def _centres(shape: Sequence[int], size: Sequence[float]) -> Tensor:
    """Centres [N, 3] (x, y, z) of the voxels of a volume (D, H, W), in the order of its memory."""
    axes = [
        (2 * torch.arange(n) + 1 - n) / n * extent
        for n, extent in zip(shape, reversed(size), strict=True)
    ]
    z, y, x = torch.meshgrid(*axes, indexing="ij")
    return torch.stack([x, y, z], dim=-1).reshape(-1, 3)
