"""Averages of images that see the particle from one side, turned to the same in-plane angle."""

import math

import torch
from torch import Tensor
from torch.nn.functional import grid_sample, normalize

from holly.geometry import in_plane_rotation, project
from holly.render import splat

SIDES = 48  # viewing directions, about 29° from each other


class AveragedViews:
    """Sums of images, one per viewing direction of a map of the whole sphere.

    An image belongs to the nearest direction. It is moved by its shift and turned by its in-plane
    angle, so that it lies as the structure does when it is drawn at the direction's rotation.
    """

    def __init__(self, shape: tuple[int, int], device: torch.device) -> None:
        self.rotation = rotations_to(evenly_spread(SIDES)).to(device)  # [SIDES, 3, 3]
        self.count = torch.zeros(SIDES, device=device)  # images
        self.total = torch.zeros(SIDES, *shape, device=device)
        self.residual = torch.zeros(SIDES, *shape, device=device)  # images less renderings
        self.squares = torch.zeros(SIDES, device=device)  # of the residuals, summed

    def add(self, images: Tensor, rendered: Tensor, rotation: Tensor, shift: Tensor) -> None:
        """Add images and renderings [B, H, W] at poses [B, 3, 3], [B, 2] (model units)."""
        side = (rotation[:, 2] @ self.rotation[:, 2].T).argmax(1)
        between = rotation @ self.rotation[side].transpose(1, 2)  # nearly a turn in the plane
        sine = between[:, 1, 0] - between[:, 0, 1]
        angle = torch.atan2(sine, between[:, 0, 0] + between[:, 1, 1])
        residual = turned_back(images - rendered, angle, shift)
        self.total.index_add_(0, side, turned_back(images, angle, shift))
        self.residual.index_add_(0, side, residual)
        self.squares.index_add_(0, side, residual.square().sum((1, 2)))
        self.count.index_add_(0, side, torch.ones_like(angle))

    def result(self, points: Tensor, sigma: float) -> dict[str, Tensor]:
        """The views that images show, those of most images first, as views.npz has them.

        `rendered` is the structure [N, 3], drawn with this sigma (pixels), at the intensity of the
        average.
        """
        order = self.count.argsort(descending=True, stable=True)
        order = order[self.count[order] > 0]
        rotation, count = self.rotation[order], self.count[order]
        average = self.total[order] / count[:, None, None]
        shape, still = tuple(average.shape[1:]), rotation.new_zeros(len(order), 2)
        drawn = splat(
            *project(points, rotation, still, shape), rotation.new_full((len(order),), sigma), shape
        )
        scale = average.sum((1, 2)) / drawn.sum((1, 2)).clamp_min(1e-12)
        return {
            "rotation": rotation,
            "count": count.long(),
            "average": average.half(),
            "rendered": (drawn * scale[:, None, None]).half(),
            "misfit": self._misfit(order, average),
        }

    def _misfit(self, order: Tensor, average: Tensor) -> Tensor:
        """How far the images of these sides [V] are from the structure, beyond noise; NaN of one.

        Residuals of images that show the structure are noise, and average out. What does not, over
        what a round blob of the same width would leave: 0 where only noise is left, and 1 where
        the structure is no better than the blob.
        """
        count = self.count[order]
        left = (self.residual[order] / count[:, None, None]).square().sum((1, 2))
        noise = (self.squares[order] / count - left) / (count - 1)
        blob = (average - _blobs(average)).square().sum((1, 2)) - noise
        return (left - noise) / torch.where(blob > 0, blob, torch.nan)


def _blobs(images: Tensor) -> Tensor:
    """Round normal distributions [B, H, W], each as bright, as wide and where images are."""
    y, x = (torch.arange(n, device=images.device) for n in images.shape[1:])
    total = images.sum((1, 2)).clamp_min(1e-12)
    column, row = (images.sum(1) * x).sum(1) / total, (images.sum(2) * y).sum(1) / total
    across, down = (x - column[:, None]).square(), (y - row[:, None]).square()
    squares = down[:, :, None] + across[:, None]
    variance = ((images * squares).sum((1, 2)) / total / 2).clamp_min(1e-12)
    blobs = torch.exp(-squares / (2 * variance[:, None, None]))
    return blobs * (total / blobs.sum((1, 2)).clamp_min(1e-12))[:, None, None]


def evenly_spread(count: int) -> Tensor:
    """Directions [count, 3] evenly spread on the sphere (the Fibonacci lattice)."""
    number = torch.arange(count) + 0.5
    height, angle = 1 - 2 * number / count, math.pi * (1 + math.sqrt(5)) * number
    radius = (1 - height.square()).sqrt()
    return torch.stack([radius * angle.cos(), radius * angle.sin(), height], 1)


def rotations_to(directions: Tensor) -> Tensor:
    """Rotations [N, 3, 3] at which unit directions [N, 3] of the model point to the viewer."""
    smallest = torch.eye(3)[directions.abs().argmin(1)]
    right = normalize(torch.linalg.cross(smallest, directions), dim=1)
    return torch.stack([right, torch.linalg.cross(directions, right), directions], 1)


def turned_back(images: Tensor, angle: Tensor, shift: Tensor) -> Tensor:
    """Images [B, H, W] whose particles, turned by `angle` [B] and then shifted, lie straight.

    Angles are in radians, anticlockwise with y up; shifts [B, 2] are in model units. Pixels are
    interpolated linearly.
    """
    height, width = images.shape[1:]
    column = torch.arange(width, device=images.device) - width / 2
    row = torch.arange(height, device=images.device) - height / 2
    y, x = torch.meshgrid(-4 / height * row, 4 / width * column, indexing="ij")
    plane = torch.stack([x, y], -1).flatten(0, 1)  # [H·W, 2], model units
    turn = in_plane_rotation(angle)[:, :2, :2]
    seen = plane @ turn.transpose(1, 2) + shift[:, None]
    # grid_sample counts from -1 to 1 between the outer sides of the outermost pixels, downwards.
    where = torch.stack([seen[..., 0] / 2 + 1 / width, 1 / height - seen[..., 1] / 2], -1)
    where = where.view(len(images), height, width, 2)
    return grid_sample(images[:, None], where, align_corners=False)[:, 0]
