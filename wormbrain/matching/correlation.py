"""Gauss-Newton on the masked correlation of a warped image with a fixed one.

The correlation is that of the pixels of the target whose source lies inside the source's frame, so
that a cropped image is not pulled to the edge. The map from parameters to points is linear,
p = offset + basis @ parameters, so that a spline, an affine map and a spline on top of another map
are all refined by the same few lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional

from wormbrain.geometry import inside, sample

TINY = 1e-6
LEAST_OVERLAP, OVERLAP_WEIGHT = 0.6, 0.5  # below this share of the target's pixels, loss is added
FIRST_DAMPING, RELAXED, RAISED = 0.1, 0.3, 8.0
FRESH = 3  # the curvature is computed at the first steps, and at one of so many
ENOUGH = 2e-4  # a step that gains less is the last


@dataclass
class Moment:
    """Loss and its linear approximation at B candidates; C channels, N pixels, d dimensions."""

    loss: Tensor  # [B]
    correlation: Tensor  # [B, C]
    warped: Tensor  # [B, C, N], centred, of norm 1, zero outside
    target: Tensor  # [B, C, N], likewise
    slopes: Tensor  # [B, d, C, N], of the warped image, zero outside
    norm: Tensor  # [B, C], of the warped image before it was normalised
    count: Tensor  # [B], pixels inside

    def where(self, chosen: Tensor, other: "Moment") -> "Moment":
        """The entries of this moment where `chosen` [B], those of the other elsewhere."""
        mixed = {}
        for name, value in vars(self).items():
            shape = [-1, *[1] * (value.dim() - 1)]
            mixed[name] = torch.where(chosen.view(shape), value, getattr(other, name))
        return Moment(**mixed)


class Correlation:
    """The correlation of a source image, warped, with values of a target.

    Args:
        source: [1, C, *S], an image or a volume.
        target: [C, N], the target's values at N points.
        basis: [N, M], from the parameters to the points of the source, for each coordinate.
        energy: [M, M], a quadratic form of the parameters that is added to the loss.
        weights: [C], of the channels; their sum is 1.
        offset: [N, d] or [B, N, d], where the points lie if all parameters are zero.
        size: half the width, height (and depth) of the source in points, [d].
    """

    def __init__(
        self,
        source: Tensor,
        target: Tensor,
        basis: Tensor,
        energy: Tensor,
        *,
        weights: Tensor,
        size: Tensor,
        offset: Tensor | float = 0.0,
    ) -> None:
        self.size = size
        self.source = torch.cat([source, *slopes(source, self.size)], dim=1)
        self.target, self.basis, self.energy = target, basis, energy
        self.weights, self.offset = weights, offset

    def points(self, parameters: Tensor) -> Tensor:
        """Points [B, N, d] of the source for parameters [B, M, d]."""
        return self.offset + self.basis @ parameters

    def at(self, parameters: Tensor) -> Moment:
        """Loss and derivatives at parameters [B, M, d]."""
        points = self.points(parameters)
        count, channels, dimensions = len(points), len(self.target), points.shape[-1]
        images = self.source.expand(count, *self.source.shape[1:])
        values = sample(images, points, "border", self.size)
        values = values.view(count, 1 + dimensions, channels, -1)
        seen = inside(points, self.size).to(values)[:, None]
        pixels = seen.sum(-1).clamp_min(1)[..., None]  # [B, 1, 1]
        warped, norm = _normalised(values[:, 0], seen, pixels)
        target, _ = _normalised(self.target.expand(count, -1, -1), seen, pixels)
        correlation = (warped * target).sum(-1)
        overlap = pixels[:, 0, 0] / points.shape[1]
        loss = ((1 - correlation) * self.weights).sum(1) + self._energy(parameters)
        loss = loss + OVERLAP_WEIGHT * (LEAST_OVERLAP - overlap).clamp_min(0)
        slope = values[:, 1:] * seen[:, None]
        return Moment(loss, correlation, warped, target, slope, norm, pixels[:, 0, 0])

    def step(self, parameters: Tensor, now: Moment, curvature: Tensor, damping: Tensor) -> Tensor:
        """The change [B, M, d] of the parameters that minimises the damped approximation."""
        count, unknowns, dimensions = parameters.shape
        hessian = curvature
        regular = torch.block_diag(*[2 * self.energy] * dimensions)
        flat = parameters.transpose(1, 2).reshape(count, -1, 1)
        uphill = regular @ flat - self._pull(now)
        scale = damping * hessian.diagonal(dim1=1, dim2=2).mean(1).clamp_min(TINY)  # 0 if blank
        hessian = hessian + regular + scale[:, None, None] * torch.eye(unknowns * dimensions)
        change = torch.linalg.solve(hessian, -uphill)
        return change.view(count, dimensions, unknowns).transpose(1, 2)

    def _energy(self, parameters: Tensor) -> Tensor:
        return (parameters * (self.energy @ parameters)).sum((1, 2))

    def _pull(self, now: Moment) -> Tensor:
        """Minus the gradient of the correlation's loss, [B, dM, 1]."""
        rest = now.target - now.correlation[..., None] * now.warped
        rest = rest * (self.weights / now.norm)[..., None]
        return ((now.slopes * rest[:, None]).sum(2) @ self.basis).reshape(len(rest), -1, 1)

    def curvature(self, now: Moment) -> Tensor:
        """The Gauss-Newton matrix [B, dM, dM]; what centring and normalising remove is rank one."""
        count, dimensions = now.slopes.shape[:2]
        unknowns = self.basis.shape[1]
        shares = (self.weights / now.norm.square())[..., None]
        matrix = torch.empty(count, dimensions, unknowns, dimensions, unknowns)
        for i in range(dimensions):
            for j in range(i, dimensions):
                weight = (now.slopes[:, i] * now.slopes[:, j] * shares).sum(1)  # [B, N]
                part = (self.basis.T * weight[:, None]) @ self.basis
                matrix[:, i, :, j] = part
                matrix[:, j, :, i] = part
        matrix = matrix.view(count, dimensions * unknowns, -1)
        means = now.slopes @ self.basis  # [B, d, C, M]
        along = (now.slopes * now.warped[:, None]) @ self.basis
        for rows, pixels in ((means, now.count[:, None]), (along, torch.ones_like(now.norm))):
            rows = rows.permute(0, 2, 1, 3).reshape(count, len(self.weights), -1)
            rows = rows * (self.weights / now.norm.square() / pixels).sqrt()[..., None]
            matrix = matrix - rows.transpose(1, 2) @ rows
        return matrix


