"""Training images without signal, which would be fitted perfectly by nothing, are refused."""

from pathlib import Path

import torch
from torch import Tensor

from groundwork.errors import InputError
from holly.training.dataset import Opened
from holly.training.images import Images

LOOKED_AT = 256  # images of a data set, evenly chosen
AT_ONCE = 32
BLANK_SIMULATED = 0.5  # share of simulated particles that imperfect labelling may leave dark


@torch.no_grad()
def require_signal(source: Path, opened: Opened, sigma: float, *, simulated: bool) -> None:
    """Raise InputError if images of a data set, at this sigma (pixels), show nothing.

    An image shows nothing if all its pixels have one value, or add up to nothing.
    """
    for images in (opened.training, opened.held_out):
        indices = torch.linspace(0, len(images) - 1, min(LOOKED_AT, len(images))).long()
        blank = [
            number for batch in indices.split(AT_ONCE) for number in _blank(images, batch, sigma)
        ]
        if len(blank) > (BLANK_SIMULATED * len(indices) if simulated else 0):
            raise InputError(
                f"{source}: {len(blank)} of {len(indices)} images looked at show nothing (the "
                f"first is image {blank[0]}); remove them, or correct how they are made"
            )


def _blank(images: Images, indices: Tensor, sigma: float) -> list[int]:
    """Those of these indices [B] whose images show nothing."""
    pixels = images.draw(indices, sigma).flatten(1)
    shows = (pixels.amax(1) > pixels.amin(1)) & (pixels.sum(1) > 0)
    return indices[~shows.cpu()].tolist()
