"""Convolutions, in compiled code (native/winograd.c and strided.c) where possible.

With stride 1 they take a quarter of the multiplications (Winograd), with errors up to 3e-5 of the
largest value; with stride 2 errors are up to 5e-6. test_convolution.py asserts both bounds.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable

from groundwork.accelerate.compiled import Compiled, channels_last, job

NATIVE = Path(__file__).with_name("native")
WINOGRAD, STRIDED = Compiled(NATIVE / "winograd.c"), Compiled(NATIVE / "strided.c")
TILE, FREQUENCIES, SKEW, PART = 4, 36, 16, 128  # as native/winograd.c
FEW = 64  # tiles of all images; up to this number the weights' frequencies are not stored
_Winograd = job("x weight bias dy y dweight u", "images height width channels kernels")
_Strided = job("x weight bias dy y dx dweight panels", "images height width channels kernels")


class Convolution(nn.Conv2d):
    """`nn.Conv2d`, compiled for kernels of 3x3 and multiples of 32 channels."""

    def forward(self, images: Tensor) -> Tensor:
        """[B, K, H', W'] from [B, C, H, W]."""
        function = self.compiled(images)
        given = images, self.weight, self.bias
        return function.apply(*given) if function else super().forward(images)

    def compiled(self, images: Tensor) -> type[torch.autograd.Function] | None:
        """The compiled function for these images [B, C, H, W]; None if there is none."""
        code, function, multiple = WAYS.get(self.stride, (WINOGRAD, None, 1))
        small = (self.kernel_size, self.padding) == ((3, 3), (1, 1))
        whole = not any(n % 32 for n in self.weight.shape[:2])
        fits = not any(n % multiple for n in images.shape[2:])
        return function if small and whole and fits and code.takes(images, self.weight) else None


class _Convolve(torch.autograd.Function):
    """With stride 1."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        x, weight = channels_last(x), channels_last(weight)
        ctx.save_for_backward(x, weight)
        return _convolved(x, weight, bias, len(weight))

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, dy: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x, weight = ctx.saved_tensors
        dy = channels_last(dy)
        dx = _convolved(dy, weight, None, x.shape[1], turned="_turned")
        return dx, _weight_gradient(x, dy, weight), dy.sum((0, 2, 3))


class _ConvolveStrided(torch.autograd.Function):
    """With stride 2."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        x, weight = channels_last(x), channels_last(weight)
        ctx.save_for_backward(x, weight)
        counts = _sizes(x) | {"kernels": len(weight)}
        y = x.new_empty(len(x), x.shape[2] // 2, x.shape[3] // 2, len(weight)).permute(0, 3, 1, 2)
        panels = torch.empty_like(weight)
        STRIDED.run("holly_panels", _Strided, weight=weight, panels=panels, **counts)
        STRIDED.run("holly_convolve", _Strided, x=x, panels=panels, bias=bias, y=y, **counts)
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, dy: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x, weight = ctx.saved_tensors
        dy, counts = channels_last(dy), _sizes(x) | {"kernels": len(weight)}
        dx, dweight, panels = (torch.empty_like(t) for t in (x, weight, weight))
        STRIDED.run("holly_turned_panels", _Strided, weight=weight, panels=panels, **counts)
        STRIDED.run("holly_input_gradient", _Strided, dy=dy, panels=panels, dx=dx, **counts)
        STRIDED.run("holly_weight_gradient", _Strided, x=x, dy=dy, dweight=dweight, **counts)
        return dx, dweight, dy.sum((0, 2, 3))


WAYS = {  # by stride: the code, its function, and what height and width must be multiples of
    (1, 1): (WINOGRAD, _Convolve, TILE),
    (2, 2): (STRIDED, _ConvolveStrided, 2),
}


def _convolved(x: Tensor, weight: Tensor, bias: Tensor | None, to: int, turned: str = "") -> Tensor:
    """Images convolved to `to` channels, with the weights or, for gradients, the turned weights."""
    y = x.new_empty(len(x), *x.shape[2:], to).permute(0, 3, 1, 2)
    given = {"weight": weight, "bias": bias, "y": y, "kernels": to, "x": x, **_sizes(x)}
    if _tiles(x) <= FEW:
        WINOGRAD.run(f"holly_convolve_few{turned}", _Winograd, **given)
    else:
        u = x.new_empty(_planes(weight))
        WINOGRAD.run(f"holly_frequencies{turned}", _Winograd, u=u, **given)
        WINOGRAD.run("holly_convolve", _Winograd, u=u, **given)
    return y


def _weight_gradient(x: Tensor, dy: Tensor, weight: Tensor) -> Tensor:
    """The gradient [K, C, 3, 3] of images [B, C, H, W] for cotangents [B, K, H, W]."""
    gradient = torch.empty_like(weight)
    given = {"x": x, "dy": dy, "dweight": gradient, "kernels": len(weight), **_sizes(x)}
    if _tiles(x) <= FEW:
        WINOGRAD.run("holly_weight_gradient_few", _Winograd, **given)
    else:
        u = x.new_empty(-(-_tiles(x) // PART) * _planes(weight))
        WINOGRAD.run("holly_correlate", _Winograd, u=u, **given)
        WINOGRAD.run("holly_weight_gradient", _Winograd, u=u, **given)
    return gradient


def _tiles(x: Tensor) -> int:
    return len(x) * (x.shape[2] // TILE) * (x.shape[3] // TILE)


def _planes(weight: Tensor) -> int:
    """The number of floats that the frequencies of these weights take."""
    return FREQUENCIES * (weight.shape[0] * weight.shape[1] + SKEW)


def _sizes(x: Tensor) -> dict[str, int]:
    images, channels, height, width = x.shape
    return {"images": images, "channels": channels, "height": height, "width": width}
