"""Images of made-up nuclei, so that a network learns to match nuclei and not one lab's background.

Each image shows a bent strip of nuclei, which are denser at one end, as in the head of a worm. The
second image of a pair shows the same nuclei a moment later: a little moved, of other brightness,
some missing.
"""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from wormbrain.geometry import pixel_centres

MOST, FEWEST = 100, 20  # nuclei per image
RADIUS, RADII = 0.006, 6.0  # sigma of the smallest nuclei, and the ratio of largest to smallest
MOVED = 0.012  # standard deviation of a nucleus's own motion at most
MISSING = 0.15  # share of the nuclei that only the first image shows, at most
SPARSE = 0.5  # share of the images whose first channel shows only landmarks
LANDMARKS = 0.1  # share of the nuclei that are landmarks
BRIGHTNESS, CHANGE = 0.7, (0.15, 0.35)  # spread of log brightness; its change in each channel
BRIGHTEST = 1.5


@dataclass(frozen=True)
class Nuclei:
    """B images of up to MOST nuclei; lengths in units of half an image."""

    x: Tensor  # [B, N]
    y: Tensor  # [B, N]
    sigma: Tensor  # [B, N]
    shown: Tensor  # [B, N], 1 or 0


def nuclei_pairs(count: int, size: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """Two images [B, 2, S, S] of the same nuclei, before any transformation."""
    nuclei = _strip(count, generator)
    moved = MOVED * _uniform(generator, count, 1)
    later = Nuclei(
        nuclei.x + moved * torch.randn(nuclei.x.shape, generator=generator),
        nuclei.y + moved * torch.randn(nuclei.x.shape, generator=generator),
        nuclei.sigma,
        nuclei.shown,
    )
    missing = MISSING * _uniform(generator, count, 1)
    first, second = [], []
    for channel, change in enumerate(CHANGE):
        brightness = _brightness(nuclei, channel, generator)
        first.append(_draw(nuclei, brightness, size))
        noise = change * torch.randn(brightness.shape, generator=generator)
        seen = _uniform(generator, *brightness.shape) > missing
        second.append(_draw(later, brightness * noise.exp() * seen, size))
    return tuple(torch.stack(images, dim=1).clamp_max(BRIGHTEST) for images in (first, second))


def _strip(count: int, generator: Generator) -> Nuclei:
    """Nuclei along a bent strip, turned and shifted at random."""
    each, all_of = (count, MOST), (count, 1)
    along = 2 * _uniform(generator, *each) - 1
    dense = _uniform(generator, *each) < 0.7
    along = torch.where(dense, 0.45 * along + 0.25, along)
    half_width = 0.04 + 0.2 * _uniform(generator, *all_of)
    bend = _uniform(generator, *all_of) - 0.5
    x = along * (0.5 + 0.5 * _uniform(generator, *all_of))
    across = (2 * _uniform(generator, *each) - 1) * half_width * (1 - 0.6 * along.abs())
    y = across + bend * (along.square() - 0.3)
    angle = 2 * torch.pi * _uniform(generator, *all_of)
    shift_x, shift_y = (0.5 * (_uniform(generator, *all_of) - 0.5) for _ in "xy")
    number = FEWEST + (MOST - FEWEST) * _uniform(generator, *all_of)
    radius = RADIUS * RADII ** _uniform(generator, *all_of)
    return Nuclei(
        x * angle.cos() - y * angle.sin() + shift_x,
        x * angle.sin() + y * angle.cos() + shift_y,
        radius * (0.7 + 0.6 * _uniform(generator, *each)),
        (torch.arange(MOST) < number).float(),
    )


def _brightness(nuclei: Nuclei, channel: int, generator: Generator) -> Tensor:
    """Brightness [B, N] in one channel; small nuclei are made brighter, to be seen at all."""
    spread = torch.randn(nuclei.x.shape, generator=generator) * BRIGHTNESS
    brightness = 0.65 * spread.exp() * nuclei.shown
    brightness = brightness * (0.02 / nuclei.sigma.mean(1, keepdim=True)).clamp(1, 1.5)
    if channel == 0:
        sparse = _uniform(generator, len(brightness), 1) < SPARSE
        landmark = _uniform(generator, *brightness.shape) < LANDMARKS
        brightness = torch.where(sparse, brightness * landmark, brightness)
    return brightness


def _draw(nuclei: Nuclei, brightness: Tensor, size: int) -> Tensor:
    """Sums of Gaussians [B, S, S]."""
    line = pixel_centres(1, size)[0, :, 0]
    profiles = [
        torch.exp(-((line - place[..., None]) ** 2) / (2 * nuclei.sigma[..., None] ** 2))
        for place in (nuclei.y, nuclei.x)
    ]
    return (profiles[0] * brightness[..., None]).transpose(1, 2) @ profiles[1]


def _uniform(generator: Generator, *shape: int) -> Tensor:
    return torch.rand(*shape, generator=generator)
