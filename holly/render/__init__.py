"""The differentiable renderer: points drawn as a sum of Gaussians (paper, equation 1).

Every backend computes the same image,

    image[b, i, j] = Σ_n w[b, n] / (2π σ_b²) · exp(-((j - x[b, n])² + (i - y[b, n])²) / 2σ_b²),

where pixel (row i, column j) has its centre at (i, j). `reference` is the sum as written;
`factorised` is exact too, and the one to use.
"""

from collections.abc import Callable

from torch import Tensor

from holly.render._factorised import splat as _factorised
from holly.render._reference import splat as _reference

Splat = Callable[[Tensor, Tensor, Tensor, tuple[int, int], Tensor | None], Tensor]
BACKENDS: dict[str, Splat] = {"factorised": _factorised, "reference": _reference}


def splat(
    x: Tensor,
    y: Tensor,
    sigma: Tensor,
    shape: tuple[int, int],
    weights: Tensor | None = None,
    *,
    backend: str = "factorised",
) -> Tensor:
    """Draw B images of N Gaussians each.

    Args:
        x: columns of the points, [B, N], pixels.
        y: rows of the points, [B, N], pixels.
        sigma: standard deviation of the Gaussians of each image, [B], pixels, positive.
        shape: height and width of the images, pixels.
        weights: integrated intensity of each point, [B, N]; one each if None.
        backend: a key of BACKENDS.

    Returns:
        Images [B, H, W], differentiable in x, y, sigma and weights; dtype and device of x.

    Raises:
        ValueError: a shape that does not fit, or an unknown backend.
    """
    if x.ndim != 2 or y.shape != x.shape:
        raise ValueError(f"x and y must both be [B, N], not {tuple(x.shape)}, {tuple(y.shape)}")
    if sigma.shape != x.shape[:1]:
        raise ValueError(f"sigma must be [{x.shape[0]}], not {tuple(sigma.shape)}")
    if weights is not None and weights.shape != x.shape:
        raise ValueError(f"weights must be {tuple(x.shape)}, not {tuple(weights.shape)}")
    if backend not in BACKENDS:
        raise ValueError(f"unknown backend {backend!r}; one of {sorted(BACKENDS)}")
    return BACKENDS[backend](x, y, sigma, shape, weights)
