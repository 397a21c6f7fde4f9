"""Points of the structure that have lost touch with the images, brought back.

The gradient of an L1 loss on a Gaussian that overlaps nothing is zero, so a point that has left
the particle stays where it is, masked or not. A point of the true structure lies on the particle
in every image; a point that mostly does not is moved to a randomly chosen point that does.
"""

import torch
from torch import Generator, Tensor

from holly.geometry import project
from holly.training.compiled import Optimiser

MISSING = 0.7  # a stray lies on the particle in less than this share of the median point's images


def find_strays(points: Tensor, rotation: Tensor, shift: Tensor, mask: Tensor) -> Tensor:
    """Which points [N] of a structure [N, 3] mostly fall outside the particle.

    Args:
        points: [N, 3], model units.
        rotation: [B, 3, 3], predicted.
        shift: [B, 2], predicted, model units.
        mask: [B, H, W], true where an image shows the particle.
    """
    height, width = mask.shape[1:]
    x, y = project(points, rotation, shift, (height, width))
    column, row = x.round().long(), y.round().long()
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    flat = row.clamp(0, height - 1) * width + column.clamp(0, width - 1)
    hit = mask.flatten(1).gather(1, flat) & inside
    share = hit.float().mean(0)
    return share < MISSING * share.median()


def relocate(points: Tensor, strays: Tensor, generator: Generator, optimiser: Optimiser) -> None:
    """Move strays [N] to randomly chosen other points of `points` [N, 3]; reset their momentum."""
    kept = (~strays).nonzero().squeeze(1)
    chosen = torch.randint(len(kept), (int(strays.sum()),), generator=generator)
    points.data[strays] = points.data[kept[chosen.to(kept.device)]]
    for moment in optimiser.state[points].values():
        if moment.shape == points.shape:
            moment[strays] = 0