def minimise(objective: Correlation, parameters: Tensor, steps: int) -> tuple[Tensor, Moment]:
    """Improve B candidates at once by Levenberg-Marquardt steps.

    Args:
        objective: what is minimised.
        parameters: [B, M, d].
        steps: at most.

    Returns:
        The parameters [B, M, d], and loss and correlation there. No candidate gets worse.
    """
    now = objective.at(parameters)
    damping = torch.full((len(parameters),), FIRST_DAMPING)
    for step in range(steps):
        if step < FRESH or step % FRESH == 0:
            curvature = objective.curvature(now)
        tried = parameters + objective.step(parameters, now, curvature, damping)
        then = objective.at(tried)
        better = then.loss < now.loss
        gain = (now.loss - then.loss).max()
        parameters = torch.where(better[:, None, None], tried, parameters)
        now = then.where(better, now)
        damping = torch.where(better, damping * RELAXED, damping * RAISED)
        if better.all() and gain < ENOUGH:
            break
    return parameters, now


def shrunk(images: Tensor, sigmas: Sequence[float], shape: Sequence[int]) -> Tensor:
    """Images [B, C, *S] under a Gaussian, then made smaller by area: [B, C, *shape].

    Args:
        images: dark around their edges.
        sigmas: of the Gaussian, pixels, one for each axis of S.
        shape: at most S.
    """
    for axis in reversed(range(len(shape))):
        matrix = _shrinking(images.shape[2 + axis], sigmas[axis], shape[axis])
        images = (images.movedim(2 + axis, -1) @ matrix).movedim(-1, 2 + axis)
    return images


@lru_cache(maxsize=64)
def _shrinking(length: int, sigma: float, smaller: int) -> Tensor:
    """Blur along an axis and averages over areas, as one matrix [length, smaller]."""
    reach = round(3 * sigma)
    if reach == 0:
        blur = torch.eye(length)
    else:
        kernel = torch.exp(-(torch.arange(-reach, reach + 1.0) ** 2) / (2 * sigma**2))
        distance = (torch.arange(length)[:, None] - torch.arange(length)).abs()
        weights = functional.pad(kernel[reach:] / kernel.sum(), (0, max(length - reach, 0)))
        blur = weights[distance]
    return functional.interpolate(blur[None], size=smaller, mode="area")[0]


def slopes(images: Tensor, size: Tensor) -> list[Tensor]:
    """Derivatives of images [B, C, *S] along x, y (and z) per unit of points, x first."""
    found = []
    for axis, extent in zip(range(images.dim() - 1, 1, -1), size, strict=True):
        pixel = 2 * extent / images.shape[axis]  # points
        found.append(torch.gradient(images, dim=axis)[0] / pixel)
    return found


def _normalised(values: Tensor, seen: Tensor, pixels: Tensor) -> tuple[Tensor, Tensor]:
    """Values [B, C, N] without their mean and of norm 1 where seen [B, 1, N]; and the norm."""
    centred = (values - (values * seen).sum(-1, keepdim=True) / pixels) * seen
    norm = centred.norm(dim=-1).clamp_min(TINY)
    return centred / norm[..., None], norm
