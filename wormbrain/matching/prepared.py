"""An image as the matching sees it: small, with compressed intensities, blurred more and less."""

from functools import cached_property

import torch
from torch import Tensor
from torch.nn import functional

from wormbrain.geometry import pixel_basis, sample, size_of
from wormbrain.matching.correlation import blurred

SIZE = 256  # pixels of the longer side at most
LEAST_SIDE = 24  # pixels of the shorter side at the coarsest level
GAMMA = 0.5  # compresses intensities, so that dim nuclei count


class Prepared:
    """An image, made smaller, and its blurred versions, each of which is computed once.

    Args:
        image: [C, H, W], scaled by wormbrain.frames.intensity.
        gamma: exponent that compresses the intensities.
        size: half the width and height in points, if the pixels are not square.

    Attributes:
        image: [C, h, w], the longer side at most SIZE pixels.
    """

    def __init__(
        self, image: Tensor, gamma: float = GAMMA, size: tuple[float, float] | None = None
    ) -> None:
        self.size = tuple(size_of(image.shape[1:]).tolist()) if size is None else size
        self.gamma = gamma
        self.image = resized(image[None], SIZE)[0]
        self._levels: dict[tuple[int, float], Tensor] = {}

    @cached_property
    def channels(self) -> Tensor:
        """What is compared, [1, C + 1, h, w]: the compressed channels and their mean."""
        compressed = self.image[None].clamp_min(0) ** self.gamma
        return torch.cat([compressed, compressed.mean(1, keepdim=True)], dim=1)

    @cached_property
    def mean(self) -> Tensor:
        """The mean of the channels [h w], centred and of norm 1; zero if the image is blank."""
        mean = self.image.mean(0).flatten()
        return functional.normalize(mean - mean.mean(), dim=0)

    def at(self, size: int, sigma: float) -> Tensor:
        """The channels, blurred by a share `sigma` of the longer side and made smaller."""
        if (size, sigma) not in self._levels:
            pixels = sigma * max(self.channels.shape[-2:])
            image = blurred(self.channels, [pixels, pixels])
            self._levels[size, sigma] = resized(image, size, LEAST_SIDE)
        return self._levels[size, sigma]

    def warped(self, grid: tuple[int, int], transformation: Tensor) -> "Prepared":
        """The image where a transformation [K, 2] of a spline with this grid takes the target."""
        shape = tuple(self.image.shape[1:])
        points = pixel_basis(*shape, grid, self.size) @ transformation
        image = sample(self.image[None], points.view(1, *shape, 2), size=torch.tensor(self.size))
        return Prepared(image[0], self.gamma, self.size)


def resized(images: Tensor, size: int, least: int = 1) -> Tensor:
    """Images [B, C, H, W] whose longer side has `size` pixels, by area; never enlarged.

    The shorter side has at least `least` pixels, unless the image has fewer.
    """
    height, width = images.shape[-2:]
    ratio = min(1.0, size / max(height, width))
    small = [max(min(side, least), round(side * ratio)) for side in (height, width)]
    return functional.interpolate(images, size=small, mode="area")
