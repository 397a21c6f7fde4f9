"""The match of two images: a network's match competes with rotations; the best is refined."""

from collections.abc import Callable

import torch
from torch import Tensor

from groundwork.errors import InputError
from wormbrain.geometry import identity_affine, spline
from wormbrain.matching.confidence import Confidence, confidence
from wormbrain.matching.framing import Frame, around_content
from wormbrain.matching.prepared import SMALLEST, Prepared
from wormbrain.matching.refine import (
    POLISH,
    SEARCH,
    Match,
    refine,
    rotations,
    survivors,
)
from wormbrain.networks.matcher import GRID

DEGREES = range(-180, 180, 30)  # of the rotations that are tried
NETWORK_SIZE = 128  # pixels of the images that the network sees, as in its training

Network = Callable[[Tensor, Tensor], list[Tensor]]  # such as wormbrain.networks.matcher.Matcher


def match(source: Tensor, target: Tensor, network: Network | None = None) -> Match:
    """Find where each point of the target lies in the source.

    The identity and rotations compete as affine transformations; the best four and the network's
    matches compete as splines, and the best of these is refined.

    Args:
        source: [C, H, W], scaled by wormbrain.frames.intensity.
        target: likewise, of the same shape.
        network: gives transformations as wormbrain.networks.matcher.Matcher does.

    Raises:
        InputError: the images differ in shape, or are too small.
    """
    if source.shape != target.shape:
        raise InputError(
            f"source {tuple(source.shape)} and target {tuple(target.shape)} differ in channels or "
            "size; give images of one camera"
        )
    if min(source.shape[1:]) < SMALLEST:
        raise InputError(
            f"images of {source.shape[1]} x {source.shape[2]} pixels are too small to be matched; "
            f"give {SMALLEST} x {SMALLEST} or more"
        )
    moving, fixed = Prepared(source), Prepared(target)
    candidates = turned(moving, fixed)
    if network is not None:
        control = spline(3, 3, fixed.size).control
        learnt = _learnt_starts(network, source, target, control)
        candidates = torch.cat([learnt, candidates])
    return refine(moving, fixed, candidates, SEARCH[1:] + POLISH, (3, 3))


def judged(
    source: Tensor, target: Tensor, network: Network | None = None
) -> tuple[Match, Confidence]:
    """The match of two images, and how far to trust it; arguments and errors as `match`.

    To judge it, the swapped images and the mirror image of the source are matched too.
    """
    found, backward = match(source, target, network), match(target, source, network)
    mirrored = match(source.flip(-1), target, network)
    return found, confidence(found, backward, Prepared(source), Prepared(target), mirrored)


def turned(source: Prepared, target: Prepared) -> Tensor:
    """The best affine starts, found from rotations, as maps [B, 9, 2] of a 3x3 spline."""
    starts = torch.cat([identity_affine(1), rotations(source, target, DEGREES)])
    affine, _ = survivors(source, target, starts, SEARCH[:1])
    return spline(3, 3, target.size).from_affine(affine.transpose(1, 2))


def learnt_map(network: Network, source: Tensor, target: Tensor) -> Callable[[Tensor], Tensor]:
    """What a network finds in two images, each seen around its content.

    Args:
        network: as of `match`.
        source: [C, H, W], scaled by wormbrain.frames.intensity.
        target: likewise.

    Returns:
        A function from points [N, 2] of the target to those of the source.
    """
    return _in_frames(network, (source, target), around_content(source, target))


def _learnt_starts(network: Network, source: Tensor, target: Tensor, points: Tensor) -> Tensor:
    """Where a network takes points [N, 2], seeing whole images and their content: [2, N, 2].

    Whole images show where the frame ends, and what no rule takes for content.
    """
    images, whole = (source, target), (Frame(torch.zeros(2), 1.0),) * 2
    views = (whole, around_content(*images))
    return torch.stack([_in_frames(network, images, frames)(points) for frames in views])


def _in_frames(
    network: Network, images: tuple[Tensor, Tensor], frames: tuple[Frame, Frame]
) -> Callable[[Tensor], Tensor]:
    seen = (frame.cut(image, NETWORK_SIZE) for frame, image in zip(frames, images, strict=True))
    with torch.no_grad():
        transformation = network(*seen)[-1][0]
    of_source, of_target = frames
    return lambda points: of_source.to_image(
        spline(*GRID).basis(of_target.from_image(points)) @ transformation
    )
