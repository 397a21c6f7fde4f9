"""The differentiable renderer: points drawn as a sum of Gaussians (paper, equation 1).

Every backend computes the same image,

    image[b, i, j] = Σ_n w[b, n] / (2π σ_b²) · exp(-((j - x[b, n])² + (i - y[b, n])²) / 2σ_b²),

where pixel (row i, column j) has its centre at (i, j). `reference` is the sum as written;
`factorised` is exact, too, and runs anywhere; `native` is the fastest on a CPU and `cuda` on a GPU.
docs/renderer.md describes how they work and how exact they are.
"""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

import torch
from torch import Tensor

from holly.render._factorised import splat as _factorised
from holly.render._native import CODE
from holly.render._native import splat as _compiled
from holly.render._reference import splat as _reference

Splat = Callable[[Tensor, Tensor, Tensor, tuple[int, int], Tensor | None], Tensor]
ANYWHERE: dict[str, Splat] = {"factorised": _factorised, "reference": _reference}
BACKENDS = (*ANYWHERE, "native", "cuda")
_forced: str | None = None


def force_backend(name: str | None) -> None:
    """Make one of BACKENDS the default; None makes the fastest the default again.

    Raises:
        ValueError: no backend has this name.
    """
    global _forced
    if name is not None:
        _check(name)
    _forced = name


def splat(
    x: Tensor,
    y: Tensor,
    sigma: Tensor,
    shape: tuple[int, int],
    weights: Tensor | None = None,
    *,
    backend: str | None = None,
) -> Tensor:
    """Draw B images of N Gaussians each.

    Args:
        x: columns of the points, [B, N], pixels.
        y: rows of the points, [B, N], pixels.
        sigma: standard deviation of the Gaussians of each image, [B], pixels, positive.
        shape: height and width of the images, pixels.
        weights: integrated intensity of each point, [B, N]; None for one each.
        backend: one of BACKENDS; None for the forced one, or the fastest for x.

    Returns:
        Images [B, H, W], differentiable in x, y, sigma and weights, with dtype and device of x.

    Raises:
        ValueError: a shape that does not fit, an unknown backend, or tensors that the cuda or
            the native backend cannot draw.
        ImportError: the cuda backend is named but Triton is not installed.
    """
    if x.ndim != 2 or y.shape != x.shape:
        raise ValueError(f"x and y must both be [B, N], not {tuple(x.shape)}, {tuple(y.shape)}")
    if sigma.shape != x.shape[:1]:
        raise ValueError(f"sigma must be [{x.shape[0]}], not {tuple(sigma.shape)}")
    if weights is not None and weights.shape != x.shape:
        raise ValueError(f"weights must be {tuple(x.shape)}, not {tuple(weights.shape)}")
    backend = backend or chosen_backend(x)
    _check(backend)
    if backend == "cuda":
        from holly.render._cuda import splat as fused  # needs Triton

        return fused(x, y, sigma, shape, weights)
    draw = _compiled if backend == "native" else ANYWHERE[backend]
    return draw(x, y, sigma, shape, weights)


def _check(backend: str) -> None:
    if backend not in BACKENDS:
        raise ValueError(f"unknown backend {backend!r}; one of {sorted(BACKENDS)}")


def chosen_backend(points: Tensor) -> str:
    """The one of BACKENDS that draws these points where none is named."""
    if _forced:
        return _forced
    if points.is_cuda and points.dtype == torch.float32 and _has_triton():
        return "cuda"
    return "native" if native_draws(points) else "factorised"


def native_draws(points: Tensor) -> bool:
    """Whether the native backend can draw these points on this machine."""
    return CODE.takes(points)


@cache
def _has_triton() -> bool:
    return find_spec("triton") is not None
