# ruff: noqa: ANN001, ANN202, N803, SIM108
# (Triton annotates only compile-time constants, whose names are in capitals.)
"""Equation 1 on an NVIDIA GPU, in two fused kernels written in Triton.

Both Gaussian factors are computed in registers and multiplied on the tensor cores; only points,
images and their gradients pass through the GPU's memory. A program of `_forward` draws one tile
of one image from all points; a program of `_backward` computes the gradients of one block of
points of one image from all tiles. Nothing is added atomically, so the same input gives the same
bits, and nothing waits for the host, so both kernels can be captured in a CUDA graph.

The tensor cores round their factors to TF32. `_product` therefore splits each factor into two such
numbers and adds the three products that matter. The tensor cores also truncate sums instead of
rounding them, so the sums of the blocks are added on the ordinary cores. Together this is as exact
as float32.
"""

import os

import torch
import triton
import triton.language as tl
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable

# Standard deviations at which a Gaussian ends, at 1e-13 of its peak (as in native/render.c).
REACH = tl.constexpr(7.75)
ROOT_LOG2_E_HALVES = tl.constexpr(0.8493218002880191)  # exp(-t²/2) = 2^-(t·this)²
TWO_PI = tl.constexpr(6.283185307179586)

PROGRAMS = 256  # programs that fill a large GPU: two on each of its processors
SORT_FROM = 2**27  # points times pixels from which sorting the points saves time
POINTS = 64  # per program of `_backward`; with tiles of 32 pixels they fit into the registers
CELL = 16  # pixels; points in one cell are neighbours after the sort
INTERPRETED = os.environ.get("TRITON_INTERPRET") == "1"


def splat(
    x: Tensor, y: Tensor, sigma: Tensor, shape: tuple[int, int], weights: Tensor | None
) -> Tensor:
    """Images [B, H, W] of float32 points on a CUDA device; see holly.render.splat."""
    if x.dtype != torch.float32 or not (x.is_cuda or INTERPRETED):
        raise ValueError(
            f"the cuda backend draws float32 on a CUDA device, not {x.dtype} on {x.device}"
        )
    if not x.numel():
        return x.new_zeros(len(x), *shape) + 0 * (x.sum() + y.sum() + sigma.sum())
    sort = x.shape[1] * shape[0] * shape[1] >= SORT_FROM
    if sort:
        order = _neighbours_together(x.detach(), y.detach(), shape)
        x, y = x.gather(1, order), y.gather(1, order)
        weights = None if weights is None else weights.gather(1, order)
    return _Splat.apply(x, y, sigma, weights, shape, sort)


def _neighbours_together(x: Tensor, y: Tensor, shape: tuple[int, int]) -> Tensor:
    """An order [B, N] of the points in which a block of points covers few tiles."""
    columns = shape[1] // CELL + 2  # with one on each side for points outside
    column = (x / CELL).floor().clamp(-1, columns - 2)
    row = (y / CELL).floor().clamp(-1, shape[0] // CELL + 1)
    return (row * columns + column).argsort(dim=1, stable=True)


class _Splat(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: FunctionCtx,
        x: Tensor,
        y: Tensor,
        sigma: Tensor,
        weights: Tensor | None,
        shape: tuple[int, int],
        cull: bool,
    ) -> Tensor:
        x, y, sigma = x.contiguous(), y.contiguous(), sigma.contiguous()
        weights = None if weights is None else weights.contiguous()
        (images, points), (height, width) = x.shape, shape
        tile = 64 if images * triton.cdiv(height, 64) * triton.cdiv(width, 64) >= PROGRAMS else 32
        image = x.new_empty(images, height, width)
        grid = (images, triton.cdiv(height, tile), triton.cdiv(width, tile))
        with torch.cuda.device_of(x):
            _forward[grid](
                *(x, y, sigma, x if weights is None else weights, image),
                *(points, height, width),
                WEIGHTED=weights is not None,
                CULL=cull,
                BLOCK=32,
                TILE=tile,
            )
        ctx.save_for_backward(x, y, sigma, weights)
        return image

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, cotangent: Tensor) -> tuple[Tensor | None, ...]:
        x, y, sigma, weights = ctx.saved_tensors
        (images, points), (height, width) = x.shape, cotangent.shape[1:]
        blocks = triton.cdiv(points, POINTS)
        grad_x, grad_y = torch.empty_like(x), torch.empty_like(y)
        grad_sigma = x.new_empty(images, blocks)
        grad_weights = None if weights is None else torch.empty_like(weights)
        with torch.cuda.device_of(x):
            _backward[images, blocks](
                *(x, y, sigma, x if weights is None else weights, cotangent.contiguous()),
                *(grad_x, grad_y, grad_sigma, x if weights is None else grad_weights),
                *(points, height, width),
                WEIGHTED=weights is not None,
                BLOCK=POINTS,
                TILE=32,
            )
        return grad_x, grad_y, grad_sigma.sum(1), grad_weights, None, None


