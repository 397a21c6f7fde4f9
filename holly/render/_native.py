"""Equation 1 in compiled code (native/render.c), for processors with AVX2 or AVX-512."""

from pathlib import Path

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable

from groundwork.accelerate.compiled import Compiled, job
from holly.render import _blurred

CODE = Compiled(Path(__file__).parent / "native" / "render.c")
_Job = job(
    "x y sigma weights image cotangent dx dy dsigma dweights", "images points height width parts"
)


def splat(
    x: Tensor, y: Tensor, sigma: Tensor, shape: tuple[int, int], weights: Tensor | None
) -> Tensor:
    """Images [B, H, W] of float32 points on a CPU; see holly.render.splat.

    Raises:
        ValueError: the points are of another kind, or this machine cannot compile the code.
    """
    if not CODE.takes(x):
        raise ValueError(
            f"native draws float32 tensors on a CPU with AVX2, not {x.dtype} on {x.device}; it "
            "needs Linux and a C compiler (cc, or the one that CC names)"
        )
    nodes = _blurred.nodes_for(sigma, shape)
    if nodes:
        return _blurred.splat(_draw, nodes, x, y, sigma, shape, weights)
    return _draw(x, y, sigma, shape, weights)


def _draw(
    x: Tensor, y: Tensor, sigma: Tensor, shape: tuple[int, int], weights: Tensor | None
) -> Tensor:
    return _Splat.apply(x, y, sigma, weights, shape)


class _Splat(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: FunctionCtx,
        x: Tensor,
        y: Tensor,
        sigma: Tensor,
        weights: Tensor | None,
        shape: tuple[int, int],
    ) -> Tensor:
        x, y, sigma, weights = (
            None if t is None else t.to(torch.float32).contiguous() for t in (x, y, sigma, weights)
        )
        image = x.new_empty(len(x), *shape)
        _run("holly_draw", shape, x=x, y=y, sigma=sigma, weights=weights, image=image)
        ctx.save_for_backward(x, y, sigma, weights)
        return image

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, cotangent: Tensor) -> tuple[Tensor | None, ...]:
        x, y, sigma, weights = ctx.saved_tensors
        dx, dy, dsigma = (torch.empty_like(x) for _ in range(3))
        dweights = None if weights is None else torch.empty_like(x)
        given = {"x": x, "y": y, "sigma": sigma, "weights": weights}
        wanted = {"dx": dx, "dy": dy, "dsigma": dsigma, "dweights": dweights}
        shape, cotangent = tuple(cotangent.shape[1:]), cotangent.contiguous()
        _run("holly_differentiate", shape, **given, cotangent=cotangent, **wanted)
        return dx, dy, dsigma.sum(1), dweights, None


def _run(function: str, shape: tuple[int, int], **tensors: Tensor | None) -> None:
    images, points = tensors["x"].shape
    parts = -(-2 * torch.get_num_threads() // max(1, images))
    counts = {"images": images, "points": points, "height": shape[0], "width": shape[1]}
    CODE.run(function, _Job, **tensors, **counts, parts=parts)
