"""Compare the renderer's backends with each other, with double precision and with the machine.

    python benchmarks/renderer.py [--json FILE] [--device cpu|cuda] [--threads N]
                                  [--batch B] [--points N] [--size PIXELS] [--sigma PIXELS]

By default, draws 32 images of 128 x 128 pixels with 350 points, at a sigma of 3, the middle of the
paper's schedule. A backend that cannot run on this machine is left out, with the reason.

- `one_at_a_time` is the plain sum over tensors of N·H·W numbers, one image at a time.
- `autograd` is the factorised sum, differentiated by torch.
- `factorised`, `native` and `cuda` are the package's backends.
- `gsplat` is a public renderer of Gaussians, used with an orthographic camera. It composites the
  Gaussians instead of adding them, so its error is not compared.

For each backend, the results are

- the median seconds for the images, and for the images and gradients together; on a GPU also the
  latter captured in a CUDA graph, as in training;
- the peak memory of both passes;
- the largest error of the images and gradients, relative to their maximum, against double
  precision;
- the share of the multiply-adds per second that a large float32 matrix product or convolution
  reaches in the same run. Multiply-adds are counted as if every point reached every pixel, although
  `native` and `cuda` skip some. `cuda`, which needs three TF32 products, is compared with a third
  of the TF32 rate;
- the share of the machine's copying speed that would suffice to read and write points, images and
  gradients once.

`memory_10000_points` is the peak memory for 32 images of 128 x 128 pixels with 10,000 points.

Exits with status 1 if the error of a backend is above 1e-4.
"""

import argparse
import json
import math
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import measure
import torch
from torch import Tensor

from holly.render import native_draws, splat

Draw = Callable[[Tensor, Tensor, Tensor, tuple[int, int]], Tensor]
SIGMA = 3.0  # pixels, in images of 128 pixels; the middle of the paper's schedule
TOLERANCE = 1e-4


def main() -> None:
    """Measure, print a table, and write JSON if requested."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the results here")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--points", type=int, default=350)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument(
        "--sigma", type=float, default=SIGMA, help="in pixels, for an image of 128 pixels"
    )
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    device = torch.device(arguments.device)
    work = {name: getattr(arguments, name) for name in ("batch", "points", "size", "sigma")}
    results = compare(work, device)
    show(results)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")
    wrong = [
        name for name, figures in results["backends"].items() if figures.get("error", 0) > TOLERANCE
    ]
    if wrong:
        sys.exit(f"errors above {TOLERANCE}: {', '.join(wrong)}")


def compare(work: dict, device: torch.device) -> dict:
    """All results, as they are written to JSON."""
    batch, points, size, sigma = work.values()
    scene = make_scene(batch, points, size, device, sigma)
    exact = both_passes(lambda *a: splat(*a, backend="factorised"), double(scene), size)()
    ceilings = {
        f"{precision}_multiply_adds_per_second": measure.multiply_adds_per_second(device, precision)
        for precision in (("float32", "tf32") if device.type == "cuda" else ("float32",))
    } | {"bytes_per_second": measure.bytes_per_second(device)}
    count = counted(batch, points, size)
    backends = {
        name: judge(name, draw, scene, size, exact, count, ceilings)
        for name, draw in renderers(device).items()
    }
    for figures in backends.values():
        both = figures["forward_and_backward_seconds"]
        figures["times_autograd"] = backends["autograd"]["forward_and_backward_seconds"] / both
    many = make_scene(32, 10_000, 128, device)
    memory = {
        name: measure.peak_bytes(both_passes(draw, many, 128), device) / 1e6
        for name, draw in renderers(device).items()
        if name in ("factorised", "native", "cuda")
    }
    return {
        "work": work | count,
        "ceilings": measure.rounded(ceilings),
        "backends": {name: measure.rounded(figures) for name, figures in backends.items()},
        "memory_10000_points_mb": measure.rounded(memory),
        "left_out": left_out(device),
        "machine": measure.machine(device),
    }


def counted(batch: int, points: int, size: int) -> dict[str, int]:
    """Multiply-adds of both passes, exponentials of one pass, and the fewest bytes to move."""
    pixels = batch * size**2
    return {
        "multiply_adds": 3 * points * pixels,  # one product for the image, two for the gradients
        "exponentials": 2 * batch * points * size,
        "least_bytes": 4 * (6 * batch * points + 2 * pixels),
    }


def renderers(device: torch.device) -> dict[str, Draw]:
    """Names and functions of all renderers that can run on this machine."""
    drawing: dict[str, Draw] = {
        "one_at_a_time": one_at_a_time,
        "autograd": factorised_under_autograd,
        "factorised": lambda *a: splat(*a, backend="factorised"),
    }
    if device.type == "cpu" and native_draws(torch.empty(0)):
        drawing["native"] = lambda *a: splat(*a, backend="native")
    if device.type == "cuda":
        drawing["cuda"] = lambda *a: splat(*a, backend="cuda")
        if find_spec("gsplat"):
            drawing["gsplat"] = gsplat_orthographic
    return drawing


def left_out(device: torch.device) -> dict[str, str]:
    """The renderers that cannot run on this machine, and why."""
    if device.type != "cuda":
        native = {} if native_draws(torch.empty(0)) else {"native": "needs AVX2 and a C compiler"}
        return {"cuda": "needs --device cuda", "gsplat": "needs --device cuda"} | native
    return {} if find_spec("gsplat") else {"gsplat": "not installed"}


def one_at_a_time(x: Tensor, y: Tensor, sigma: Tensor, shape: tuple[int, int]) -> Tensor:
    """Draw images [B, H, W], each from a tensor of N·H·W Gaussians."""
    one = [
        splat(x[i : i + 1], y[i : i + 1], sigma[i : i + 1], shape, backend="reference")
        for i in range(len(x))
    ]
    return torch.cat(one)


def factorised_under_autograd(
    x: Tensor, y: Tensor, sigma: Tensor, shape: tuple[int, int]
) -> Tensor:
    """Draw images [B, H, W] by a matrix product that torch differentiates."""
    s = sigma.view(-1, 1, 1)
    rows, columns = (torch.arange(n, dtype=x.dtype, device=x.device) for n in shape)
    gx = torch.exp(-((columns - x[..., None]) ** 2) / (2 * s**2))
    gy = torch.exp(-((rows - y[..., None]) ** 2) / (2 * s**2))
    return gy.transpose(1, 2) @ gx / (2 * math.pi * s**2)


def gsplat_orthographic(x: Tensor, y: Tensor, sigma: Tensor, shape: tuple[int, int]) -> Tensor:
    """Draw the first image's points B times as faint Gaussians, one camera per image: [B, H, W]."""
    from gsplat import rasterization

    images, points = x.shape
    options = {"dtype": x.dtype, "device": x.device}
    depth = torch.ones(points, **options)
    views = torch.eye(4, **options).repeat(images, 1, 1)
    quaternions = torch.tensor([1.0, 0, 0, 0], **options).expand(points, 4)
    colours, _, _ = rasterization(
        torch.stack([x[0], y[0], depth], 1),
        quaternions,
        sigma[0] * torch.ones(points, 3, **options),
        torch.full((points,), 0.01, **options),
        torch.ones(points, 1, **options),
        views,
        torch.eye(3, **options).repeat(images, 1, 1),
        shape[1],
        shape[0],
        camera_model="ortho",
    )
    return colours[..., 0]