@triton.jit
def _forward(
    x,
    y,
    sigma,
    weights,
    image,
    points,
    height,
    width,
    WEIGHTED: tl.constexpr,
    CULL: tl.constexpr,
    BLOCK: tl.constexpr,
    TILE: tl.constexpr,
):
    """One tile of one image: Σ_n w gyᵀ·gx over blocks of points."""
    of = tl.program_id(0).to(tl.int64)
    rows = tl.program_id(1) * TILE + tl.arange(0, TILE)
    columns = tl.program_id(2) * TILE + tl.arange(0, TILE)
    s = tl.load(sigma + of)
    sharpness = ROOT_LOG2_E_HALVES / s
    middle_row = tl.program_id(1) * TILE + (TILE - 1) / 2
    middle_column = tl.program_id(2) * TILE + (TILE - 1) / 2
    reach = REACH * s + (TILE - 1) / 2
    drawn = tl.zeros((TILE, TILE), tl.float32)
    for first in range(0, points, BLOCK):
        px, py, w, _ = _points(x, y, weights, of, first, points, WEIGHTED, BLOCK)
        near = (tl.abs(px - middle_column) <= reach) & (tl.abs(py - middle_row) <= reach)
        if not CULL or tl.max(near.to(tl.int32), 0) > 0:
            gx = _gaussian(columns[None, :] - px[:, None], sharpness)
            gy = _gaussian(rows[:, None] - py[None, :], sharpness) * w[None, :]
            drawn += _product(gy, gx)
    at = of * height * width + rows[:, None] * width + columns[None, :]
    inside = (rows[:, None] < height) & (columns[None, :] < width)
    tl.store(image + at, drawn / (TWO_PI * s * s), mask=inside)


