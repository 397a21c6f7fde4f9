"""Equation 1 at many sigmas at once: a fast Gauss transform made of matrix products.

The convolution of two Gaussians is a Gaussian: for s² + r² = σ²,

    G_σ(i - x) = ∫ G_r(i - u) G_s(u - x) du ≈ h Σ_m G_r(i - u_m) G_s(u_m - x),  u_m = u_0 + m h.

So the localisations are drawn only once, as Gaussians of a width s that suits the finest level, on
nodes h apart (`deposit`, [M, M]). Every level is then one small product, A · deposit · Aᵀ with
A[i, m] = h G_r(i - u_m). A localisation costs M² multiply-adds for all levels together, instead
of size² exponentials for each.

Error: as a function of u the integrand is G_σ(i - x) times a Gaussian of variance
v = s² r² / σ², centred between i and x. By Poisson's summation formula the sum over all nodes is
off by at most 2 exp(-2π² v / h²) of it (and a term of the fourth power). With s² = σ_min² / 2,
v is least at the finest level, σ_min² / 4, and h = σ_min / SPACING leaves
2 exp(-π² SPACING² / 2) = 1.3e-6. The nodes end TAIL s beyond the outermost pixels, which leaves
out less than erfc(TAIL / √2) / 2 = 1.0e-6 of the integral. Both hold for each localisation at each
pixel, relative to what it adds there, along either axis. All terms are positive, so the relative
error of every pixel is below 4.7e-6, whatever the localisations. Tails below FAINT of a peak are
cut. Rounding to float32 adds about 1e-6 of the image's maximum; where sigma is far below 1 pixel,
rounding the positions adds up to 6e-6 (measured at sigma 0.3, 128 px).
"""

import math
from collections.abc import Sequence
from functools import cached_property

import torch
from torch import Tensor

# On a CPU denormal numbers are 5 to 20 times slower, so the tails of Gaussians end before them.
FLOOR = -43.0  # exponents end here: below what float32 resolves beside a peak of one
FAINT = 1e-11  # smaller shares of a peak become zero; the product of three of them is no denormal

SPACING = 1.7  # nodes in a sigma of the finest level
TAIL = 4.75  # standard deviations of the deposited Gaussians kept beyond the image
# Localisations whose factors are in memory at once; on a CPU they fit into a core's cache.
TILE = {"cpu": 2**10, "cuda": 2**18}
EXPONENTIAL = 70  # multiply-adds of a matrix product that take as long as an exponential


class Levels:
    """Draws images of `size` x `size` pixels at several sigmas from one pass over the points."""

    def __init__(
        self, sigmas: Sequence[float], size: int, device: torch.device | str = "cpu"
    ) -> None:
        """Prepare for these sigmas in pixels; ValueError if they are not positive and different."""
        self.sigmas = sorted(sigmas)
        if not self.sigmas or self.sigmas[0] <= 0 or len(set(sigmas)) < len(self.sigmas):
            raise ValueError(f"sigmas must be positive and different, not {list(sigmas)}")
        self.size, self.device = size, torch.device(device)
        self.pixels = _nodes(size, 1.0).to(self.device, torch.float32)
        self._grids = [_Grid(self.sigmas[k:], size, self.device) for k in range(len(self.sigmas))]

    def __call__(self, columns: Tensor, rows: Tensor) -> dict[float, Tensor]:
        """Images [B, size, size] float32 of each sigma, with intensity 1 per localisation.

        Localisations whose centre lies on no pixel are left out. An image depends only on its own
        localisations, to the last bit, whatever else is in the batch.

        Args:
            columns: [B, N], pixels; float64 keeps all digits of sigmas far below 1.
            rows: [B, N], pixels.
        """
        batch, count = columns.shape
        images = torch.empty(
            batch, len(self.sigmas), self.size, self.size, dtype=torch.float32, device=self.device
        )
        direct = self._direct(count)
        for image, x, y in zip(images, columns, rows, strict=True):
            points = self._inside(torch.stack([x, y]).to(self.device))
            for level, sigma in zip(image[:direct], self.sigmas, strict=False):
                torch.mul(_deposit(points, self.pixels, sigma), 0.5 / math.pi / sigma**2, out=level)
            if direct < len(self.sigmas):
                grid = self._grids[direct]
                half = grid.matrices @ _deposit(points, grid.nodes, grid.width)
                torch.bmm(half, grid.matrices.transpose(1, 2), out=image[direct:])
        return dict(zip(self.sigmas, images.unbind(1), strict=True))

    @property
    def nodes(self) -> int:
        """Number M of nodes along an axis of the grid for all levels."""
        return self._grids[0].count

    def _direct(self, count: int) -> int:
        """How many of the finest levels are drawn directly on the pixels: the cheapest split."""
        straight = count * self.size * (self.size + EXPONENTIAL)
        costs = [k * straight + grid.cost(count) for k, grid in enumerate(self._grids)]
        costs.append(len(self.sigmas) * straight)
        return costs.index(min(costs))

    def _inside(self, points: Tensor) -> Tensor:
        """The points [2, N] that lie on a pixel, float32, relative to the middle of the image."""
        kept = ((points >= -0.5) & (points < self.size - 0.5)).all(0)
        return (points[:, kept] - (self.size - 1) / 2).float()


