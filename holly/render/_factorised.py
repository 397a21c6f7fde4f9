"""Equation 1 as a matrix product, exact, with its gradient written out.

An isotropic Gaussian is a product of one in x and one in y, so an image of N of them is
Gyᵀ·Gx with Gx [N, W] and Gy [N, H]: N·(H + W) exponentials instead of N·H·W, and nothing of
size N·H·W is ever stored.

The gradient needs, for each point, the moments of c(i, j)·g(i, j) up to the second, where c is
the cotangent image and g the point's Gaussian. They are sums over columns of Gx ∘ (Gy·C) and
over rows of Gy ∘ (Gx·Cᵀ): two more matrix products.
"""

import math

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable

# exp(-43) = 2e-19: far below what float32 resolves beside a peak of one, yet its square is no
# denormal number, with which a CPU computes 5 to 20 times slower.
FLOOR = -43.0


def splat(
    x: Tensor, y: Tensor, sigma: Tensor, shape: tuple[int, int], weights: Tensor | None
) -> Tensor:
    """Images [B, H, W] through the factorised sum; see holly.render.splat."""
    return _Splat.apply(x, y, sigma, weights, shape)


class _Splat(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: FunctionCtx,
        x: Tensor,
        y: Tensor,
        sigma: Tensor,
        weights: Tensor | None,
        shape: tuple[int, int],
    ) -> Tensor:
        gx, gy = _factor(x, sigma, shape[1]), _factor(y, sigma, shape[0])
        scale = 1 / (2 * math.pi * sigma.square())
        weighted = gy if weights is None else gy * weights[..., None]
        image = (weighted.transpose(1, 2) @ gx).mul_(scale.view(-1, 1, 1))
        ctx.save_for_backward(x, y, sigma, weights, gx, gy)
        return image

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, cotangent: Tensor) -> tuple[Tensor | None, ...]:
        x, y, sigma, weights, gx, gy = ctx.saved_tensors
        m0, mx, mxx = _moments((gy @ cotangent).mul_(gx), x)
        _, my, myy = _moments((gx @ cotangent.transpose(1, 2)).mul_(gy), y)
        scale = 1 / (2 * math.pi * sigma.square())
        variance = sigma.square()[:, None]
        w = scale[:, None] if weights is None else scale[:, None] * weights
        grad_sigma = (w * ((mxx + myy) / variance - 2 * m0)).sum(1) / sigma
        grad_weights = None if weights is None else m0 * scale[:, None]
        return w * mx / variance, w * my / variance, grad_sigma, grad_weights, None


def _factor(centre: Tensor, sigma: Tensor, pixels: int) -> Tensor:
    """exp(-(i - centre)² / 2σ²) for i in range(pixels), [B, N, pixels]."""
    grid = torch.arange(pixels, dtype=centre.dtype, device=centre.device)
    distance = grid - centre[..., None]
    exponent = distance.square_().mul_((-0.5 / sigma.square()).view(-1, 1, 1))
    return exponent.clamp_min_(FLOOR).exp_()


def _moments(mass: Tensor, centre: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Moments 0, 1 and 2 of `mass` [B, N, pixels] about `centre` [B, N].

    The powers are taken about the middle of the axis and shifted, so that one matrix product
    with three columns does all of them without losing digits.
    """
    middle = (mass.shape[-1] - 1) / 2
    grid = torch.arange(mass.shape[-1], dtype=mass.dtype, device=mass.device) - middle
    powers = torch.stack([torch.ones_like(grid), grid, grid.square()], dim=1)
    m0, m1, m2 = (mass @ powers).unbind(-1)
    c = centre - middle
    return m0, m1 - c * m0, m2 - 2 * c * m1 + c.square() * m0
