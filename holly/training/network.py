"""What predicts a pose from an image: the paper's network, and its two variations.

`PoseNetwork` is the network of the published results with one axis-angle pose, or with several
pose hypotheses in the 6D representation. `PoseTable` is section 6 of the supplement: no network,
a free pose for every training image.
"""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn
from torch.nn.functional import interpolate, leaky_relu, softplus

from holly.geometry import rotation_from_6d, rotation_from_axis_angle
from holly.settings.recipes import RotationKind
from holly.training.compiled.activation import Activation
from holly.training.compiled.convolution import Convolution

ROTATIONS = {"axis-angle": (3, rotation_from_axis_angle), "6d": (6, rotation_from_6d)}
CHANNELS = (16, 32, 32, 64, 64, 128, 128, 256, 256, 256)
STRIDES = (2, 2, 1, 2, 1, 2, 1, 2, 1, 2)
HIDDEN = 512
INITIAL_BIAS = 5e-4


@dataclass(frozen=True)
class Poses:
    """Where the network sees the particle in each of B images, with K hypotheses of how turned."""

    rotation: Tensor  # [B, K, 3, 3]
    shift: Tensor  # [B, 2], model units
    sigma: Tensor | None  # [B], pixels; None where it is not predicted

    def pick(self, hypothesis: Tensor) -> Tensor:
        """The rotations [B, 3, 3] of hypothesis [B]."""
        return self.rotation[torch.arange(len(hypothesis), device=hypothesis.device), hypothesis]


class PoseNetwork(nn.Module):
    """Ten convolutions and two linear layers from an image [B, 1, H, W] to poses."""

    def __init__(
        self,
        shape: tuple[int, int],
        *,
        hypotheses: int,
        rotation: RotationKind,
        max_shift: float,
        max_sigma: float,
        generator: Generator,
    ) -> None:
        super().__init__()
        self.hypotheses, self.max_shift, self.max_sigma = hypotheses, max_shift, max_sigma
        numbers, self._to_rotation = ROTATIONS[rotation]
        layers: list[nn.Module] = []
        incoming, (height, width) = 1, shape
        for channels, stride in zip(CHANNELS, STRIDES, strict=True):
            kernel = 5 if not layers else 3
            layers += [
                Convolution(incoming, channels, kernel, stride, kernel // 2),
                Activation(channels),
            ]
            incoming, height, width = channels, -(-height // stride), -(-width // stride)
        self.convolutions = nn.Sequential(*layers)
        self._grid = (height, width)
        self.hidden = nn.Linear(incoming * height * width, HIDDEN)
        self.output = nn.Linear(HIDDEN, hypotheses * numbers + 3)
        for module in self.modules():
            if isinstance(module, Activation):
                module.num_batches_tracked = None  # counted at every step, and never used
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.xavier_uniform_(module.weight, generator=generator)
                nn.init.constant_(module.bias, INITIAL_BIAS)
        self.to(memory_format=torch.channels_last)

    def forward(self, images: Tensor, *_: Tensor) -> Poses:
        """Poses for images [B, H, W], whole or coarse; nothing else is needed."""
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


class PoseTable(nn.Module):
    """Direct optimisation: five free numbers an image, no sharing between images, no sigma."""

    def __init__(self, images: int, *, max_shift: float, generator: Generator) -> None:
        super().__init__()
        self.max_shift = max_shift
        self.poses = nn.Parameter(torch.randn(images, 5, generator=generator))

    def forward(self, _images: Tensor, indices: Tensor, *_: Tensor) -> Poses:
        """The poses stored for the images of these indices [B]."""
        out = self.poses[indices]
        return Poses(
            rotation_from_axis_angle(out[:, None, :3]),
            torch.tanh(out[:, 3:]) * 2 * self.max_shift,
            None,
        )
