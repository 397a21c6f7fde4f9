"""How far to trust a match: can it be undone, what of areas, is a mirror image more alike.

What is said of images holds for volumes too, whose areas are volumes.

The match from source to target and that from target to source are found independently. Where both
are right, one undoes the other; a wrong one has no reason to. Where part of the worm is missing,
hidden or folded over, a match brings areas almost to nothing, because no other map is so alike.

A worm and its mirror image are so alike that a bent map from one to the other can pass both checks.
But no map without a fold turns one into the other, so the true one, which starts from the mirror
image of the source, is more alike. Where it is, the match is not trusted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from wormbrain.geometry import inside

STEP = 0.01  # points, for derivatives
FEW = 0.05  # share of the bright points whose area may be smaller

FAULTS = {
    "error": "forward and backward disagree",
    "area": "parts collapse or fold",
    "overlap": "too much is out of view",
    "correlation": "too unlike the target",
    "mirrored": "the mirror image is more alike",
}


@dataclass(frozen=True)
class Limits:
    """Beyond which values a match must not be used; see `Confidence`."""

    error: float
    area: float
    overlap: float
    correlation: float


PAIR = Limits(error=3 / 256, area=0.35, overlap=0.9, correlation=0.6)  # for any two images
# For any two volumes. A nucleus that rolls out of a plane leaves a projection, but no volume, so
# that a match of volumes can be undone more exactly.
VOLUMES = Limits(error=1.25 / 256, area=0.2, overlap=0.9, correlation=0.75)


@dataclass(frozen=True)
class Confidence:
    """How far to trust a match.

    Attributes:
        error: median distance of p and B(F(p)) at the target's bright points p, as a share of the
            longer side; F is the match and B the match of the swapped images.
        area: 5th percentile of the factor by which a match changes areas at bright points; the
            smaller one of both matches. It is negative where an image is turned inside out.
        overlap: share of the bright points whose places lie inside the other image; the smaller
            one of both matches.
        correlation: of blurred images, the smaller one of both matches.
        mirrored: whether the target is more like the mirror image of the source.
    """

    error: float
    area: float
    overlap: float
    correlation: float
    mirrored: bool = False

    def faults(self, limits: Limits = PAIR) -> list[str]:
        """Why the match must not be used, in words; empty if it may be."""
        holds = {
            "error": self.error <= limits.error,  # false also if a number is not a number
            "area": self.area >= limits.area,
            "overlap": self.overlap >= limits.overlap,
            "correlation": self.correlation >= limits.correlation,
            "mirrored": not self.mirrored,
        }
        return [FAULTS[name] for name in holds if not holds[name]]

    def lost(self, limits: Limits = PAIR) -> bool:
        """Whether the match must not be used."""
        return bool(self.faults(limits))


class Seen(Protocol):
    """An image or a volume, as far as the confidence asks; d is 2 or 3."""

    bright: Tensor  # [N, d], its brightest points
    size: Sequence[float]  # [d], half of its lengths


class Found(Protocol):
    """A match: a function from points [N, d] of the target to points of the source."""

    correlation: float

    def __call__(self, points: Tensor) -> Tensor:
        """Points [N, d] of the source."""


def confidence(
    forward: Found,
    backward: Found,
    source: Seen,
    target: Seen,
    mirrored: Found | None = None,
) -> Confidence:
    """Compare a match with that of the swapped images, and with that of a mirror image.

    Args:
        forward: from points of the target to points of the source.
        backward: from points of the source to points of the target.
        source: the image or volume that `forward` moves.
        target: the other one, of the same size.
        mirrored: the match from the target to the mirror image of the source, found as `forward`
            was; None where a mirror image is out of the question.
    """
    error = (backward(forward(target.bright)) - target.bright).norm(dim=1).median() / 2
    both = ((forward, target.bright), (backward, source.bright))
    return Confidence(
        error=float(error),
        area=min(_area(match, bright) for match, bright in both),
        overlap=min(_overlap(match, bright, target.size) for match, bright in both),
        correlation=min(forward.correlation, backward.correlation),
        mirrored=mirrored is not None and _more_alike(mirrored, forward, target),
    )


def _more_alike(mirrored: Found, forward: Found, target: Seen) -> bool:
    """Whether a match of the mirror image, which does not mirror it back, is the better one."""
    return mirrored.correlation > forward.correlation and _area(mirrored, target.bright) > 0


def _overlap(match: Callable[[Tensor], Tensor], points: Tensor, size: Sequence[float]) -> float:
    return float(inside(match(points), torch.tensor(size)).float().mean())


def _area(match: Callable[[Tensor], Tensor], points: Tensor) -> float:
    """The factor by which areas or volumes change, exceeded at all but a few of the points."""
    steps = STEP * torch.eye(points.shape[1])
    along = [(match(points + step) - match(points - step)) / (2 * STEP) for step in steps]
    return float(torch.linalg.det(torch.stack(along, dim=-1)).quantile(FEW))
