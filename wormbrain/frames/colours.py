"""Images as people see them: the first channels are red, green and blue."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

COLOURS = 3


def as_colours(image: Tensor, longest: int) -> np.ndarray:
    """An image as colours, uint8 [h, w, 3]; one of a single channel is gray.

    Args:
        image: [C, H, W], scaled by wormbrain.frames.intensity; only three channels are shown.
        longest: pixels of the longer side at most.
    """
    ratio = min(1.0, longest / max(image.shape[1:]))
    size = [round(side * ratio) for side in image.shape[1:]]
    shown = functional.interpolate(image.clamp(0, 1)[None, :COLOURS], size=size, mode="area")[0]
    if len(shown) == 1:
        shown = shown.expand(COLOURS, -1, -1)
    empty = torch.zeros(COLOURS - len(shown), *size)
    return (255 * torch.cat([shown, empty])).round().byte().permute(1, 2, 0).numpy()
