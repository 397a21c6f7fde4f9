"""The auxiliary losses of equation 3 of the report, for images in which cells are known.

The report names them as future steps, for example segmentation and cosine similarity. Here the
features of each place of a map tell whether a cell lies there (cross-entropy), and the features of
a cell in the target are most similar, among all places of the source, to those of the same cell
(cross-entropy of their cosines). Places are those at which a network computes features.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from wormbrain.geometry import spline, to_pixels, to_points
from wormbrain.networks.correlation import correlate, normalised
from wormbrain.pairs.batch import Batch

AUXILIARY = "auxiliary"  # the part of a network that only helps to train the others
TEMPERATURE = 0.1  # that cosines are divided by


@dataclass(frozen=True)
class Places:
    """The h x h places of a map of features in an image, row by row.

    Args:
        first: pixel of the centre of the first place along each axis.
        step: pixels from one to the next.
        side: h.
        size: pixels of the image.
    """

    first: float
    step: int
    side: int
    size: int

    @property
    def centres(self) -> Tensor:
        """The points [h², 2] at which they have their centres."""
        line = self.first + self.step * torch.arange(self.side)
        pixels = torch.stack(torch.meshgrid(line, line, indexing="xy"), -1).reshape(-1, 2)
        return to_points(pixels, self.size, self.size)

    def with_cells(self, centres: Tensor, cells: Tensor) -> Tensor:
        """Whether a cell lies in the place around each centre, bool [B, P].

        Args:
            centres: [B, P, 2].
            cells: [B, K, 2]; NaN where there is none.
        """
        apart = (centres[:, :, None] - cells[:, None]).abs().amax(-1)
        return (apart <= self.step / self.size).any(-1)

    def nearest(self, points: Tensor) -> Tensor:
        """The place that holds each point, [B, P], counted as correlations are; -1 if none does."""
        pixels = to_pixels(points, self.size, self.size)
        column, row = ((pixels - self.first) / self.step).round().long().unbind(-1)
        here = (torch.stack([column, row]) >= 0) & (torch.stack([column, row]) < self.side)
        return torch.where(here.all(0), row + self.side * column, -1)


def segmentation_loss(
    places: Places, logits: tuple[Tensor, Tensor], batch: Batch, known: Tensor
) -> Tensor:
    """L1: the cross-entropy of telling where cells are, in both images.

    Args:
        places: of the maps.
        logits: [B, 1, h, h] of source and target: whether a cell is there.
        batch: with points.
        known: bool [B], the pairs whose cells are known.

    Returns:
        []; zero where no pair counts.
    """
    seen = _seen(places, batch)
    goals = torch.stack([places.with_cells(centres, batch.points) for centres in seen])
    told = torch.stack([one.flatten(1) for one in logits])
    losses = functional.binary_cross_entropy_with_logits(told, goals.to(told), reduction="none")
    return _mean(losses, known[:, None].expand_as(losses))


def correlation_loss(
    places: Places, maps: tuple[Tensor, Tensor], batch: Batch, known: Tensor
) -> Tensor:
    """L2: the cross-entropy of finding each cell of the target in the source, by their cosines.

    Args:
        places: of the maps.
        maps: features [B, C, h, h] of source and target.
        batch: with points.
        known: bool [B], the pairs whose cells are known.

    Returns:
        []; zero where no pair counts.
    """
    source, target = (normalised(one) for one in maps)
    cosines = correlate(source, target).flatten(2)  # [B, places of the source, of the target]
    in_source = _seen(places, batch)[1]
    goals = places.nearest(in_source)
    counted = places.with_cells(in_source, batch.points) & (goals >= 0) & known[:, None]
    losses = functional.cross_entropy(cosines / TEMPERATURE, goals.clamp_min(0), reduction="none")
    return _mean(losses, counted)


def _seen(places: Places, batch: Batch) -> tuple[Tensor, Tensor]:
    """The points of the source that the places of both images show, [B, P, 2] each."""
    centres = places.centres
    moved = spline(3, 3).basis(centres).to(batch.transformation) @ batch.transformation
    return centres.to(moved).expand_as(moved), moved


def _mean(losses: Tensor, counted: Tensor) -> Tensor:
    """The mean of the losses that count; zero if none does."""
    return (losses * counted).sum() / counted.sum().clamp_min(1)
