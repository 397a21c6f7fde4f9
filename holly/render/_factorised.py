"""Equation 1 as a matrix product, exact, with its gradient written out.

An isotropic Gaussian is the product of a Gaussian in x and one in y, so an image of N of them is
Gyᵀ·Gx with Gx [N, W] and Gy [N, H]: N·(H + W) exponentials instead of N·H·W, and no tensor of
size N·H·W.

The gradient needs, for each point, the moments of c(i, j)·g(i, j) up to the second, where c is
the cotangent image and g the point's Gaussian. They are sums over columns of Gx ∘ (Gy·C) and
over rows of Gy ∘ (Gx·Cᵀ): two more matrix products.

Images and points are processed in blocks that fit a core's cache, so that memory does not grow
with points times pixels. Small factors are kept for the gradient; larger ones are computed again.
"""

import math

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable

from holly.render.gauss_transform import FLOOR

BLOCK = 2**20  # elements of a factor in a block; its gradient needs four times the memory
KEPT = 2**22  # elements up to which a factor is one block and kept for the gradient


def splat(
    x: Tensor, y: Tensor, sigma: Tensor, shape: tuple[int, int], weights: Tensor | None
) -> Tensor:
    """Images [B, H, W] by the factorised sum; see holly.render.splat."""
    return _Splat.apply(x, y, sigma, weights, *shape)


class _Splat(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: FunctionCtx, x: Tensor, y: Tensor, sigma: Tensor, weights: Tensor | None, *shape: int
    ) -> Tensor:
        image = x.new_zeros(len(x), *shape)
        keep = any(ctx.needs_input_grad) and x.numel() * max(shape) <= KEPT
        kept = []
        for images, points in _blocks(x, max(shape), KEPT if keep else BLOCK):
            gx = _factor(x[images, points], sigma[images], shape[1])
            gy = _factor(y[images, points], sigma[images], shape[0])
            weighted = gy if weights is None else gy * weights[images, points, None]
            image[images].baddbmm_(weighted.transpose(1, 2), gx)
            kept = [gx, gy] if keep else []
        ctx.save_for_backward(x, y, sigma, weights, *kept)
        return image.mul_(_peak(sigma).view(-1, 1, 1))

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, cotangent: Tensor) -> tuple[Tensor | None, ...]:
        x, y, sigma, weights, *kept = ctx.saved_tensors
        height, width = cotangent.shape[1:]
        columns, rows = _powers(width, x), _powers(height, y)
        along_x, along_y = x.new_empty(*x.shape, 3), x.new_empty(*x.shape, 3)
        for images, points in _blocks(x, max(height, width), KEPT if kept else BLOCK):
            gx, gy = kept or (
                _factor(x[images, points], sigma[images], width),
                _factor(y[images, points], sigma[images], height),
            )
            c = cotangent[images]
            along_x[images, points] = (gy @ c).mul_(gx) @ columns
            along_y[images, points] = (gx @ c.transpose(1, 2)).mul_(gy) @ rows
        m0, mx, mxx = _about(x, along_x, width)
        _, my, myy = _about(y, along_y, height)
        variance = sigma.square()[:, None]
        scale = _peak(sigma)[:, None]
        w = scale if weights is None else scale * weights
        grad_sigma = (w * ((mxx + myy) / variance - 2 * m0)).sum(1) / sigma
        grad_weights = None if weights is None else m0 * scale
        return w * mx / variance, w * my / variance, grad_sigma, grad_weights, None, None


def _blocks(x: Tensor, pixels: int, elements: int) -> list[tuple[slice, slice]]:
    """Slices of the images and points of `x` [B, N] whose factors have at most `elements`."""
    points = max(1, min(x.shape[1], elements // pixels))
    images = max(1, elements // (points * pixels))
    return [
        (slice(image, image + images), slice(point, point + points))
        for image in range(0, x.shape[0], images)
        for point in range(0, x.shape[1], points)
    ]


def _peak(sigma: Tensor) -> Tensor:
    """Height of a Gaussian with integral one."""
    return 1 / (2 * math.pi * sigma.square())


def _factor(centre: Tensor, sigma: Tensor, pixels: int) -> Tensor:
    """exp(-(i - centre)² / 2σ²) for i in range(pixels), [B, N, pixels]."""
    grid = torch.arange(pixels, dtype=centre.dtype, device=centre.device)
    distance = grid - centre[..., None]
    exponent = distance.square_().mul_((-0.5 / sigma.square()).view(-1, 1, 1))
    return exponent.clamp_min_(FLOOR).exp_()


def _powers(pixels: int, like: Tensor) -> Tensor:
    """Powers 0, 1 and 2 of the distance from the middle of an axis, [pixels, 3].

    From the middle and not from zero, so that `_about` loses no digits.
    """
    grid = torch.arange(pixels, dtype=like.dtype, device=like.device) - (pixels - 1) / 2
    return torch.stack([torch.ones_like(grid), grid, grid.square()], dim=1)


def _about(centre: Tensor, moments: Tensor, pixels: int) -> tuple[Tensor, Tensor, Tensor]:
    """Moments 0, 1 and 2 about `centre` [B, N], from those [B, N, 3] about the middle."""
    m0, m1, m2 = moments.unbind(-1)
    c = centre - (pixels - 1) / 2
    return m0, m1 - c * m0, m2 - 2 * c * m1 + c.square() * m0
