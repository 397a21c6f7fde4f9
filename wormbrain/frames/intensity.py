"""Scaling of intensities that depends on neither bit depth nor exposure nor a few hot pixels."""

import numpy as np
import torch
from torch import Tensor

BACKGROUND, BRIGHT = 50.0, 99.8  # percentiles of a channel that become 0 and 1
BRIGHTEST = 1.5  # what is brighter is cut
LEAST = 4 / 255  # of the range: less contrast is noise, which is not stretched to 1
ALMOST_ALL = 99.99  # percentile of an image that a few hot pixels do not move


def scaled(image: np.ndarray, used: float | None = None) -> Tensor:
    """Scale each channel so that its background is 0 and its bright structures are 1.

    That is (x - median) / (99.8th percentile - median), cut to [0, 1.5]. If the denominator is
    less than 4 counts of an image of 8 bits, or than the same share of the range of any other,
    that takes its place, so that the noise of an empty channel stays dark.

    Args:
        image: [C, H, W], integers or floats.
        used: the range that the values use; by default 255 for 8 bits, else that of this image.

    Returns:
        float32 [C, H, W].
    """
    least = LEAST * (used_range(image) if used is None else used)
    low, high = _background_and_bright(image)
    span = np.maximum(high - low, least)
    span[span == 0] = 1  # of a blank image of floats
    values = (image - low[:, None, None]) / span[:, None, None]
    return torch.from_numpy(values.clip(0, BRIGHTEST).astype(np.float32))


def contrast(image: np.ndarray) -> np.ndarray:
    """By how much the bright structures of each channel of an image [C, H, W] stand out: [C]."""
    low, high = _background_and_bright(image)
    return high - low


def _background_and_bright(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return tuple(np.percentile(image.reshape(len(image), -1), (BACKGROUND, BRIGHT), axis=1))


def used_range(image: np.ndarray) -> float:
    """The range that the values of an image use; 255 for 8 bits, whatever they are."""
    if image.dtype.kind in "iu" and image.dtype.itemsize == 1:
        return 255.0
    return float(np.percentile(image, ALMOST_ALL)) - float(image.min())
