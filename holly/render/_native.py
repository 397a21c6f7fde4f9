"""Equation 1 in compiled code (native/render.c), for processors with AVX2 or AVX-512.

Wide Gaussians are drawn on nodes some pixels apart, then brought to the pixels. A Gaussian is the
convolution of two narrower ones, and a sum over nodes equals that convolution up to a share of
2·exp(-2π² v / h²), where nodes are h apart and 1 / v is the sum of both precisions
(holly.render.gauss_transform has the proof). The wider the Gaussians, the fewer nodes there are.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable

from groundwork.accelerate.compiled import Compiled, job
from holly.render.gauss_transform import FAINT

CODE = Compiled(Path(__file__).parent / "native" / "render.c")
FINENESS = 0.95  # √v / h; the error is 4e-8
BEYOND = 5.0  # standard deviations that nodes extend beyond the image; the error is 3e-7
WORTH = 4  # nodes are used if there are so many times fewer of them than pixels
_Job = job(
    "x y sigma weights image cotangent dx dy dsigma dweights", "images points height width parts"
)


def splat(
    x: Tensor, y: Tensor, sigma: Tensor, shape: tuple[int, int], weights: Tensor | None
) -> Tensor:
    """Images [B, H, W] of float32 points on a CPU; see holly.render.splat."""
    if not CODE.takes(x):
        raise ValueError(
            f"native draws float32 tensors on a CPU with AVX2, not {x.dtype} on {x.device}; it "
            "needs Linux and a C compiler (cc, or the one that CC names)"
        )
    nodes = nodes_for(sigma, shape)
    if nodes is None:
        return _Splat.apply(x, y, sigma, weights, *shape)
    outer = (sigma.square() - nodes.sigma**2).sqrt() / nodes.spacing
    x, y = (axis / nodes.spacing + nodes.margin for axis in (x, y))
    coarse = _Splat.apply(x, y, outer, weights, *nodes.shape)
    rows, columns = (nodes.to_pixels(axis, pixels) for axis, pixels in enumerate(shape))
    return rows @ coarse @ columns.T


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


class _Splat(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: FunctionCtx, x: Tensor, y: Tensor, sigma: Tensor, weights: Tensor | None, *shape: int
    ) -> Tensor:
        x, y, sigma, weights = (
            None if t is None else t.to(torch.float32).contiguous() for t in (x, y, sigma, weights)
        )
        image = x.new_empty(len(x), *shape)
        _run("holly_draw", shape, x=x, y=y, sigma=sigma, weights=weights, image=image)
        ctx.save_for_backward(x, y, sigma, weights)
        return image

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, cotangent: Tensor) -> tuple[Tensor | None, ...]:
        x, y, sigma, weights = ctx.saved_tensors
        dx, dy, dsigma = (torch.empty_like(x) for _ in range(3))
        dweights = None if weights is None else torch.empty_like(x)
        given = {"x": x, "y": y, "sigma": sigma, "weights": weights}
        wanted = {"dx": dx, "dy": dy, "dsigma": dsigma, "dweights": dweights}
        shape, cotangent = tuple(cotangent.shape[1:]), cotangent.contiguous()
        _run("holly_differentiate", shape, **given, cotangent=cotangent, **wanted)
        return dx, dy, dsigma.sum(1), dweights, None, None


def _run(function: str, shape: tuple[int, int], **tensors: Tensor | None) -> None:
    images, points = tensors["x"].shape
    parts = -(-2 * torch.get_num_threads() // max(1, images))
    counts = {"images": images, "points": points, "height": shape[0], "width": shape[1]}
    CODE.run(function, _Job, **tensors, **counts, parts=parts)
