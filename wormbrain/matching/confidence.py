"""How far to trust a match: can it be undone, what of areas, is a mirror image more alike.

The match from source to target and that from target to source are found independently. Where both
are right, one undoes the other; a wrong one has no reason to. Where part of the worm is missing,
hidden or folded over, a match brings areas almost to nothing, because no other map is so alike.

A worm and its mirror image are so alike that a bent map from one to the other can pass both checks.
But no map without a fold turns one into the other, so the true one, which starts from the mirror
image of the source, is more alike. Where it is, the match is not trusted.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from wormbrain.geometry import inside, pixel_centres
from wormbrain.matching.prepared import Prepared
from wormbrain.matching.refine import Match

SIZE = 128  # pixels of the longer side of the image in which bright points are looked for
SHARE = 0.02  # of its pixels are bright
STEP = 0.01  # points, for derivatives
FEW = 0.05  # share of the bright points whose area may be smaller

FAULTS = {
    "error": "forward and backward disagree",
    "area": "areas collapse or fold",
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


def confidence(
    forward: Match,
    backward: Match,
    source: Prepared,
    target: Prepared,
    mirrored: Match | None = None,
) -> Confidence:
    """Compare a match with that of the swapped images, and with that of a mirror image.

    Args:
        forward: from points of the target to points of the source.
        backward: from points of the source to points of the target.
        source: the image that `forward` moves.
        target: the other one, of the same size.
        mirrored: the match from the target to the mirror image of the source, found as `forward`
            was; None where a mirror image is out of the question.
    """
    points = bright_points(target)
    error = (backward(forward(points)) - points).norm(dim=1).median() / 2
    both = ((forward, points), (backward, bright_points(source)))
    return Confidence(
        error=float(error),
        area=min(_area(match, bright) for match, bright in both),
        overlap=min(_overlap(match, bright, target.size) for match, bright in both),
        correlation=min(forward.correlation, backward.correlation),
        mirrored=mirrored is not None and mirrored.correlation > forward.correlation,
    )


def bright_points(image: Prepared) -> Tensor:
    """The points [N, 2] of the brightest pixels of an image."""
    mean = image.at(SIZE, 0.0)[0, -1]
    count = max(1, round(SHARE * mean.numel()))
    return pixel_centres(*mean.shape, image.size).reshape(-1, 2)[mean.flatten().topk(count).indices]


def _overlap(match: Match, points: Tensor, size: tuple[float, float]) -> float:
    return float(inside(match(points), torch.tensor(size)).float().mean())


def _area(match: Match, points: Tensor) -> float:
    """The factor by which areas change, exceeded at all but a few of the points."""
    steps = STEP * torch.eye(2)
    along = [(match(points + step) - match(points - step)) / (2 * STEP) for step in steps]
    return float(torch.linalg.det(torch.stack(along, dim=-1)).quantile(FEW))
