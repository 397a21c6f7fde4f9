"""Predictors of poses: the paper's network, and a table of free poses.

`PoseNetwork` is the network of the published results, with one axis-angle pose per image, or with
several pose hypotheses in the 6D representation. `PoseTable` has no network but a free pose for
every training image (section 6 of the supplement).
"""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn
from torch.nn.functional import interpolate, leaky_relu, softplus

from holly.geometry import rotation_from_6d, rotation_from_axis_angle
from holly.settings.recipes import Recipe
from holly.training import compiled

ROTATIONS = {"axis-angle": (3, rotation_from_axis_angle), "6d": (6, rotation_from_6d)}
CHANNELS = (16, 32, 32, 64, 64, 128, 128, 256, 256, 256)
STRIDES = (2, 2, 1, 2, 1, 2, 1, 2, 1, 2)
HIDDEN = 512
INITIAL_BIAS = 5e-4


@dataclass(frozen=True)
class Poses:
    """Predicted poses of the particles in B images, with K hypotheses of each rotation."""

    rotation: Tensor  # [B, K, 3, 3]
    shift: Tensor  # [B, 2], model units
    sigma: Tensor | None  # [B], pixels; None if it is not predicted

    def pick(self, hypothesis: Tensor) -> Tensor:
        """The rotations [B, 3, 3] of the hypotheses with these indices [B]."""
        return self.rotation[torch.arange(len(hypothesis), device=hypothesis.device), hypothesis]


class Predictor(nn.Module):
    """Predicts `Poses` from images, their indices, the structure and the images' sigma."""

    def prepare(self, images: int, sigma: float, stride: int) -> int:
        """Prepare on the host what the next call on this many images needs.

        They have this sigma, in pixels at full resolution, and one in `stride` pixels along each
        axis. Returns what distinguishes the work of the next call from that of others.
        """
        return 0

    def refine(self, indices: Tensor, rate: float | Tensor) -> None:
        """Improve poses that no optimiser moves, once the loss has been differentiated."""


class PoseNetwork(Predictor):
    """Ten convolutions and two linear layers from an image [B, 1, H, W] to poses."""

    def __init__(self, shape: tuple[int, int], recipe: Recipe, generator: Generator) -> None:
        super().__init__()
        self.hypotheses = recipe.hypotheses
        self.max_shift, self.max_sigma = recipe.max_shift, recipe.max_sigma
        numbers, self._to_rotation = ROTATIONS[recipe.rotation]
        self.convolutions = nn.Sequential()
        incoming, (height, width) = 1, shape
        for channels, stride in zip(CHANNELS, STRIDES, strict=True):
            kernel = 3 if self.convolutions else 5
            self.convolutions.append(compiled.block(incoming, channels, kernel, stride))
            incoming, height, width = channels, -(-height // stride), -(-width // stride)
        self._grid = (height, width)
        self.hidden = nn.Linear(incoming * height * width, HIDDEN)
        self.output = nn.Linear(HIDDEN, recipe.hypotheses * numbers + 3)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.xavier_uniform_(module.weight, generator=generator)
                nn.init.constant_(module.bias, INITIAL_BIAS)
        self.average_statistics(0.0)
        self.to(memory_format=torch.channels_last)

    def average_statistics(self, share: float) -> None:
        """Give the next batch in training mode this share of the statistics of evaluation mode.

        None while training: averages of past batches lag behind the weights. The biases before
        batch normalisation, which removes them, have a gradient of rounding noise only, of which
        Adam makes steps as large as the learning rate; a few of these are a standard deviation of
        what the first convolution returns, because images are normalised to tiny values.
        """
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.momentum = share

    def forward(self, images: Tensor, *_: Tensor) -> Poses:
        """Poses for images [B, H, W], at full or reduced resolution."""
        features = self.convolutions(images[:, None].contiguous(memory_format=torch.channels_last))
        if features.shape[2:] != self._grid:
            features = interpolate(features, self._grid)
        out = self.output(leaky_relu(self.hidden(features.flatten(1)))).float()
        rotation, shift, sigma = out[:, :-3], out[:, -3:-1], out[:, -1]
        return Poses(
            self._to_rotation(rotation.reshape(len(images), self.hypotheses, -1)),
            torch.tanh(shift) * 2 * self.max_shift,
            softplus(sigma).clamp_max(self.max_sigma),
        )


class PoseTable(Predictor):
    """Direct optimisation: five free numbers per image, and no predicted sigma."""

    def __init__(self, images: int, max_shift: float, generator: Generator) -> None:
        super().__init__()
        self.max_shift = max_shift
        self.poses = nn.Parameter(torch.randn(images, 5, generator=generator))

    def forward(self, _images: Tensor, indices: Tensor, *_: Tensor) -> Poses:
        """The poses stored for the images with these indices [B]."""
        out = self.poses[indices]
        shift = torch.tanh(out[:, 3:]) * 2 * self.max_shift
        return Poses(rotation_from_axis_angle(out[:, None, :3]), shift, None)
