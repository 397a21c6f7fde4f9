"""The match of two images: a network's match competes with rotations; the best is refined."""

from collections.abc import Callable

import torch
from torch import Tensor

from groundwork.errors import InputError
from wormbrain.geometry import identity_affine, spline
from wormbrain.matching.prepared import Prepared
from wormbrain.matching.refine import (
    POLISH,
    SEARCH,
    Match,
    refine,
    rotations,
    survivors,
)
from wormbrain.networks.matcher import square

DEGREES = range(-180, 180, 30)  # of the rotations that are tried
NETWORK_SIZE = 128  # pixels of the images that the network sees, as in its training

Network = Callable[[Tensor, Tensor], list[Tensor]]  # such as wormbrain.networks.matcher.Matcher


def match(source: Tensor, target: Tensor, network: Network | None = None) -> Match:
    """Find where each point of the target lies in the source.

    The identity and rotations compete as affine transformations; the best four and the network's
    match compete as splines, and the best of these is refined.

    Args:
        source: [C, H, W], scaled by wormbrain.frames.intensity.
        target: likewise, of the same shape.
        network: gives transformations of the 3x3 spline on extent (1, 1), the last one the best.

    Raises:
        InputError: the images differ in shape.
    """
    if source.shape != target.shape:
        raise InputError(
            f"source {tuple(source.shape)} and target {tuple(target.shape)} differ in channels or "
            "size; give images of one camera"
        )
    moving, fixed = Prepared(source), Prepared(target)
    starts = torch.cat([identity_affine(1), rotations(moving, fixed, DEGREES)])
    affine, _ = survivors(moving, fixed, starts, SEARCH[:1])
    warps = spline(3, 3, fixed.size)
    candidates = warps.from_affine(affine.transpose(1, 2))
    if network is not None:
        learnt = spline(3, 3).basis(warps.control) @ learnt_map(network, source, target)
        candidates = torch.cat([learnt, candidates])
    return refine(moving, fixed, candidates, SEARCH[1:] + POLISH, (3, 3))


def learnt_map(network: Network, source: Tensor, target: Tensor) -> Tensor:
    """The transformation [1, 9, 2] of the 3x3 spline on extent (1, 1) that a network finds."""
    images = (square(image[None], NETWORK_SIZE) for image in (source, target))
    with torch.no_grad():
        return network(*images)[-1]
