"""The match of two images: a network's match competes with rotations; the best is refined."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from groundwork.errors import InputError
from wormbrain.geometry import identity_affine, spline
from wormbrain.matching.confidence import Confidence, confidence
from wormbrain.matching.framing import WHOLE, Frame, around_content
from wormbrain.matching.prepared import SMALLEST, Prepared
from wormbrain.matching.refine import (
    POLISH,
    SEARCH,
    Level,
    Match,
    refine,
    rotations,
    survivors,
)
from wormbrain.networks.matcher import GRID

DEGREES = range(-180, 180, 30)  # of the rotations that are tried
MIRROR = torch.tensor([-1.0, 1.0])  # exchanges left and right
NETWORK_SIZE = 128  # pixels of the images that the network sees, as in its training

Network = Callable[[Tensor, Tensor], list[Tensor]]  # such as wormbrain.networks.matcher.Matcher


def match(
    source: Tensor,
    target: Tensor,
    network: Network | None = None,
    polish: Sequence[Level] = POLISH,
) -> Match:
    """Find where each point of the target lies in the source.

    The identity and rotations compete as affine transformations; the best four and the network's
    matches compete as splines, and the best of these is refined.

    Args:
        source: [C, H, W], scaled by wormbrain.frames.intensity.
        target: likewise, of the same shape.
        network: gives transformations as wormbrain.networks.matcher.Matcher does.
        polish: the levels at which the best candidate is refined; for projections that are then
            matched in depth, wormbrain.matching.volume.FLAT.

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
        # Whole images show where the frame ends, and what no rule takes for content.
        learnt = [learnt_map(network, source, target, frames) for frames in (WHOLE, None)]
        candidates = torch.cat([torch.stack([found(control) for found in learnt]), candidates])
    return refine(moving, fixed, candidates, [*SEARCH[1:], *polish], (3, 3))


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


def learnt_map(
    network: Network,
    source: Tensor,
    target: Tensor,
    frames: tuple[Frame, Frame] | None = None,
) -> Callable[[Tensor], Tensor]:
    """What a network finds in two images and in their mirror images: the mean.

    The network errs differently in both.

    Args:
        network: as of `match`.
        source: [C, H, W], scaled by wormbrain.frames.intensity.
        target: likewise.
        frames: what it sees of each image; by default what lies around their content.

    Returns:
        A function from points [N, 2] of the target to those of the source.
    """
    frames = frames or around_content(source, target)
    of_source, of_target = frames
    images = (source, target)
    views = [frame.cut(image, NETWORK_SIZE) for frame, image in zip(frames, images, strict=True)]
    with torch.no_grad():
        seen, mirrored = network(*(torch.cat([view, view.flip(3)]) for view in views))[-1]

    def move(points: Tensor) -> Tensor:
        within, basis = of_target.from_image(points), spline(*GRID).basis
        places = basis(within) @ seen + (basis(within * MIRROR) @ mirrored) * MIRROR
        return of_source.to_image(places / 2)

    return move
