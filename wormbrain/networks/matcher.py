"""The network of the recipe `match`: features, matches with confidence, and a closed-form fit.

Nothing here regresses parameters. Each stage compares every cell of the target with every cell of
the source as it is warped so far, takes the mean of the similar places as a match, and fits a
transformation to all matches by weighted least squares, with a ridge towards the previous stage.
"""

from functools import lru_cache

import torch
from torch import Tensor, nn
from torch.nn import functional

from wormbrain.geometry import pixel_centres, sample, spline

WIDTHS = (16, 32, 64, 96)  # channels of the feature extractor
COARSE, FINE = 64, 32  # channels of the features at both strides
COARSE_STRIDE, FINE_STRIDE = 8, 4  # pixels per cell


def block(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """Convolution, batch normalisation, ReLU."""
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Features(nn.Module):
    """Unit vectors that describe the surroundings of each cell, at strides 8 and 4."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        a, b, c, d = WIDTHS
        self.stem = nn.Sequential(block(channels, a, 5, 2), block(a, b, stride=2), block(b, b))
        self.deep = nn.Sequential(
            *(block(b, c, stride=2), block(c, c), block(c, d), block(d, d)),
            nn.Conv2d(d, COARSE, 1),
        )
        self.fine = nn.Sequential(
            block(b + COARSE, FINE, 1), block(FINE, FINE), nn.Conv2d(FINE, FINE, 1)
        )

    def forward(self, images: Tensor, *, fine: bool) -> dict[int, Tensor]:
        """Features [B, F, S/stride, S/stride] of images [B, C, S, S] by stride."""
        stem = self.stem(images.contiguous(memory_format=torch.channels_last))
        coarse = self.deep(stem)
        found = {COARSE_STRIDE: _unit(coarse)}
        if fine:
            upsampled = functional.interpolate(coarse, scale_factor=2, mode="bilinear")
            found[FINE_STRIDE] = _unit(self.fine(torch.cat([stem, upsampled], dim=1)))
        return found


class Stage(nn.Module):
    """Matches at one stride, and the transformation that fits them.

    Args:
        stride: of the features that are compared.
        affine: fit an affine transformation, not a spline.
        reach: prefer matches within about this distance (points); None: search everywhere.
    """

    def __init__(self, stride: int, *, affine: bool, reach: float | None) -> None:
        super().__init__()
        self.stride = stride
        channels = {COARSE_STRIDE: COARSE, FINE_STRIDE: FINE}[stride]
        self.sharpness = nn.Parameter(torch.tensor(2.5))
        self.ridge = nn.Parameter(torch.tensor(0.0 if reach is None else -1.0))
        self.locality = None if reach is None else nn.Parameter(torch.tensor(reach).log() * -2)
        self.judge = nn.Sequential(
            block(4 + channels, 32), block(32, 32), nn.Conv2d(32, 3, 1)
        )  # a correction of each match, and how far to trust it
        nn.init.zeros_(self.judge[-1].weight)
        nn.init.zeros_(self.judge[-1].bias)
        control = spline(3, 3).control
        rows = torch.cat([control, torch.ones(len(control), 1)], dim=1)
        self.register_buffer("space", rows if affine else torch.eye(len(control)), persistent=False)

    def forward(self, source: Tensor, target: Tensor, before: Tensor) -> Tensor:
        """The transformations [B, 9, 2] that follow `before`.

        Args:
            source: features [B, F, h, w] of the source, warped by `before`.
            target: features [B, F, h, w].
            before: [B, 9, 2].
        """
        cells = pixel_centres(*target.shape[-2:]).reshape(-1, 2).to(target)
        places, trust = self.matches(source, target, cells)
        basis = spline(3, 3).basis
        goal = (basis(places.reshape(-1, 2)).view(*places.shape[:2], -1) @ before).to(target)
        return self.fit(basis(cells).to(target), goal, trust, before)

    def matches(self, source: Tensor, target: Tensor, cells: Tensor) -> tuple[Tensor, Tensor]:
        """The place [B, N, 2] of each cell of the target in the source, and its trust [B, N]."""
        wanted, offered = target.flatten(2).transpose(1, 2), source.flatten(2).transpose(1, 2)
        share = self.scores(wanted, offered, cells).softmax(-1)
        known = torch.cat([cells, cells.square().sum(1, keepdim=True)], dim=1)
        known = torch.cat([known.expand(len(target), -1, -1), offered], dim=2)
        means = share @ known
        mean = means[..., :2]
        spread = means[..., 2:3] - mean.square().sum(-1, keepdim=True)
        alike = (means[..., 3:] * wanted).sum(-1, keepdim=True)
        seen = torch.cat([mean - cells, spread, alike], dim=-1)
        seen = seen.transpose(1, 2).reshape(len(target), -1, *target.shape[-2:])
        judged = self.judge(torch.cat([seen, target], dim=1)).flatten(2).transpose(1, 2)
        scale = 0.25 if self.locality is None else 0.1
        return mean + scale * judged[..., 1:], functional.softplus(judged[..., 0] - 2)

    def scores(self, wanted: Tensor, offered: Tensor, cells: Tensor) -> Tensor:
        """How well each cell of the source suits each cell of the target, [B, N, N].

        A preference for near cells, -d²k/2, is part of the one matrix product: of d², what depends
        only on the target's cell has no effect on a softmax over the source's.
        """
        wanted = wanted * self.sharpness.exp()
        if self.locality is None:
            return wanted @ offered.transpose(1, 2)
        near = self.locality.exp()
        places = cells.expand(len(wanted), -1, -1)
        wanted = torch.cat([wanted, places * near], dim=2)
        offered = torch.cat([offered, places], dim=2)
        far = -near / 2 * cells.square().sum(1)
        return torch.baddbmm(far[None, None], wanted, offered.transpose(1, 2))

    def fit(self, basis: Tensor, goal: Tensor, trust: Tensor, before: Tensor) -> Tensor:
        """Weighted least squares in the space of this stage, with a ridge towards `before`."""
        columns = basis @ self.space
        start = torch.linalg.pinv(self.space) @ before
        weighted = (trust[..., None] * columns).transpose(1, 2)
        ridge = self.ridge.exp() * torch.eye(columns.shape[1], device=basis.device)
        change = torch.linalg.solve(weighted @ columns + ridge, weighted @ (goal - columns @ start))
        return self.space @ (start + change)


class Matcher(nn.Module):
    """Affine, spline, and twice a spline from finer features near the previous match."""

    def __init__(self, channels: int = 2) -> None:
        super().__init__()
        self.features = Features(channels)
        self.register_buffer("control", spline(3, 3).control, persistent=False)
        self.stages = nn.ModuleList(
            [
                Stage(COARSE_STRIDE, affine=True, reach=None),
                Stage(COARSE_STRIDE, affine=False, reach=None),
                Stage(FINE_STRIDE, affine=False, reach=0.3),
            ]
        )

    def forward(self, source: Tensor, target: Tensor) -> list[Tensor]:
        """The transformation [B, 9, 2] of the 3x3 spline on extent (1, 1) after each stage.

        Args:
            source: [B, C, S, S], scaled by wormbrain.frames.intensity.
            target: likewise.
        """
        basis = _pixel_basis(source.shape[-1]).to(source)
        of_target = self.features(target, fine=True)
        found, warped = [self.control.expand(len(source), -1, -1)], source
        for stage in (*self.stages, self.stages[-1]):
            if len(found) > 1:
                places = (basis @ found[-1]).unflatten(1, source.shape[-2:])
                warped = sample(source, places)
            of_source = self.features(warped, fine=stage.stride == FINE_STRIDE)
            found.append(stage(of_source[stage.stride], of_target[stage.stride], found[-1]))
        return found[1:]


def square(images: Tensor, size: int) -> Tensor:
    """Images [B, C, H, W] as the network sees them: [B, C, size, size].

    The longer side is resized by area, or linearly if it is shorter than `size`; the rest is empty,
    as much on one side as on the other, so that points keep their coordinates.
    """
    height, width = images.shape[-2:]
    longer = max(height, width)
    small = [2 * round(side * size / longer / 2) for side in (height, width)]
    mode = {"mode": "area"} if longer >= size else {"mode": "bilinear"}
    images = functional.interpolate(images, size=small, **mode)
    rows, columns = ((size - side) // 2 for side in small)
    return functional.pad(images, (columns, columns, rows, rows))


@lru_cache(maxsize=4)
def _pixel_basis(size: int) -> Tensor:
    return spline(3, 3).basis(pixel_centres(size, size).reshape(-1, 2))


def _unit(features: Tensor) -> Tensor:
    return functional.normalize(features.float(), dim=1, eps=1e-4)
