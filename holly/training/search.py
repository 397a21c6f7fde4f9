"""Poses without a network: found by drawing the structure, remembered, and refined.

Every image keeps a pose of its own from visit to visit. As long as images are blurred, each visit
also tries random rotations: the structure is drawn at all of them, and one matrix product
compares the drawings with all images of the batch. The best rotation is improved among its
neighbours, and replaces the remembered pose if it fits better. Images and drawings are first
moved to their centres of mass, so that no shift has to be searched for. Every visit ends with a
step of gradient descent on the pose; once images are sharp, it does nothing else.

This is projection matching, as in electron microscopy (Penczek et al. 1994,
doi:10.1016/0304-3991(94)90038-8), with poses and points refined together.
"""

import math

import torch
from torch import Tensor, nn

from groundwork.seeds import generator
from holly.geometry import project, random_rotations, rotation_from_axis_angle
from holly.render import splat
from holly.training.loss import intensity
from holly.training.network import Poses, Predictor

BLURRED = 0.035  # sigma, in widths of the image, down to which rotations are tried
CANDIDATES = 768  # random rotations tried per visit; the nearest is about 10° off
NEIGHBOURS = 6  # small turns of the best of them that are tried then
NEAR = 0.12  # radians, the spread of these turns about each axis
GRID_SIGMA = 1.0  # sigma in pixels of the grid on which drawings are compared
FIRST, SECOND = 0.8, 0.95  # decay of the moments of a pose's gradient (Adam)
SHIFT_RATE = 0.3  # step size of shifts, model units, over that of rotations, radians
FIRST_SPREAD = 0.005  # in widths of the image


class PoseSearch(Predictor):
    """The poses of P images, and how much wider than their sigma the structure is drawn.

    This spread is one learned number: labels scatter about their sites, and poses are not exact.
    """

    def __init__(self, images: int, shape: tuple[int, int], seed: int, purpose: str) -> None:
        super().__init__()
        self.shape, self._seed, self._purpose = shape, seed, purpose
        self.log_spread = nn.Parameter(torch.tensor(math.log(FIRST_SPREAD * shape[1])))  # pixels
        self.register_buffer("rotation", torch.eye(3).repeat(images, 1, 1))
        self.register_buffer("shift", torch.zeros(images, 2))
        self.register_buffer("moments", torch.zeros(2, images, 5))
        self.register_buffer("visits", torch.zeros(images, 1))  # since the pose was found
        self._step: Tensor | None = None
        self._tried: dict[int, tuple[Tensor, Tensor]] = {}  # by the number of images
        self._searches = self._compared = 0  # `_compared` as `prepare` returns it

    def get_extra_state(self) -> int:
        """The number of searches, which decides the next random rotations."""
        return self._searches

    def set_extra_state(self, state: int) -> None:
        """Continue from what `get_extra_state` returned."""
        self._searches = state

    def prepare(self, images: int, sigma: float, stride: int = 1) -> int:
        """Draw the random rotations for the next visit to this many images, on the host.

        The visit compares one in so many of the images' pixels along each axis as this returns:
        0 if the images are too sharp for a search.
        """
        self._compared = 0
        if sigma >= BLURRED * self.shape[1]:
            self._compared = 2 ** max(0, math.floor(math.log2(sigma / stride / GRID_SIGMA)))
            self._searches += 1
            random = generator(self._seed, f"{self._purpose}, search {self._searches}")
            candidates = random_rotations(CANDIDATES, random)
            turns = NEAR * torch.randn(images, 1 + NEIGHBOURS, 3, generator=random)
            turns[:, 0] = 0
            drawn = (candidates, rotation_from_axis_angle(turns))
            device = self.rotation.device
            tried = self._tried.setdefault(images, tuple(each.to(device) for each in drawn))
            for place, each in zip(tried, drawn, strict=True):
                place.copy_(each, non_blocking=True)
        return self._compared

    def forward(self, images: Tensor, indices: Tensor, points: Tensor, sigma: Tensor) -> Poses:
        """The one pose of each of the images with these indices.

        In training mode poses are searched for if `prepare` has said so, and get a gradient that
        `refine` follows. Nothing here waits for the device.

        Args:
            images: [B, h, w], at full resolution or one in so many pixels along each axis.
            indices: [B], of the images.
            points: [N, 3], the structure, model units.
            sigma: [], of the images, pixels at full resolution.
        """
        spread = (sigma.square() + self.log_spread.exp().square()).sqrt()
        if self.training and self._compared:
            self._search(images, indices, points.detach(), spread.detach())
        rotation, shift = self.rotation[indices], self.shift[indices]
        if self.training:
            self._step = torch.zeros(len(indices), 5, device=images.device, requires_grad=True)
            rotation = rotation_from_axis_angle(self._step[:, :3]) @ rotation
            shift = shift + self._step[:, 3:]
        return Poses(rotation[:, None], shift, spread.expand(len(indices)))

    @torch.no_grad()
    def refine(self, indices: Tensor, rate: float | Tensor) -> None:
        """Move the poses that `forward` returned last against their gradient, by Adam's rule."""
        gradient = self._step.grad
        self.visits[indices] += 1
        visits = self.visits[indices]
        first = torch.lerp(gradient, self.moments[0, indices], FIRST)
        second = torch.lerp(gradient.square(), self.moments[1, indices], SECOND)
        self.moments[:, indices] = torch.stack([first, second])
        deviation = (second / (1 - SECOND**visits)).sqrt() + 1e-12
        step = -rate * first / (1 - FIRST**visits) / deviation
        turn = rotation_from_axis_angle(step[:, :3])
        self.rotation[indices] = turn @ self.rotation[indices]
        self.shift[indices] += SHIFT_RATE * step[:, 3:]

    @torch.no_grad()
    def _search(self, images: Tensor, indices: Tensor, points: Tensor, spread: Tensor) -> None:
        """Search for poses of these images; keep those that fit better than the remembered."""
        skip = self._compared
        target, centre = centred(_normalised(images[:, ::skip, ::skip]))
        pixel = self.shape[1] / images.shape[2] * skip  # of the grid, in full-resolution pixels
        comparison = _Comparison(target, points, spread / pixel)
        found, distance = comparison.search(*self._tried[len(images)])
        rotation, shift, visits = self.rotation[indices], self.shift[indices], self.visits[indices]
        remembered = comparison.distance(rotation[:, None])[:, 0]
        better = ((visits[:, 0] == 0) | (distance < remembered))[:, None]
        moved = centre - (found @ points.mean(0))[:, :2]
        self.rotation[indices] = torch.where(better[:, None], found, rotation)
        self.shift[indices] = torch.where(better, moved, shift)
        self.visits[indices] = visits * ~better
        self.moments[:, indices] = self.moments[:, indices] * ~better