def make_scene(
    batch: int, points: int, size: int, device: torch.device, sigma: float = SIGMA
) -> list[Tensor]:
    """x, y and sigma, which require gradients, and a cotangent; a particle fills half the image."""
    generator = torch.Generator().manual_seed(1)
    x, y = (torch.randn(2, batch, points, generator=generator) / 8 + 0.5) * size
    cotangent = torch.randn(batch, size, size, generator=generator)
    leaves = [x, y, torch.full((batch,), sigma * size / 128)]
    return [t.to(device).requires_grad_() for t in leaves] + [cotangent.to(device)]


def double(scene: list[Tensor]) -> list[Tensor]:
    """The same in double precision."""
    return [t.detach().double().requires_grad_(t.requires_grad) for t in scene]


def both_passes(draw: Draw, scene: list[Tensor], size: int) -> Callable[[], list[Tensor]]:
    """A function that draws and differentiates; it returns the images and the gradients."""
    *leaves, cotangent = scene

    def work() -> list[Tensor]:
        image = draw(*leaves, (size, size))
        gradients = torch.autograd.grad(image, leaves, cotangent, materialize_grads=True)
        return [image.detach(), *gradients]

    return work


def judge(
    name: str,
    draw: Draw,
    scene: list[Tensor],
    size: int,
    exact: list[Tensor],
    count: dict[str, int],
    ceilings: dict[str, float],
) -> dict[str, float]:
    """The results of one backend."""
    device = scene[0].device
    both = both_passes(draw, scene, size)

    @torch.no_grad()
    def forward() -> Tensor:
        return draw(*scene[:3], (size, size))

    figures = {
        "forward_seconds": measure.median_seconds(forward, device),
        "forward_and_backward_seconds": measure.median_seconds(both, device),
        "peak_mb": measure.peak_bytes(both, device) / 1e6,
    }
    seconds = figures["forward_and_backward_seconds"]
    if device.type == "cuda" and name != "gsplat":
        seconds = measure.median_seconds(measure.captured(both), device)
        figures["captured_seconds"] = seconds
    figures["images_per_second"] = len(scene[0]) / seconds
    figures["share_of_arithmetic"] = count["multiply_adds"] / seconds / rate_of(name, ceilings)
    figures["share_of_copying"] = count["least_bytes"] / seconds / ceilings["bytes_per_second"]
    if name != "gsplat":
        found = [
            ((a - e).abs().max() / e.abs().max()).item() for a, e in zip(both(), exact, strict=True)
        ]
        figures["error"], figures["error_of_sigma"] = max(found[:3]), found[3]
    return figures


def rate_of(name: str, ceilings: dict[str, float]) -> float:
    """Multiply-adds per second that the arithmetic of a renderer allows."""
    if name == "cuda":
        return ceilings["tf32_multiply_adds_per_second"] / 3
    return ceilings["float32_multiply_adds_per_second"]


def show(results: dict) -> None:
    """Print the results as a table."""
    for part in ("work", "ceilings", "memory_10000_points_mb", "left_out", "machine"):
        print(part, *(f"  {name:36} {value}" for name, value in results[part].items()), sep="\n")
    for name, figures in results["backends"].items():
        print(name, *(f"  {key:36} {value}" for key, value in figures.items()), sep="\n")


if __name__ == "__main__":
    main()
