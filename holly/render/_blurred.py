"""Equation 1 for wide Gaussians: drawn on nodes some pixels apart, and from there on the pixels.

A Gaussian is two narrower ones convolved, and a sum over nodes is that convolution but for
2·exp(-2π² v / h²) of it, where nodes are h apart and 1 / v is the sum of both precisions
(holly.render.gauss_transform has the proof). So an image costs the same however wide its Gaussians are.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

FINENESS = 0.95  # √v / h: an error of 4e-8
REACH = 5.0  # standard deviations, from nodes to pixels, that nodes go beyond the image: 3e-7
FAINT = 1e-11  # of a peak: what is less is left out, as denormal numbers are slow on a CPU
WORTH = 4  # times fewer nodes than pixels, at least
Draw = Callable[[Tensor, Tensor, Tensor, tuple[int, int], Tensor | None], Tensor]


@dataclass(frozen=True)
class Nodes:
    """A grid whose node `margin` of each axis lies on the first pixel."""

    sigma: float  # of the Gaussian from nodes to pixels, pixels
    spacing: float  # pixels
    margin: int
    shape: tuple[int, int]

    def to_pixels(self, axis: int, pixels: int) -> Tensor:
        """What each node gives to each pixel of an axis, [pixels, nodes]."""
        nodes = self.spacing * (torch.arange(self.shape[axis]) - self.margin)
        exponent = (torch.arange(pixels)[:, None] - nodes).square() / (-2 * self.sigma**2)
        given = torch.threshold(exponent.exp(), FAINT, 0.0)
        return given / (math.sqrt(2 * math.pi) * self.sigma)


def nodes_for(sigma: Tensor, shape: tuple[int, int]) -> Nodes | None:
    """Nodes for images [H, W] of these sigmas [B], pixels; None where they are not worth it."""
    least = sigma.min().item() if len(sigma) else 0.0
    spacing = least / 2 / FINENESS
    if not 1 < spacing < math.inf:
        return None
    inner = least / math.sqrt(2)
    margin = math.ceil(REACH * inner / spacing)
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