class _Comparison:
    """Compares images [B, h, w] with drawings of a structure, both at their centres of mass."""

    def __init__(self, target: Tensor, points: Tensor, sigma: Tensor) -> None:
        self.target, self.grid = target.flatten(1), tuple(target.shape[1:])
        self.points, self.sigma = points - points.mean(0), sigma

    def search(self, candidates: Tensor, turns: Tensor) -> tuple[Tensor, Tensor]:
        """The best rotation of each image, [B, 3, 3], and its distance [B].

        The best of the candidates [C, 3, 3] is turned by each of the turns [B, T, 3, 3].
        """
        drawn = self._drawn(candidates)
        best = (drawn.square().sum(1) - 2 * self.target @ drawn.T).argmin(1)
        near = turns @ candidates[best][:, None]
        distance, nearest = self.distance(near).min(1)
        return near[torch.arange(len(near), device=near.device), nearest], distance

    def distance(self, rotation: Tensor) -> Tensor:
        """Squared distances [B, K] at rotations [B, K, 3, 3], less a constant per image."""
        drawn = self._drawn(rotation.flatten(0, 1)).view(*rotation.shape[:2], -1)
        return drawn.square().sum(2) - 2 * (drawn @ self.target[:, :, None]).squeeze(2)

    def _drawn(self, rotation: Tensor) -> Tensor:
        """The structure drawn at rotations [K, 3, 3], as [K, h·w]."""
        still, sigma = rotation.new_zeros(len(rotation), 2), self.sigma
        x, y = project(self.points, rotation, still, self.grid)
        return _normalised(splat(x, y, sigma.expand(len(rotation)), self.grid)).flatten(1)


def centred(images: Tensor) -> tuple[Tensor, Tensor]:
    """Move the centres of mass of images [B, H, W] of intensity one to the origin's pixel.

    Returns where the centres were, too, [B, 2], model units. The shift uses the Fourier transform,
    which is exact for images blurred by a pixel or more.
    """
    height, width = images.shape[1:]
    device = images.device
    column = (images.sum(1) * (torch.arange(width, device=device) - width / 2)).sum(1)
    row = (images.sum(2) * (torch.arange(height, device=device) - height / 2)).sum(1)
    across = torch.fft.rfftfreq(width, device=device) * column[:, None]
    down = torch.fft.fftfreq(height, device=device) * row[:, None]
    phase = 2 * torch.pi * (down[:, :, None] + across[:, None])
    moved = torch.fft.rfft2(images) * torch.polar(torch.ones_like(phase), phase)
    centre = torch.stack([4 / width * column, -4 / height * row], 1)
    return torch.fft.irfft2(moved, s=(height, width)), centre


def _normalised(images: Tensor) -> Tensor:
    """Images [B, H, W] scaled to an integrated intensity of one."""
    return images / intensity(images)
