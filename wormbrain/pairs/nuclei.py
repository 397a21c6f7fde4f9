"""Images of made-up nuclei, so that a network learns to match nuclei and not one lab's background.

Each image shows a bent strip of nuclei, which are denser at one end, as in the head of a worm. The
other image of a pair shows the same nuclei a moment later. Between both, the worm has bent more
than a coarse spline can and has rolled, so that nuclei of different depth have moved apart; each
nucleus has moved a little by itself, has another brightness, and some are missing. Nuclei are
drawn, not warped: they stay round where the worm is stretched.
"""

from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor
from torch.nn import functional

from wormbrain.geometry import Spline, pixel_centres, spline
from wormbrain.pairs.batch import Known
from wormbrain.pairs.transformations import uniform

MOST, FEWEST = 100, 20  # nuclei per image
RADIUS, RADII = 0.006, 6.0  # sigma of the smallest nuclei, and the ratio of largest to smallest
MOVED = 0.012  # standard deviation of a nucleus's own motion at most
BENT = 0.06  # standard deviation at most of the motion of the control points of BENDS
BENDS = (5, 5)
ROLLED = 0.06  # standard deviation at most of how far the roll moves nuclei at the surface
MISSING = 0.15  # share of the nuclei that only the first image shows, at most
SPARSE = 0.5  # share of the images whose first channel shows only landmarks
LANDMARKS = 0.1  # share of the nuclei that are landmarks
BRIGHTNESS, CHANGE = 0.7, (0.15, 0.35)  # spread of log brightness; its change in each channel
BRIGHTEST = 1.5
CLUTTERED, CLUTTER = 0.3, 0.6  # share of the images with a textured patch, and its brightness


@dataclass(frozen=True)
class Nuclei:
    """B images of up to MOST nuclei; lengths in units of half an image."""

    at: Tensor  # [B, N, 2]
    sigma: Tensor  # [B, N]
    shown: Tensor  # [B, N], 1 or 0


def nuclei_pairs(control: Tensor, size: int, generator: Generator) -> Known:
    """Pairs of images of the same nuclei.

    Args:
        control: [B, 9, 2], the rough transformations as those of the 3x3 spline on extent (1, 1).
        size: S, pixels along the side of the images.
        generator: draws everything that is random.
    """
    count = len(control)
    nuclei = _strip(count, generator)
    places = _places(nuclei.at, control, generator)
    moved = MOVED * uniform(generator, 0, 1, count, 1, 1)
    moved = moved * torch.randn(places.shape, generator=generator)
    earlier = replace(nuclei, at=places + moved)
    missing = MISSING * uniform(generator, 0, 1, count, 1)
    source, target = [], []
    for channel, change in enumerate(CHANGE):
        brightness = _brightness(nuclei, channel, generator)
        source.append(_draw(earlier, brightness, size))
        noise = change * torch.randn(brightness.shape, generator=generator)
        seen = uniform(generator, 0, 1, *brightness.shape) > missing
        target.append(_draw(nuclei, brightness * noise.exp() * seen, size))
    images = (
        torch.stack(channels, dim=1).clamp_max(BRIGHTEST) + _clutter(count, size, generator)
        for channels in (source, target)
    )
    inside = (nuclei.at.abs().amax(-1) < 1) & (places.abs().amax(-1) < 1)
    return Known(*images, nuclei.at, places, nuclei.shown * inside)


def _places(points: Tensor, control: Tensor, generator: Generator) -> Tensor:
    """Where the points [B, N, 2] of nuclei in the target lie in the source."""
    count = len(points)
    bends = BENT * uniform(generator, 0, 1, count, 1, 1)
    bends = bends * torch.randn(count, BENDS[0] * BENDS[1], 2, generator=generator)
    places = _applied(spline(3, 3), control, points) + _applied(spline(*BENDS), bends, points)
    angle = uniform(generator, -torch.pi, torch.pi, count, 1)
    roll = ROLLED * uniform(generator, 0, 1, count, 1) * torch.randn(count, 1, generator=generator)
    depth = roll * uniform(generator, -1, 1, *points.shape[:2])
    return places + torch.stack([angle.cos() * depth, angle.sin() * depth], dim=-1)


