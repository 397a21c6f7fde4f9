"""Equation 1 as written, every point at every pixel: slow, but evidently right."""

import math

import torch
from torch import Tensor


def splat(
    x: Tensor, y: Tensor, sigma: Tensor, shape: tuple[int, int], weights: Tensor | None
) -> Tensor:
    """Images [B, H, W] from a tensor of all B·N·H·W Gaussians; see holly.render.splat."""
    rows = torch.arange(shape[0], dtype=x.dtype, device=x.device).view(1, 1, -1, 1)
    columns = torch.arange(shape[1], dtype=x.dtype, device=x.device).view(1, 1, 1, -1)
    variance = sigma.square().view(-1, 1, 1, 1)
    distance2 = (columns - x[..., None, None]).square() + (rows - y[..., None, None]).square()
    gaussians = torch.exp(-distance2 / (2 * variance)) / (2 * math.pi * variance)  # [B, N, H, W]
    if weights is not None:
        gaussians = gaussians * weights[..., None, None]
    return gaussians.sum(1)
