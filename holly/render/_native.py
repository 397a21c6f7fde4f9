"""Equation 1 in compiled code (native.c), for processors with AVX2 or AVX-512.

The code is compiled when it is first needed, and kept in the user's cache. Its threads are those
of torch, whose OpenMP runtime is called by its entry point, so that the two do not wait for one
another.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable

LEVELS = {"AVX2": "x86-64-v3", "AVX512": "x86-64-v4"}  # of torch's name for what the CPU can
OPTIONS = ("-O3", "-std=gnu11", "-shared", "-fPIC", "-w")
POINTERS = ("x", "y", "sigma", "weights", "image", "cotangent", "dx", "dy", "dsigma", "dweights")
NUMBERS = ("images", "points", "height", "width", "parts", "next")


class _Job(ctypes.Structure):
    """`struct job` of native.c."""

    _fields_ = (
        *((name, ctypes.c_void_p) for name in POINTERS),
        *((name, ctypes.c_int64) for name in NUMBERS),
    )


def splat(
    x: Tensor, y: Tensor, sigma: Tensor, shape: tuple[int, int], weights: Tensor | None
) -> Tensor:
    """Images [B, H, W] of float32 points on a CPU; see holly.render.splat.

    Raises:
        ValueError: it cannot draw these points, or not on this machine.
    """
    if not draws(x):
        raise ValueError(
            f"native draws float32 tensors on a CPU with AVX2, not {x.dtype} on {x.device}, and "
            "needs Linux and a C compiler: cc, or the one CC names"
        )
    return _Splat.apply(x, y, sigma, weights, shape)


def draws(x: Tensor) -> bool:
    """Whether it can draw these points on this machine."""
    here = x.device.type == "cpu" and x.dtype == torch.float32
    in_memory = type(x) in (Tensor, nn.Parameter)  # and not a FakeTensor, which has no numbers
    return here and in_memory and available()


@cache
def available() -> bool:
    """Whether this machine can compile and run it."""
    return _library() is not None


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
    """Call a function of native.c in every thread."""
    library, parallel = _library()
    images, points = tensors["x"].shape
    threads = torch.get_num_threads()
    pointers = {name: t.data_ptr() for name, t in tensors.items() if t is not None}
    job = _Job(**pointers, images=images, points=points, height=shape[0], width=shape[1])
    job.parts = -(-2 * threads // max(1, images))
    work = ctypes.cast(getattr(library, function), ctypes.c_void_p)
    parallel(work, ctypes.byref(job), threads, 0)


@cache
def _library() -> tuple[ctypes.CDLL, ctypes._CFuncPtr] | None:
    """The compiled code, and what runs it in all threads; None where it cannot be had."""
    level = LEVELS.get(torch.backends.cpu.get_cpu_capability())
    compiler = shutil.which(os.environ.get("CC", "cc"))
    parallel = getattr(ctypes.CDLL(None), "GOMP_parallel", None)  # of the OpenMP torch brought
    if not (level and compiler and parallel):
        return None
    parallel.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint)
    parallel.restype = None
    try:
        return _compiled(compiler, level), parallel
    except (OSError, subprocess.CalledProcessError):
        return None


def _compiled(compiler: str, level: str) -> ctypes.CDLL:
    """The library of the user's cache, compiled into it where it is not there yet."""
    source = (files("holly") / "render" / "native.c").read_bytes()
    digest = hashlib.sha256(source).hexdigest()[:16]
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    library = home / "holly" / f"native-{level}-{digest}.so"
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=library.parent) as folder:
            fresh = Path(folder) / library.name
            command = [compiler, *OPTIONS, f"-march={level}", "-x", "c", "-", "-o", str(fresh)]
            subprocess.run(command, input=source, check=True, capture_output=True)  # noqa: S603
            fresh.replace(library)
    return ctypes.CDLL(str(library))
