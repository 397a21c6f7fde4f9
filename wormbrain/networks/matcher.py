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
COARSE, FINE = 61, 29  # channels at both strides; with a place and its square 64 and 32: faster
COARSE_STRIDE, FINE_STRIDE = 8, 4  # pixels per cell
# A match this far off a fit counts half, and how often near matches are weighted anew: while a
# network is trained, and when it is used. Sharper weights give its training fewer gradients.
FAR, REFITS = (0.07, 0.06), (3, 7)
TINY = 1e-9
GRID = (5, 5)  # control points of the transformations that the network returns


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
        grid: control points of the spline that is fitted; None: an affine transformation.
        reach: prefer matches within about this distance (points); None: search everywhere.
    """

    def __init__(
        self, stride: int, grid: tuple[int, int] | None = None, reach: float | None = None
    ) -> None:
        super().__init__()
        self.stride = stride
        channels = {COARSE_STRIDE: COARSE, FINE_STRIDE: FINE}[stride]
        self.sharpness = nn.Parameter(torch.tensor(2.5))
        self.ridge = nn.Parameter(torch.tensor(0.0 if reach is None else -1.0))
        self.stiffness = nn.Parameter(torch.tensor(-3.0)) if grid == GRID else None
        self.locality = None if reach is None else nn.Parameter(torch.tensor(reach).log() * -2)
        self.judge = nn.Sequential(
            block(4 + channels, 32), block(32, 32), nn.Conv2d(32, 3, 1)
        )  # a correction of each match, and how far to trust it
        nn.init.zeros_(self.judge[-1].weight)
        nn.init.zeros_(self.judge[-1].bias)
        self.register_buffer("space", _space(grid), persistent=False)
        self.register_buffer("into_space", torch.linalg.pinv(self.space), persistent=False)
        self.register_buffer("bending", spline(*GRID).bending, persistent=False)

    def forward(self, source: Tensor, target: Tensor, before: Tensor) -> Tensor:
        """The transformations [B, K, 2] that follow `before`.

        Args:
            source: features [B, F, h, w] of the source, warped by `before`.
            target: features [B, F, h, w].
            before: [B, K, 2].
        """
        height, width = target.shape[-2:]
        cells = pixel_centres(height, width).reshape(-1, 2).to(target)
        places, trust = self.matches(source, target, cells)
        basis = spline(*GRID).basis
        goal = (basis(places.reshape(-1, 2)).view(*places.shape[:2], -1) @ before).to(target)
        return self.fit(_basis(height, width).to(target), goal, trust, before)

    def matches(self, source: Tensor, target: Tensor, cells: Tensor) -> tuple[Tensor, Tensor]:
        """The place [B, N, 2] of each cell of the target in the source, and its trust [B, N].

        This is attention: queries are the target's features, keys the source's, values the
        places and features there. A preference for near cells, -d²k/2, is part of the product of
        queries and keys: of d², what depends only on the target's cell has no effect on a softmax
        over the source's.
        """
        wanted, offered = target.flatten(2).transpose(1, 2), source.flatten(2).transpose(1, 2)
        near = cells.new_zeros(()) if self.locality is None else self.locality.exp()
        here, squared = (x.expand(len(target), -1, -1) for x in (cells, _squared(cells)))
        ones = torch.ones_like(squared)
        queries = torch.cat([wanted * self.sharpness.exp(), here * near, -near / 2 * ones], dim=2)
        keys = torch.cat([offered, here, squared], dim=2)
        values = torch.cat([here, squared, offered], dim=2)
        means = _attention(queries, keys, values)
        mean = means[..., :2]
        spread = means[..., 2:3] - _squared(mean)
        alike = (means[..., 3:] * wanted).sum(-1, keepdim=True)
        seen = torch.cat([mean - cells, spread, alike], dim=-1)
        seen = seen.transpose(1, 2).reshape(len(target), -1, *target.shape[-2:])
        judged = self.judge(torch.cat([seen, target], dim=1)).flatten(2).transpose(1, 2)
        scale = 0.25 if self.locality is None else 0.1
        return mean + scale * judged[..., 1:], functional.softplus(judged[..., 0] - 2)

    def fit(self, basis: Tensor, goal: Tensor, trust: Tensor, before: Tensor) -> Tensor:
        """Robust least squares in the space of this stage, with a ridge towards `before`.

        Where only near matches are looked for, the fit is repeated with less weight for those far
        off it (iteratively reweighted least squares), so that wrong ones, of which images of
        another lab have many, do not pull. Before, most may be wrong, and the few that a first fit
        comes near to are no better. The finest spline also resists bending.
        """
        columns, start = basis @ self.space, self.into_space @ before
        fitted = self._least_squares(columns, goal, trust, start)
        far, refits = FAR[not self.training], REFITS[not self.training]
        for _ in range(0 if self.locality is None else refits):
            off = (columns @ fitted - goal).square().sum(-1)
            weights = trust / (1 + off / far**2)
            weights = weights * (
                trust.sum(1, keepdim=True) / weights.sum(1, keepdim=True).clamp_min(TINY)
            )
            fitted = self._least_squares(columns, goal, weights, start)
        return self.space @ fitted

    def _least_squares(
        self, columns: Tensor, goal: Tensor, weights: Tensor, start: Tensor
    ) -> Tensor:
        weighted = (weights[..., None] * columns).transpose(1, 2)
        ridge = self.ridge.exp() * torch.eye(columns.shape[1], device=columns.device)
        residual = weighted @ (goal - columns @ start)
        if self.stiffness is not None:
            stiff = self.stiffness.exp() * self.bending
            ridge, residual = ridge + stiff, residual - stiff @ start
        return start + torch.linalg.solve(weighted @ columns + ridge, residual)


class Matcher(nn.Module):
    """Affine, a coarse spline, and two splines from finer features near the previous match."""

    def __init__(self, channels: int = 2) -> None:
        super().__init__()
        self.features = Features(channels)
        self.register_buffer("control", spline(*GRID).control, persistent=False)
        self.stages = nn.ModuleList(
            [
                Stage(COARSE_STRIDE),
                Stage(COARSE_STRIDE, (3, 3)),
                Stage(FINE_STRIDE, (3, 3), reach=0.3),
                Stage(FINE_STRIDE, GRID, reach=0.15),
            ]
        )

    def forward(self, source: Tensor, target: Tensor) -> list[Tensor]:
        """The transformation [B, K, 2] of the spline with GRID on extent (1, 1) after each stage.

        Args:
            source: [B, C, S, S], scaled by wormbrain.frames.intensity.
            target: likewise.
        """
        basis = _basis(*source.shape[-2:]).to(source)
        of_target = self.features(target, fine=True)
        found, warped = [self.control.expand(len(source), -1, -1)], source
        for stage in self.stages:
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


@lru_cache(maxsize=8)
def _basis(height: int, width: int) -> Tensor:
    return spline(*GRID).basis(pixel_centres(height, width).reshape(-1, 2))


def _space(grid: tuple[int, int] | None) -> Tensor:
    """From the parameters of an affine transformation, or of a coarser spline, to GRID: [K, M]."""
    control = spline(*GRID).control
    if grid is None:
        return torch.cat([control, torch.ones(len(control), 1)], dim=1)
    return spline(*grid).basis(control)


def _attention(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """softmax(QKᵀ) V for [B, N, F]; torch's fused kernel takes one head at a time, [B, 1, N, F]."""
    one_head = (tensor[:, None] for tensor in (queries, keys, values))
    return functional.scaled_dot_product_attention(*one_head, scale=1.0)[:, 0]


def _squared(points: Tensor) -> Tensor:
    return points.square().sum(-1, keepdim=True)


def _unit(features: Tensor) -> Tensor:
    return functional.normalize(features.float(), dim=1, eps=1e-4)
