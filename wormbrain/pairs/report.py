"""The report's pairs: two views of one image, one of them transformed at random.

The ranges are those of the published program, whose options for them have no effect. The source
is the central 9/16 of the image; the target is the same window seen through the transformation,
whose coordinates are those of the window. Where it leaves the image, the image is reflected.
"""

from functools import lru_cache

import torch
from torch import Generator, Tensor

from wormbrain.geometry import apply_affine, identity_affine, pixel_centres, sample, spline
from wormbrain.pairs.batch import Batch
from wormbrain.pairs.transformations import random_affine, random_control
from wormbrain.settings.paper import Geometry

WINDOW = 9 / 16  # of the image
DEGREES = 15.0  # largest rotation
SHIFT = 0.25  # largest along each axis, in halves of the window
REACH = 0.4  # largest displacement of a control point along each axis, likewise


def draw_transformations(
    count: int, geometry: Geometry, generator: Generator
) -> tuple[Tensor, Tensor]:
    """What a Batch calls `affine` and `control`; only that of this geometry is random."""
    if geometry == "affine":
        affine = random_affine(count, generator, degrees=DEGREES, shift=SHIFT)
        return affine, spline(3, 3).control.expand(count, -1, -1)
    return identity_affine(count), random_control(count, generator, reach=REACH)


def cut_pairs(
    images: Tensor,
    affine: Tensor,
    control: Tensor,
    size: int,
    *,
    window: float = WINDOW,
    outside: str = "reflection",
) -> Batch:
    """Pairs of square images of `size` pixels, each interpolated once from the whole image.

    Args:
        images: [B, C, H, W].
        affine: [B, 2, 3], on the CPU or the images' device.
        control: [B, 9, 2], likewise.
        size: of the images in the batch, px.
        window: how much of the longer side of an image the source shows.
        outside: what lies around an image, see wormbrain.geometry.sample.
    """
    images, (affine, control) = images.float(), (t.to(images.device) for t in (affine, control))
    points, basis = _pixels(size, images.device)
    views = points.expand(len(images), -1, -1), apply_affine(affine, basis @ control)
    source, target = (
        sample(images, window * view.unflatten(1, (size, size)), outside) for view in views
    )
    return Batch(source, target, affine, control)


@lru_cache(maxsize=4)
def _pixels(size: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """The pixels of a square image: points [S², 2], and the basis [S², 9] of the spline there."""
    points = pixel_centres(size, size).reshape(-1, 2)
    return points.to(device), spline(3, 3).basis(points).to(device)