@triton.jit
def _backward(
    x,
    y,
    sigma,
    weights,
    cotangent,
    grad_x,
    grad_y,
    grad_sigma,
    grad_weights,
    points,
    height,
    width,
    WEIGHTED: tl.constexpr,
    BLOCK: tl.constexpr,
    TILE: tl.constexpr,
):
    """Gradients of one block of points of one image: moments of cotangent times Gaussian.

    Only the tiles that the block's Gaussians reach are visited.
    """
    of = tl.program_id(0).to(tl.int64)
    first = tl.program_id(1) * BLOCK
    px, py, w, live = _points(x, y, weights, of, first, points, WEIGHTED, BLOCK)
    s = tl.load(sigma + of)
    sharpness = ROOT_LOG2_E_HALVES / s
    first_row, last_row = _reached(py, live, s, height, TILE)
    first_column, last_column = _reached(px, live, s, width, TILE)
    m0 = tl.zeros((BLOCK,), tl.float32)
    mx = tl.zeros((BLOCK,), tl.float32)
    my = tl.zeros((BLOCK,), tl.float32)
    m2 = tl.zeros((BLOCK,), tl.float32)
    for row in range(first_row, last_row, TILE):
        rows = row + tl.arange(0, TILE)
        dy = rows[None, :] - py[:, None]
        gy = _gaussian(dy, sharpness)
        along_y = tl.zeros((BLOCK, TILE), tl.float32)
        for column in range(first_column, last_column, TILE):
            columns = column + tl.arange(0, TILE)
            at = of * height * width + rows[:, None] * width + columns[None, :]
            inside = (rows[:, None] < height) & (columns[None, :] < width)
            c = tl.load(cotangent + at, mask=inside, other=0.0)
            dx = columns[None, :] - px[:, None]
            gx = _gaussian(dx, sharpness)
            along_x = gx * _product(gy, c)
            m0 += tl.sum(along_x, 1)
            mx += tl.sum(along_x * dx, 1)
            m2 += tl.sum(along_x * dx * dx, 1)
            along_y += _product(gx, tl.trans(c))
        along_y *= gy
        my += tl.sum(along_y * dy, 1)
        m2 += tl.sum(along_y * dy * dy, 1)
    variance = s * s
    peak = 1 / (TWO_PI * variance)
    at = of * points + first + tl.arange(0, BLOCK)
    tl.store(grad_x + at, w * peak * mx / variance, mask=live)
    tl.store(grad_y + at, w * peak * my / variance, mask=live)
    by_sigma = w * peak * (m2 / variance - 2 * m0) / s
    tl.store(grad_sigma + of * tl.num_programs(1) + tl.program_id(1), tl.sum(by_sigma, 0))
    if WEIGHTED:
        tl.store(grad_weights + at, peak * m0, mask=live)


@triton.jit
def _points(x, y, weights, of, first, points, WEIGHTED: tl.constexpr, BLOCK: tl.constexpr):
    """Columns, rows and weights of a block of points, and which of them exist."""
    n = first + tl.arange(0, BLOCK)
    live = n < points
    at = of * points + n
    px = tl.load(x + at, mask=live, other=0.0)
    py = tl.load(y + at, mask=live, other=0.0)
    if WEIGHTED:
        w = tl.load(weights + at, mask=live, other=0.0)
    else:
        w = live.to(tl.float32)
    return px, py, w, live


@triton.jit
def _reached(centre, live, s, pixels, TILE: tl.constexpr):
    """First pixel of the first tile and end of the last tile that points at `centre` reach."""
    low = tl.min(tl.where(live, centre, float("inf")), 0) - REACH * s
    high = tl.max(tl.where(live, centre, float("-inf")), 0) + REACH * s
    low = tl.minimum(tl.maximum(low, 0.0), pixels * 1.0)
    high = tl.minimum(tl.maximum(high, -1.0), pixels * 1.0)
    return low.to(tl.int32) // TILE * TILE, tl.minimum(tl.floor(high).to(tl.int32) + 1, pixels)


@triton.jit
def _gaussian(distance, sharpness):
    scaled = distance * sharpness
    return tl.exp2(-scaled * scaled)


@triton.jit
def _product(a, b):
    """a·b to float32 precision."""
    a_high, b_high = _rounded(a), _rounded(b)
    a_low, b_low = _rounded(a - a_high), _rounded(b - b_high)
    small = tl.dot(a_low, b_high, input_precision="tf32")
    small = tl.dot(a_high, b_low, small, input_precision="tf32")
    return tl.dot(a_high, b_high, small, input_precision="tf32")


@triton.jit
def _rounded(value):
    """The nearest TF32 number: a float32 whose last 13 bits are zero."""
    bits = value.to(tl.uint32, bitcast=True) + (1 << 12)
    nearest = ((bits >> 13) << 13).to(tl.float32, bitcast=True)
    return tl.where(value == value, nearest, value)  # adding to the bits of a NaN may overflow
