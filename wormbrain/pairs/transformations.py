"""Random transformations of the plane, in wide and narrow ranges."""

import torch
from torch import Generator, Tensor

from wormbrain.geometry import spline


def uniform(generator: Generator, low: float, high: float, *shape: int) -> Tensor:
    """Numbers drawn evenly from [low, high)."""
    return torch.rand(*shape, generator=generator) * (high - low) + low


def turns(angles: Tensor) -> Tensor:
    """Rotation matrices [B, 2, 2] by angles [B] in radians."""
    rows = [torch.stack([angles.cos(), -angles.sin()], -1)]
    rows.append(torch.stack([angles.sin(), angles.cos()], -1))
    return torch.stack(rows, dim=-2)


def random_affine(count: int, generator: Generator, *, degrees: float, shift: float) -> Tensor:
    """Affine transformations [B, 2, 3]: rotation, shear and scales as in the report, and a shift.

    A = R(a) R(s)ᵀ diag(u, v) R(s) with s within 30 degrees and u, v in [0.75, 1.25).

    Args:
        count: B.
        generator: draws them.
        degrees: the largest rotation.
        shift: the largest shift along each axis; an image is 2 wide.
    """
    turn = turns(uniform(generator, -degrees, degrees, count).deg2rad())
    shear = turns(uniform(generator, -30, 30, count).deg2rad())
    scales = torch.diag_embed(uniform(generator, 0.75, 1.25, count, 2))
    linear = turn @ shear.transpose(1, 2) @ scales @ shear
    return torch.cat([linear, uniform(generator, -shift, shift, count, 2, 1)], dim=-1)


def random_control(count: int, generator: Generator, *, reach: float) -> Tensor:
    """Control points [B, 9, 2] of the 3x3 spline, each moved by up to `reach` along each axis."""
    return spline(3, 3).control + uniform(generator, -reach, reach, count, 9, 2)
