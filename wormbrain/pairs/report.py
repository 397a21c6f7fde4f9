"""The report's pairs: two views of one image, one of them transformed at random.

The ranges are those of the published program, whose options for them have no effect. The source
is the central 9/16 of the image; the target is the same window seen through the transformation,
whose coordinates are those of the window. Where it leaves the image, the image is reflected.
"""

import math

import torch
from torch import Generator, Tensor

from wormbrain.geometry import apply_affine, identity_affine, pixel_centres, sample, spline
from wormbrain.pairs.batch import Batch
from wormbrain.settings.paper import Geometry

WINDOW = 9 / 16  # of the image
ROTATION = math.pi / 12  # largest
SHEAR_AXIS = math.pi / 6  # largest angle of the axes along which the scales differ
SCALE = (0.75, 1.25)
SHIFT = 0.25  # largest along each axis, in halves of the window
BEND = 0.4  # largest displacement of a control point along each axis, likewise


def draw_affine(count: int, generator: Generator) -> Tensor:
    """Random affine transformations [count, 2, 3]: rotation, scales along turned axes, shift."""
    turn, axis, x_scale, y_scale, x, y = torch.rand(6, count, generator=generator) * 2 - 1
    middle, half = sum(SCALE) / 2, (SCALE[1] - SCALE[0]) / 2
    scales = torch.diag_embed(torch.stack([x_scale, y_scale], 1) * half + middle)
    axes = _rotation(axis * SHEAR_AXIS)
    linear = _rotation(turn * ROTATION) @ axes.transpose(1, 2) @ scales @ axes
    return torch.cat([linear, torch.stack([x, y], 1)[..., None] * SHIFT], 2)


def draw_control(count: int, generator: Generator) -> Tensor:
    """Random splines [count, 9, 2]: each control point displaced within a square."""
    return spline(3, 3).control + BEND * (torch.rand(count, 9, 2, generator=generator) * 2 - 1)


def draw_transformations(
    count: int, geometry: Geometry, generator: Generator
) -> tuple[Tensor, Tensor]:
    """What a Batch calls `affine` and `control`; only that of this geometry is random."""
    if geometry == "affine":
        return draw_affine(count, generator), spline(3, 3).control.expand(count, -1, -1)
    return identity_affine(count), draw_control(count, generator)


def cut_pairs(images: Tensor, affine: Tensor, control: Tensor, size: int) -> Batch:
    """Pairs of square images of `size` pixels, each interpolated once from the whole image.

    Args:
        images: [B, C, H, W].
        affine: [B, 2, 3], on the CPU or the images' device.
        control: [B, 9, 2], likewise.
        size: of the images in the batch, px.
    """
    images, (affine, control) = images.float(), (t.to(images.device) for t in (affine, control))
    points = pixel_centres(size, size).reshape(-1, 2)
    basis = spline(3, 3).basis(points).to(images.device)
    windows = (
        points.to(images.device).expand(len(images), -1, -1),
        apply_affine(affine, basis @ control),
    )
    source, target = (
        sample(images, WINDOW * w.unflatten(1, (size, size)), outside="reflection") for w in windows
    )
    return Batch(source, target, affine, control)


def _rotation(angles: Tensor) -> Tensor:
    """Rotations [B, 2, 2] by angles [B]."""
    cos, sin = angles.cos(), angles.sin()
    return torch.stack([torch.stack([cos, -sin], 1), torch.stack([sin, cos], 1)], 1)
