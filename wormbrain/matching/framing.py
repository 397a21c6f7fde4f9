"""What a network sees of two images: the content of each, in the middle, and equally large.

Nuclei often fill a small part of an image. Shown larger, they are matched better, and a worm that
has moved as a whole has not moved in its frame.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from wormbrain.geometry import pixel_centres, sample
from wormbrain.matching.prepared import resized

CONTENT = 0.3  # scaled intensity, the mean of the channels: what is brighter is content
REACH = 2.5  # half of a frame, in standard deviations of the content along its longer axis
SMALLEST, LARGEST = 0.2, 0.8  # half of a frame; what is larger fills the image


@dataclass(frozen=True)
class Frame:
    """A square part of an image: its centre [2], and half of its side, both in points."""

    centre: Tensor
    half: float

    def cut(self, image: Tensor, size: int) -> Tensor:
        """Show the part of an image [C, H, W] as one of `size` pixels: [1, C, size, size]."""
        longer = max(image.shape[1:])
        fine = max(1, int(longer * self.half / size))  # pixels of the image per pixel of the frame
        places = self.to_image(pixel_centres(size, size))
        return sample(resized(image[None], round(longer / fine)), places[None])

    def to_image(self, points: Tensor) -> Tensor:
        """Points [..., 2] of the image for those of the frame."""
        return points * self.half + self.centre

    def from_image(self, points: Tensor) -> Tensor:
        """Points [..., 2] of the frame for those of the image."""
        return (points - self.centre) / self.half


WHOLE = (Frame(torch.zeros(2), 1.0),) * 2  # of both images


def around_content(source: Tensor, target: Tensor) -> tuple[Frame, Frame]:
    """Frames of the same size around the content of two images [C, H, W].

    Both images are seen whole if one has no content, or if the content fills them.
    """
    found = [_content(image) for image in (source, target)]
    half = max(REACH * max(deviation for _, deviation in found), SMALLEST)
    if half > LARGEST:
        return WHOLE
    return tuple(Frame(centre, half) for centre, _ in found)


def _content(image: Tensor) -> tuple[Tensor, float]:
    """The centre of the content [2], and its standard deviation along its longer axis.

    An image without content has an infinite one.
    """
    weight = (image.mean(0) - CONTENT).clamp_min(0)
    total = weight.sum()
    if not total:
        return torch.zeros(2), torch.inf
    points = pixel_centres(*weight.shape)
    centre = (weight[..., None] * points).sum((0, 1)) / total
    variance = (weight[..., None] * (points - centre).square()).sum((0, 1)) / total
    return centre, float(variance.max().sqrt())
