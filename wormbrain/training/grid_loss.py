"""The loss of the report: how far apart two transformations take the points of a grid."""

from functools import lru_cache

import torch
from torch import Tensor

from wormbrain.geometry import spline

SIDE = 20  # points of the grid along each axis (published program)


def grid_points() -> Tensor:
    """The grid [400, 2]: 20 x 20 points from edge to edge of a square image."""
    line = torch.linspace(-1, 1, SIDE)
    return torch.stack(torch.meshgrid(line, line, indexing="xy"), -1).reshape(-1, 2)


def point_loss(predicted: Tensor, true: Tensor) -> Tensor:
    """Equation 2 of the report, for each pair.

    Args:
        predicted: [B, N, 2], where the predicted transformation takes the points.
        true: [B, N, 2], where the true one takes them.

    Returns:
        [B], mean squared distance; the unit of length is half of the image.
    """
    return (predicted - true).square().sum(-1).mean(-1)


def grid_loss(predicted: Tensor, true: Tensor) -> Tensor:
    """The grid loss [B] of transformations [B, 9, 2] of the 3x3 spline on extent (1, 1)."""
    basis = _grid_basis().to(predicted.device)
    return point_loss(basis @ predicted, basis @ true)


@lru_cache(maxsize=1)
def _grid_basis() -> Tensor:
    return spline(3, 3).basis(grid_points())
