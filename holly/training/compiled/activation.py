"""Batch normalisation and leaky ReLU in one; compiled code (native/activation.c) where possible."""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable
from torch.nn.functional import leaky_relu

from groundwork.accelerate.compiled import Compiled, channels_last, job

CODE = Compiled(Path(__file__).parent / "native" / "activation.c")
SLOPE = 0.01  # torch's own
UNIT = 1 << 14  # as native/activation.c
_Job = job(
    "x weight bias dy y dx dweight dbias sums mean rate running_mean running_var",
    "pixels channels",
    "momentum epsilon slope",
)


class Activation(nn.BatchNorm2d):
    """`nn.BatchNorm2d` and a leaky ReLU, for images [B, C, H, W].

    Compiled in training mode for numbers of channels and pixels that `_suits` accepts.
    """

    def __init__(self, channels: int) -> None:
        super().__init__(channels)
        self.num_batches_tracked = None  # nothing uses it, and counting takes time at every step

    def forward(self, images: Tensor) -> Tensor:
        """Images of the same shape."""
        if self.training and _suits(images) and CODE.takes(images, self.weight):
            return _Activate.apply(images, self.weight, self.bias, self)
        return leaky_relu(super().forward(images), SLOPE, inplace=True)


class _Activate(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: FunctionCtx, x: Tensor, weight: Tensor, bias: Tensor, layer: Activation
    ) -> Tensor:
        x = channels_last(x)
        y, sums, (mean, rate) = torch.empty_like(x), _sums(x), x.new_empty(2, x.shape[1])
        given = {"x": x, "weight": weight, "bias": bias, "mean": mean, "rate": rate}
        kept = {"running_mean": layer.running_mean, "running_var": layer.running_var}
        kept |= {"momentum": layer.momentum, "epsilon": layer.eps}
        _run("holly_sums", x=x, sums=sums)
        _run("holly_moments", x=x, sums=sums, mean=mean, rate=rate, **kept)
        _run("holly_activate", **given, y=y)
        ctx.save_for_backward(*given.values())
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, dy: Tensor) -> tuple[Tensor | None, ...]:
        x, weight, bias, mean, rate = ctx.saved_tensors
        given = {"x": x, "weight": weight, "bias": bias, "mean": mean, "rate": rate}
        given["dy"] = channels_last(dy)
        dx, dweight, dbias = (torch.empty_like(t) for t in (x, weight, bias))
        sums = _sums(x)
        _run("holly_gradient_sums", **given, sums=sums)
        _run("holly_parameter_gradients", x=x, rate=rate, sums=sums, dweight=dweight, dbias=dbias)
        _run("holly_gradient", **given, dweight=dweight, dbias=dbias, dx=dx)
        return dx, dweight, dbias, None


def _run(function: str, *, x: Tensor, **members: Tensor | float) -> None:
    channels = x.shape[1]
    counts = {"pixels": x.numel() // channels, "channels": channels}
    CODE.run(function, _Job, x=x, slope=SLOPE, **counts, **members)


def _suits(images: Tensor) -> bool:
    """Whether a pixel is one or more whole rows of four vectors, or such a row whole pixels."""
    channels = images.shape[1]
    power_of_two = channels & (channels - 1) == 0
    return power_of_two and 16 <= channels <= UNIT and images.numel() // channels % 4 == 0


def _sums(x: Tensor) -> Tensor:
    """Memory for two sums per channel and unit of pixels."""
    channels = x.shape[1]
    pixels = UNIT // channels
    return x.new_empty(-(-x.numel() // channels // pixels), 2, channels)