class _Grid:
    """Nodes for the levels of these sigmas, ascending, and the matrices from nodes to pixels."""

    def __init__(self, sigmas: Sequence[float], size: int, device: torch.device) -> None:
        self.sigmas, self.size, self.device = sigmas, size, device
        self.width = sigmas[0] / math.sqrt(2)
        self.spacing = sigmas[0] / SPACING
        self.count = math.ceil((size + 2 * TAIL * self.width) / self.spacing) + 1

    def cost(self, count: int) -> int:
        """Approximate multiply-adds for an image of `count` localisations at every level."""
        deposit = count * self.count * (self.count + EXPONENTIAL)
        return deposit + len(self.sigmas) * self.size * self.count * (self.count + self.size)

    @cached_property
    def nodes(self) -> Tensor:
        """Positions [M] relative to the middle of the image, pixels."""
        return _nodes(self.count, self.spacing).to(self.device, torch.float32)

    @cached_property
    def matrices(self) -> Tensor:
        """A of each level, with the norms of both Gaussians, [L, size, M]."""
        distance = _nodes(self.size, 1.0)[:, None] - _nodes(self.count, self.spacing)
        remainder = torch.tensor(self.sigmas).double().square() - self.width**2
        exponent = -distance.square() / (2 * remainder[:, None, None])
        scale = self.spacing / (2 * math.pi * self.width * remainder.sqrt())
        kernel = torch.threshold(exponent.exp(), FAINT, 0.0) * scale[:, None, None]
        return kernel.to(self.device, torch.float32)


def _nodes(count: int, spacing: float) -> Tensor:
    """Positions [count] in float64, `spacing` apart, about 0."""
    return (torch.arange(count, dtype=torch.float64) - (count - 1) / 2) * spacing


def _deposit(points: Tensor, nodes: Tensor, width: float) -> Tensor:
    """Σ exp(-((u_b - x)² + (u_a - y)²) / 2 width²) over points [2, N] at nodes u, [M, M]."""
    image = nodes.new_zeros(len(nodes), len(nodes))
    zero = nodes.new_zeros(())
    for x_y in points.split(TILE[nodes.device.type], dim=1):
        factor = x_y[..., None] - nodes  # [2, n, M]
        torch.addcmul(zero, factor, factor, value=-0.5 / width**2, out=factor)
        x, y = factor.clamp_min_(FLOOR).exp_()
        image.addmm_(y.T, x)
    return torch.threshold_(image, FAINT, 0.0)
