"""The report's recipe: its network, its pairs and the grid loss (section II.B)."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor, nn

from groundwork.arrays import spread
from groundwork.errors import InputError
from groundwork.seeds import generator
from wormbrain.geometry import spline
from wormbrain.networks.features import load_weights, map_places
from wormbrain.networks.paper import GeometricNetwork
from wormbrain.pairs.augmented import Images
from wormbrain.pairs.batch import Batch
from wormbrain.pairs.report import WINDOW, cut_pairs, draw_transformations
from wormbrain.pairs.split import split_at_random, split_by_time
from wormbrain.settings.paper import PaperRecipe
from wormbrain.training.auxiliary import (
    AUXILIARY,
    Places,
    correlation_loss,
    segmentation_loss,
)
from wormbrain.training.grid_loss import grid_loss
from wormbrain.training.seeded import seeded

AT_ONCE = 32  # pairs validated at once
MEASURED = 500  # training images from which mean and spread are computed; at most
LEAST_SPREAD = 1.0  # counts; the blue channel is empty where nothing was augmented


class PaperTraining:
    """The recipe as wormbrain.training.recipe.Recipe.

    The validation pairs never change, and are the same for all seeds and networks.

    Args:
        settings: of the recipe.
        images: all images; the recipe splits them.
        seed: of the network's start.
        device: where to train.
        weights: a file with the state dict of a trained feature extractor.

    Raises:
        InputError: too few frames or pixels, weights that do not fit, or auxiliary losses without
            points.
    """

    largest_gradient = None

    def __init__(
        self,
        settings: PaperRecipe,
        images: Images,
        *,
        seed: int,
        device: torch.device,
        weights: Path | None = None,
    ) -> None:
        self.settings = settings
        by_time = settings.split == "time"
        training, validation = (
            split_by_time(images.number) if by_time else split_at_random(len(images.number))
        )
        most = settings.validation_pairs or len(validation)
        self._images, self._points = images.pixels.to(device), images.points.to(device)
        self._training = torch.from_numpy(training)
        self._validation = torch.from_numpy(validation[spread(len(validation), most)])
        with seeded(generator(seed, "network")):
            self.network = GeometricNetwork(settings.network)
            self._prepare_auxiliary(images.points)
        if weights:
            load_weights(self.network.features, weights)
        self.network.features.requires_grad_(settings.train_features)
        self.network.mean, self.network.spread = _statistics(images.pixels, training)
        self.network.to(device)
        per_epoch = math.ceil(len(training) / settings.batch_size)
        self.steps = settings.steps or max(1, round(settings.epochs * per_epoch))
        self.steps_per_row = math.ceil(self.steps / settings.validations)

    def draw(self, generator: Generator) -> Batch:
        """Pairs from randomly chosen training images."""
        count = self.settings.batch_size
        chosen = torch.randint(len(self._training), (count,), generator=generator)
        return self._pairs(self._training[chosen], generator)

    def loss(self, batch: Batch) -> Tensor:
        """The grid loss, equation 2 of the report; with auxiliary losses, equation 3."""
        maps = self.network.maps(batch.source, batch.target)
        grid = grid_loss(self.network.transformation(*maps), batch.transformation).mean()
        return grid + sum(self.auxiliary_losses(maps, batch).values())

    def auxiliary_losses(self, maps: tuple[Tensor, Tensor], batch: Batch) -> dict[str, Tensor]:
        """The auxiliary losses by name, times their weights; empty if there are none."""
        losses = {}
        known = batch.points.isfinite().all(-1).any(-1)
        if weight := self.settings.segmentation:
            logits = tuple(self.network.auxiliary(one) for one in maps)
            losses["segmentation"] = weight * segmentation_loss(self._places, logits, batch, known)
        if weight := self.settings.correlation:
            losses["correlation"] = weight * correlation_loss(self._places, maps, batch, known)
        return losses

    def _prepare_auxiliary(self, points: Tensor) -> None:
        """Add to the network what the auxiliary losses need; refuse them without points."""
        settings, network = self.settings, self.settings.network
        if not (settings.segmentation or settings.correlation):
            return
        if not points.shape[1]:
            raise InputError("auxiliary losses: no points; give `points` of the recording")
        if not settings.train_features:
            raise InputError("auxiliary losses: they train the features; set train_features: true")
        channels, side = self.network.map_shape()
        first, step = map_places(network.features, network.last_pool)
        self._places = Places(first, step, side, network.size)
        if settings.segmentation:
            self.network.add_module(AUXILIARY, nn.Conv2d(channels, 1, 1))

    def validate(self) -> dict[str, float]:
        """The mean grid loss of all validation pairs."""
        chance = _validation_generator()
        losses = [
            self._losses(self._pairs(indices, chance))
            for indices in self._validation.split(AT_ONCE)
        ]
        return {"validation": torch.cat(losses).mean().item()}

    def learning_rate(self, step: int) -> float:
        """A cosine that goes down and up again, stepped at every batch."""
        settings = self.settings
        phase = math.pi * step / (settings.half_period or self.steps)
        height = (1 + math.cos(phase)) / 2
        return settings.lowest_rate + (settings.learning_rate - settings.lowest_rate) * height

    def facts(self) -> dict[str, Any]:
        """What run.json says: sizes, and the validation loss of predicting no change."""
        chance, losses = _validation_generator(), []
        for indices in self._validation.split(AT_ONCE):
            pairs = self._transformations(len(indices), chance)
            batch = Batch(torch.empty(0), torch.empty(0), *pairs)
            losses.append(grid_loss(spline(3, 3).control, batch.transformation))
        learnt = [p.numel() for p in self.network.parameters() if p.requires_grad]
        return {
            "parameters": sum(p.numel() for p in self.network.parameters()),
            "learnt_parameters": sum(learnt),
            "training_images": len(self._training),
            "validation_images": len(self._validation),
            "identity": torch.cat(losses).mean().item(),
        }

    def _losses(self, batch: Batch) -> Tensor:
        return grid_loss(self.network(batch.source, batch.target), batch.transformation)

    def _pairs(self, indices: Tensor, chance: Generator) -> Batch:
        images = self._images[indices.to(self._images.device)]
        transformations = self._transformations(len(indices), chance)
        batch = cut_pairs(images, *transformations, self.settings.network.size)
        points = self._points[indices.to(self._points.device)] / WINDOW
        return replace(batch, points=points)

    def _transformations(self, count: int, chance: Generator) -> tuple[Tensor, Tensor]:
        return draw_transformations(count, self.settings.network.geometry, chance)


def _validation_generator() -> Generator:
    return generator(0, "validation pairs")


def _statistics(pixels: Tensor, chosen: np.ndarray) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation [3, 1, 1] of each channel of images [N, 3, H, W]."""
    some = [pixels[index].double() for index in chosen[spread(len(chosen), MEASURED)]]
    mean = torch.stack([image.mean((1, 2)) for image in some]).mean(0)
    square = torch.stack([image.square().mean((1, 2)) for image in some]).mean(0)
    deviation = (square - mean.square()).clamp_min(LEAST_SPREAD**2).sqrt()
    return mean.float()[:, None, None], deviation.float()[:, None, None]
