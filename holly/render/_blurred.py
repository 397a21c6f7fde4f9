"""Equation 1 for wide Gaussians: drawn on nodes some pixels apart, then brought to the pixels.

A Gaussian is the convolution of two narrower ones, and a sum over nodes equals that convolution
up to a share of 2·exp(-2π² v / h²), where nodes are h apart and 1 / v is the sum of both
precisions (holly.render.gauss_transform has the proof). The wider the Gaussians, the fewer nodes
there are.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from holly.render._tails import FAINT

FINENESS = 0.95  # √v / h; the error is 4e-8
BEYOND = 5.0  # standard deviations that nodes extend beyond the image; the error is 3e-7
WORTH = 4  # nodes are used if there are so many times fewer of them than pixels
Draw = Callable[[Tensor, Tensor, Tensor, tuple[int, int], Tensor | None], Tensor]


@dataclass(frozen=True)
class Nodes:
    """A grid of nodes; on each axis the node with number `margin` lies on the first pixel."""

    sigma: float  # of the Gaussian from nodes to pixels, pixels
    spacing: float  # pixels
    margin: int
    shape: tuple[int, int]

    def to_pixels(self, axis: int, pixels: int) -> Tensor:
        """The weight of each node at each pixel of an axis, [pixels, nodes]."""
        nodes = self.spacing * (torch.arange(self.shape[axis]) - self.margin)
        exponent = (torch.arange(pixels)[:, None] - nodes).square() / (-2 * self.sigma**2)
        gaussian = torch.threshold(exponent.exp(), FAINT, 0.0)
        return gaussian / (math.sqrt(2 * math.pi) * self.sigma)


def nodes_for(sigma: Tensor, shape: tuple[int, int]) -> Nodes | None:
    """Nodes for images [H, W] of these sigmas [B], pixels; None if pixels are as fast."""
    least = sigma.min().item() if len(sigma) else 0.0
    spacing = least / 2 / FINENESS
    if not 1 < spacing < math.inf:
        return None
    inner = least / math.sqrt(2)
    margin = math.ceil(BEYOND * inner / spacing)
    rows, columns = (math.ceil((pixels - 1) / spacing) + 1 + 2 * margin for pixels in shape)
    if WORTH * rows * columns > math.prod(shape):
        return None
    return Nodes(inner, spacing, margin, (rows, columns))


def splat(
    draw: Draw,
    nodes: Nodes,
    x: Tensor,
    y: Tensor,
    sigma: Tensor,
    shape: tuple[int, int],
    weights: Tensor | None,
) -> Tensor:
    """Images [B, H, W] of points that `draw` draws on the nodes; see holly.render.splat."""
    outer = (sigma.square() - nodes.sigma**2).sqrt() / nodes.spacing
    x, y = (axis / nodes.spacing + nodes.margin for axis in (x, y))
    coarse = draw(x, y, outer, nodes.shape, weights)
    rows, columns = (nodes.to_pixels(axis, pixels) for axis, pixels in enumerate(shape))
    return rows @ coarse @ columns.T
