"""An image as the matching sees it: small, with compressed intensities, blurred more and less."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor
from torch.nn import functional

from wormbrain.geometry import pixel_basis, pixel_centres, sample, size_of
from wormbrain.matching.correlation import shrunk

SIZE = 256  # pixels of the longer side at most
DARK = 0.03  # of the mean of the channels, compressed
SMALLEST = 8  # pixels of the shorter side of an image that can be matched
LEAST_SIDE = 24  # pixels of the shorter side at the coarsest level
BRIGHT_SIZE = 128  # pixels of the longer side of the image in which bright points are looked for
BRIGHT = 0.02  # share of its pixels that are bright


@dataclass(frozen=True)
class Look:
    """What counts how much when images are compared.

    Attributes:
        gamma: exponent that compresses intensities, so that dim nuclei count.
        first: weight of the first channel.
        others: weight of each other channel.
        mean: weight of the mean of all channels.
    """

    gamma: float
    first: float
    others: float
    mean: float

    def weights(self, channels: int) -> Tensor:
        """The weights of the channels and of their mean, [channels + 1]; their sum is 1."""
        values = torch.tensor([self.first, *[self.others] * (channels - 1), self.mean])
        return values / values.sum()


PAIR = Look(gamma=0.5, first=0.25, others=0.25, mean=0.5)  # for any two images


class Prepared:
    """An image, made smaller, and its blurred versions, each of which is computed once.

    Args:
        image: [C, H, W], scaled by wormbrain.frames.intensity.
        look: how it is compared.
        size: half the width and height in points, if the pixels are not square.

    Attributes:
        image: [C, h, w], the longer side at most SIZE pixels.
    """

    def __init__(
        self, image: Tensor, look: Look = PAIR, size: tuple[float, float] | None = None
    ) -> None:
        self.size = tuple(size_of(image.shape[1:]).tolist()) if size is None else size
        self.look = look
        self.image = resized(image[None], SIZE)[0]
        self._levels: dict[tuple[int, float], Tensor] = {}
        self._not_dark: dict[tuple[int, float], Tensor] = {}

    @cached_property
    def channels(self) -> Tensor:
        """What is compared, [1, C + 1, h, w]: the compressed channels and their mean."""
        compressed = self.image[None].clamp_min(0) ** self.look.gamma
        return torch.cat([compressed, compressed.mean(1, keepdim=True)], dim=1)

    @property
    def weights(self) -> Tensor:
        """The weights of the channels of `channels`."""
        return self.look.weights(len(self.image))

    @cached_property
    def mean(self) -> Tensor:
        """The mean of the channels [h w], centred and of norm 1; zero if the image is blank."""
        mean = self.image.mean(0, dtype=torch.float64).flatten()
        return functional.normalize(mean - mean.mean(), dim=0)

    @cached_property
    def bright(self) -> Tensor:
        """The points [N, 2] of the brightest pixels."""
        mean = self.at(BRIGHT_SIZE, 0.0)[0, -1]
        count = max(1, round(BRIGHT * mean.numel()))
        centres = pixel_centres(*mean.shape, self.size).reshape(-1, 2)
        return centres[mean.flatten().topk(count).indices]

    def at(self, size: int, sigma: float) -> Tensor:
        """The channels, blurred by a share `sigma` of the longer side and made smaller."""
        if (size, sigma) not in self._levels:
            pixels = sigma * max(self.channels.shape[-2:])
            shape = smaller(self.channels.shape[-2:], size, LEAST_SIDE)
            self._levels[size, sigma] = shrunk(self.channels, [pixels, pixels], shape)
        return self._levels[size, sigma]

    def not_dark(self, size: int, sigma: float) -> Tensor:
        """The numbers of the pixels of `at` that are not dark, and of one in sixteen others."""
        if (size, sigma) not in self._not_dark:
            chosen = self.at(size, sigma)[0, -1] > DARK
            chosen[::4, ::4] = True
            self._not_dark[size, sigma] = chosen.flatten().nonzero()[:, 0]
        return self._not_dark[size, sigma]

    @cached_property
    def mirrored(self) -> "Prepared":
        """The mirror image, left and right exchanged."""
        return Prepared(self.image.flip(-1), self.look, self.size)

    def warped(self, grid: tuple[int, int], transformation: Tensor) -> "Prepared":
        """The image where a transformation [K, 2] of a spline with this grid takes the target."""
        shape = tuple(self.image.shape[1:])
        points = pixel_basis(*shape, grid, self.size) @ transformation
        image = sample(self.image[None], points.view(1, *shape, 2), size=torch.tensor(self.size))
        return Prepared(image[0], self.look, self.size)


def resized(images: Tensor, size: int) -> Tensor:
    """Images [B, C, H, W] whose longer side has `size` pixels, by area; never enlarged."""
    return functional.interpolate(images, size=smaller(images.shape[-2:], size), mode="area")


def smaller(shape: Sequence[int], size: int, least: int = 1) -> list[int]:
    """The shape (H, W) of an image whose longer side has at most `size` pixels.

    The shorter side has at least `least` pixels, unless the image has fewer.
    """
    ratio = min(1.0, size / max(shape))
    return [max(min(side, least), round(side * ratio)) for side in shape]