def _applied(warps: Spline, transformation: Tensor, points: Tensor) -> Tensor:
    """Points [B, N, 2] moved by transformations [B, K, 2]."""
    return warps.basis(points.flatten(0, 1)).view(*points.shape[:2], -1) @ transformation


def _clutter(count: int, size: int, generator: Generator) -> Tensor:
    """A textured patch in some images, as of a gut: [B, 2, S, S]."""
    texture = torch.randn(count, 2, size // 4, size // 4, generator=generator)
    texture = functional.interpolate(texture, size=(size, size), mode="bicubic").clamp_min(0)
    centre = uniform(generator, -0.8, 0.8, count, 1, 1, 2)
    squared = (pixel_centres(size, size) - centre).square().sum(-1)
    patch = torch.exp(-squared / (2 * uniform(generator, 0.1, 0.4, count, 1, 1) ** 2))
    shown = uniform(generator, 0, 1, count, 1, 1) < CLUTTERED
    patch = patch * shown * uniform(generator, 0, CLUTTER, count, 1, 1)
    return patch[:, None] * texture * (uniform(generator, 0, 1, count, 2, 1, 1) < 0.6)


def _strip(count: int, generator: Generator) -> Nuclei:
    """Nuclei along a bent strip, turned and shifted at random."""
    each, all_of = (count, MOST), (count, 1)
    along = 2 * uniform(generator, 0, 1, *each) - 1
    dense = uniform(generator, 0, 1, *each) < 0.7
    along = torch.where(dense, 0.45 * along + 0.25, along)
    half_width = 0.04 + 0.2 * uniform(generator, 0, 1, *all_of)
    bend = uniform(generator, 0, 1, *all_of) - 0.5
    x = along * (0.5 + 0.5 * uniform(generator, 0, 1, *all_of))
    across = (2 * uniform(generator, 0, 1, *each) - 1) * half_width * (1 - 0.6 * along.abs())
    y = across + bend * (along.square() - 0.3)
    angle = 2 * torch.pi * uniform(generator, 0, 1, *all_of)
    shift_x, shift_y = (0.5 * (uniform(generator, 0, 1, *all_of) - 0.5) for _ in "xy")
    number = FEWEST + (MOST - FEWEST) * uniform(generator, 0, 1, *all_of)
    radius = RADIUS * RADII ** uniform(generator, 0, 1, *all_of)
    turned = x * angle.cos() - y * angle.sin(), x * angle.sin() + y * angle.cos()
    return Nuclei(
        torch.stack([turned[0] + shift_x, turned[1] + shift_y], dim=-1),
        radius * (0.7 + 0.6 * uniform(generator, 0, 1, *each)),
        (torch.arange(MOST) < number).float(),
    )


def _brightness(nuclei: Nuclei, channel: int, generator: Generator) -> Tensor:
    """Brightness [B, N] in one channel; small nuclei are made brighter, to be seen at all."""
    spread = torch.randn(nuclei.sigma.shape, generator=generator) * BRIGHTNESS
    brightness = 0.65 * spread.exp() * nuclei.shown
    brightness = brightness * (0.02 / nuclei.sigma.mean(1, keepdim=True)).clamp(1, 1.5)
    if channel == 0:
        sparse = uniform(generator, 0, 1, len(brightness), 1) < SPARSE
        landmark = uniform(generator, 0, 1, *brightness.shape) < LANDMARKS
        brightness = torch.where(sparse, brightness * landmark, brightness)
    return brightness


def _draw(nuclei: Nuclei, brightness: Tensor, size: int) -> Tensor:
    """Sums of Gaussians [B, S, S]."""
    line = pixel_centres(1, size)[0, :, 0]
    profiles = [
        torch.exp(-((line - place[..., None]) ** 2) / (2 * nuclei.sigma[..., None] ** 2))
        for place in (nuclei.at[..., 1], nuclei.at[..., 0])
    ]
    return (profiles[0] * brightness[..., None]).transpose(1, 2) @ profiles[1]
