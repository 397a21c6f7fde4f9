"""The pairs of the recipe `match`: drawn while training, from a recording and made-up nuclei.

A pair is sampled once from its frame: where the source lies in the frame, the transformation and
the crop are composed first. Both images are then disturbed independently, because in a recording
brightness, background and noise differ from frame to frame.
"""

import torch
from torch import Generator, Tensor
from torch.nn import functional

from wormbrain.geometry import apply_affine, identity_affine, pixel_centres, sample, spline
from wormbrain.pairs.batch import Known
from wormbrain.pairs.nuclei import nuclei_pairs
from wormbrain.pairs.transformations import random_affine, random_control, turns, uniform

RECORDED = 0.5  # share of the pairs that come from the recording
SPLINE_ONLY = 0.3  # share of the pairs without an affine transformation
DEGREES, SHIFT, REACH = 30.0, 0.25, 0.4  # of the transformations
MIRRORED = 0.5  # share of the views that are mirrored
REFLECTED = 0.25  # share of the batches with reflected borders, as in the report
RELIT = 0.7  # share of the recorded pairs whose brightness changes from place to place
RELIT_CELLS, RELIT_SPREAD = 6, (0.18, 0.35)  # cells along an image; spread of log brightness
GRID_SIDE = 10  # points along each axis at which a recorded pair is known: MOST in all
NOISE = 0.06  # largest standard deviation
RAISED, RAISED_BY = 0.3, 0.15  # share of the images with a raised background, and by how much
DARKEST, BRIGHTEST = -0.2, 1.6


def draw_pairs(frames: Tensor, count: int, size: int, generator: Generator) -> Known:
    """Draw pairs of square images.

    Args:
        frames: [T, 2, S', S'], scaled by wormbrain.frames.intensity.
        count: B.
        size: S, pixels along the side of the images of a pair.
        generator: draws everything that is random.
    """
    control = _transformations(count, generator)
    recorded = round(RECORDED * count)
    pairs = (
        _recorded_pairs(frames, control[:recorded], size, generator),
        nuclei_pairs(control[recorded:], size, generator),
    )
    source, target, *known = (
        torch.cat(parts) for parts in zip(*(vars(each).values() for each in pairs), strict=True)
    )
    return Known(_disturbed(source, generator), _disturbed(target, generator), *known)


def _transformations(count: int, generator: Generator) -> Tensor:
    """Transformations [B, 9, 2] of the 3x3 spline; some of them gentler."""
    affine = random_affine(count, generator, degrees=DEGREES, shift=SHIFT)
    control = random_control(count, generator, reach=REACH)
    still = torch.rand(count, generator=generator) < SPLINE_ONLY
    gentle = ~still & (torch.rand(count, generator=generator) < 0.5)
    centre = spline(3, 3).control
    control = torch.where(gentle[:, None, None], (control + centre) / 2, control)
    return apply_affine(torch.where(still[:, None, None], identity_affine(count), affine), control)


def _recorded_pairs(frames: Tensor, control: Tensor, size: int, generator: Generator) -> Known:
    """Pairs from random frames, each seen in a random view; known at the points of a grid."""
    count = len(control)
    images = frames[torch.randint(len(frames), (count,), generator=generator)]
    view = _views(count, generator)
    outside = "reflection" if torch.rand((), generator=generator) < REFLECTED else "zeros"
    still = pixel_centres(size, size).reshape(-1, 2)
    source, target = (
        sample(images, apply_affine(view, points).unflatten(1, (size, size)), outside)
        for points in (still.expand(count, -1, -1), spline(3, 3).basis(still) @ control)
    )
    points = pixel_centres(GRID_SIDE, GRID_SIDE).reshape(-1, 2)
    places = spline(3, 3).basis(points) @ control
    known = points.expand(count, -1, -1), places, torch.ones(places.shape[:2])
    return Known(source, target * _light(count, size, generator), *known)


def _views(count: int, generator: Generator) -> Tensor:
    """Where a source lies in its frame, [B, 2, 3]: turned, mirrored, zoomed, shifted."""
    zoom = uniform(generator, 0.55, 1.7, count, 1) * uniform(generator, 0.8, 1.2, count, 2)
    mirror = torch.where(torch.rand(count, generator=generator) < MIRRORED, -1.0, 1.0)
    scales = torch.diag_embed(zoom * torch.stack([mirror, torch.ones(count)], dim=-1))
    linear = turns(uniform(generator, -torch.pi, torch.pi, count)) @ scales
    return torch.cat([linear, uniform(generator, -0.15, 0.15, count, 2, 1)], dim=-1)


def _light(count: int, size: int, generator: Generator) -> Tensor:
    """Factors [B, 2, S, S] that vary smoothly, as the activity of neighbouring neurons does."""
    cells = torch.randn(count, 2, RELIT_CELLS, RELIT_CELLS, generator=generator)
    cells = cells * torch.tensor(RELIT_SPREAD)[:, None, None]
    cells = cells * (torch.rand(count, 1, 1, 1, generator=generator) < RELIT)
    return functional.interpolate(cells, size=(size, size), mode="bicubic").exp()


def _disturbed(images: Tensor, generator: Generator) -> Tensor:
    """Images with another brightness, contrast, background and noise."""
    count = len(images)
    images = images * uniform(generator, 0.7, 1.3, count, 2, 1, 1)
    images = images.clamp_min(0) ** uniform(generator, 0.75, 1.25, count, 1, 1, 1)
    raised = torch.rand(count, 1, 1, 1, generator=generator) < RAISED
    images = images + raised * uniform(generator, 0, RAISED_BY, count, 2, 1, 1)
    noise = torch.randn(images.shape, generator=generator)
    noise = noise * uniform(generator, 0, NOISE, count, 1, 1, 1)
    return (images + noise).clamp(DARKEST, BRIGHTEST)
