"""The pose network's convolutions, in compiled code (holly/native) where it can be had.

Those of stride 1 take a quarter of the multiplications (Winograd), and err by up to 3e-5 of the
largest value; those of stride 2 by up to 5e-6 (tests/test_convolution.py).
"""

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable

from holly.compiled import NATIVE, Compiled, channels_last, job

WINOGRAD, STRIDED = Compiled(NATIVE / "winograd.c"), Compiled(NATIVE / "strided.c")
TILE, FREQUENCIES, SKEW, PART = 4, 36, 16, 128  # as native/winograd.c
_Winograd = job("x weight bias dy y dweight u", "images height width channels kernels")
_Strided = job("x weight bias dy y dx dweight panels", "images height width channels kernels")


class Convolution(nn.Conv2d):
    """`nn.Conv2d`; compiled for kernels of 3x3 and many channels."""

    def forward(self, images: Tensor) -> Tensor:
        """[B, K, H', W'] from [B, C, H, W]."""
        function = self.compiled(images)
        if function:
            return function.apply(images, self.weight, self.bias)
        return super().forward(images)

    def compiled(self, images: Tensor) -> type[torch.autograd.Function] | None:
        """What convolves these images [B, C, H, W] in compiled code, if that can."""
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
        return _convolved("holly_weights", x, weight, bias, len(weight))

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, dy: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x, weight = ctx.saved_tensors
        dy = channels_last(dy)
        dx = _convolved("holly_turned_weights", dy, weight, None, x.shape[1])
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
        dx, dweight, panels = (
            torch.empty_like(x),
            torch.empty_like(weight),
            torch.empty_like(weight),
        )
        STRIDED.run("holly_turned_panels", _Strided, weight=weight, panels=panels, **counts)
        STRIDED.run("holly_input_gradient", _Strided, dy=dy, panels=panels, dx=dx, **counts)
        STRIDED.run("holly_weight_gradient", _Strided, x=x, dy=dy, dweight=dweight, **counts)
        return dx, dweight, dy.sum((0, 2, 3))


WAYS = {  # by stride: the code, what calls it, and what height and width are multiples of
    (1, 1): (WINOGRAD, _Convolve, TILE),
    (2, 2): (STRIDED, _ConvolveStrided, 2),
}


def _convolved(prepare: str, x: Tensor, weight: Tensor, bias: Tensor | None, to: int) -> Tensor:
    """Images convolved to ones of so many channels, with the weights that a function prepares."""
    u = x.new_empty(_planes(weight))
    y = x.new_empty(len(x), *x.shape[2:], to).permute(0, 3, 1, 2)
    kernels, channels = weight.shape[:2]
    WINOGRAD.run(prepare, _Winograd, weight=weight, u=u, channels=channels, kernels=kernels)
    WINOGRAD.run("holly_convolve", _Winograd, x=x, u=u, bias=bias, y=y, kernels=to, **_sizes(x))
    return y


def _weight_gradient(x: Tensor, dy: Tensor, weight: Tensor) -> Tensor:
    """The gradient [K, C, 3, 3] of images [B, C, H, W] for cotangents [B, K, H, W]."""
    tiles = len(x) * (x.shape[2] // TILE) * (x.shape[3] // TILE)
    u = x.new_empty(-(-tiles // PART) * _planes(weight))
    found = torch.empty_like(weight)
    counts = _sizes(x) | {"kernels": len(weight)}
    WINOGRAD.run("holly_correlate", _Winograd, x=x, dy=dy, u=u, **counts)
    WINOGRAD.run("holly_weight_gradient", _Winograd, u=u, dweight=found, **counts)
    return found


def _planes(weight: Tensor) -> int:
    """How many numbers the frequencies of these weights are, in memory."""
    return FREQUENCIES * (weight.shape[0] * weight.shape[1] + SKEW)


def _sizes(x: Tensor) -> dict[str, int]:
    images, channels, height, width = x.shape
    return {"images": images, "channels": channels, "height": height, "width": width}
