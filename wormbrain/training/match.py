"""The recipe `match`: its network, pairs drawn from a recording, the grid loss of every stage."""

import math

import numpy as np
import torch
from torch import Generator, Tensor

from groundwork.arrays import spread
from groundwork.seeds import generator
from wormbrain.frames.intensity import scaled
from wormbrain.frames.recording import Recording
from wormbrain.geometry import identity_affine, spline
from wormbrain.networks.matcher import GRID, Matcher, square
from wormbrain.pairs.batch import Batch, Known
from wormbrain.pairs.match import draw_pairs
from wormbrain.pairs.report import cut_pairs
from wormbrain.pairs.split import split_by_time
from wormbrain.pairs.transformations import random_affine, random_control
from wormbrain.settings.match import MatchRecipe
from wormbrain.training.grid_loss import grid_points, point_loss
from wormbrain.training.seeded import seeded

WEIGHTS = (0.4, 0.5, 0.7, 1.0)  # of the losses of the stages
ROOT = 0.3  # weight of the root of a loss: it keeps small errors worth mending
SMOOTH = 1e-4  # added below that root
WARM_UP = 100  # steps until the learning rate is highest
LEAST_RATE = 0.01  # share of the highest learning rate that is always added
NOISE = 0.03  # standard deviation in validation pairs
AT_ONCE = 32  # pairs validated at once


class MatchTraining:
    """The recipe as wormbrain.training.recipe.Recipe.

    The frames that validate lie apart in time from those to train on.

    Args:
        settings: of the recipe.
        recording: of two channels.
        seed: of the network's start.
        device: where to train.

    Raises:
        InputError: there are too few frames.
    """

    largest_gradient = 1.0

    def __init__(
        self, settings: MatchRecipe, recording: Recording, *, seed: int, device: torch.device
    ) -> None:
        self.settings = settings
        self.steps = settings.steps
        self.steps_per_row = math.ceil(settings.steps / settings.validations)
        training, validation = split_by_time(np.arange(len(recording)))
        chosen = training[spread(len(training), settings.frames)]
        self._frames = _read(recording, chosen, 2 * settings.size).to(device)
        validation = validation[spread(len(validation), settings.validation_pairs)]
        held_out = _read(recording, validation, 2 * settings.size).to(device)
        self.validation = validation_pairs(held_out, settings.validation_pairs, settings.size)
        with seeded(generator(seed, "network")):
            self.network = Matcher(len(recording.channels)).to(device)

    def draw(self, generator: Generator) -> Known:
        """Pairs from the frames to train on and from made-up nuclei."""
        return draw_pairs(self._frames, self.settings.batch_size, self.settings.size, generator)

    def loss(self, batch: Known) -> Tensor:
        """How far each stage takes the known points from their places."""
        found = self.network(batch.source, batch.target)
        basis = spline(*GRID).basis(batch.points.flatten(0, 1)).unflatten(0, batch.points.shape[:2])
        share = batch.weights / batch.weights.sum(1, keepdim=True).clamp_min(1)
        losses = (((basis @ f - batch.places).square().sum(-1) * share).sum(1) for f in found)
        return sum(
            weight * (ROOT * (loss + SMOOTH).sqrt() + loss).mean()
            for weight, loss in zip(WEIGHTS, losses, strict=True)
        )

    def validate(self) -> dict[str, float]:
        """Mean grid losses on the pairs of `validation_pairs`."""
        return {name: self._mean_loss(pairs) for name, pairs in self.validation.items()}

    def _mean_loss(self, pairs: Batch) -> float:
        parts = (part.split(AT_ONCE) for part in (pairs.source, pairs.target, pairs.transformation))
        found, true = (spline(*grid).basis(grid_points()) for grid in (GRID, (3, 3)))
        losses = [
            point_loss(found @ self.network(source, target)[-1], true @ goal)
            for source, target, goal in zip(*parts, strict=True)
        ]
        return torch.cat(losses).mean().item()

    def learning_rate(self, step: int) -> float:
        """A short rise, then half a cosine."""
        height = (1 + math.cos(math.pi * step / self.steps)) / 2 + LEAST_RATE
        return self.settings.learning_rate * min(1, (step + 1) / WARM_UP) * height


def validation_pairs(frames: Tensor, count: int, size: int) -> dict[str, Batch]:
    """Fixed pairs of two kinds: large motion of whole frames, and the report's window.

    Args:
        frames: [T, C, S', S'], scaled; each frame serves in turn.
        count: pairs of each kind.
        size: of the images, px.
    """
    chance = generator(0, "validation pairs")
    images = frames[spread(len(frames), count)].repeat(math.ceil(count / len(frames)), 1, 1, 1)
    images = images[:count]
    control = random_control(count, chance, reach=0.4)
    affine = random_affine(count, chance, degrees=30, shift=0.25)
    return {
        "large": _noisy(
            cut_pairs(images, affine, control, size, window=1.0, outside="zeros"), chance
        ),
        "window": _noisy(cut_pairs(images, identity_affine(count), control, size), chance),
    }


def _noisy(pairs: Batch, chance: Generator) -> Batch:
    source, target = (
        images * (0.85 + 0.3 * torch.rand(len(images), 2, 1, 1, generator=chance)).to(images)
        + NOISE * torch.randn(images.shape, generator=chance).to(images)
        for images in (pairs.source, pairs.target)
    )
    return Batch(source, target, pairs.affine, pairs.control)


def _read(recording: Recording, chosen: np.ndarray, size: int) -> Tensor:
    """Frames [T, C, size, size], scaled, made square."""
    return torch.cat(
        [square(scaled(recording[i], recording.used_range)[None], size) for i in chosen]
    )
