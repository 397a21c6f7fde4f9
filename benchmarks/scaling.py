"""Measure how time grows with points, pixels, images and hypotheses.

    python benchmarks/scaling.py [--json FILE] [--figure FILE] [--device cpu|cuda] [--threads N]
                                 [--memory-gb N] [--no-training]

For each of these four, the program times the loss and its gradients with the package's renderer and
with plain autograd over the unfactorised sum. Plain autograd is left out where its tensors of
B·N·H·W numbers would need more than --memory-gb, or a run would take more than ten seconds. Of K
hypotheses, the package draws all but differentiates only the best one; plain autograd
differentiates all. `exponent` is the slope of the log-log curve from its middle to its end: 1 means
linear growth.

Finally, the program times one training step of the package with 20,000 points and 32 images of
256 x 256 pixels, and measures the peak memory of the process (on a GPU, that of the GPU).
"""

import argparse
import json
import math
import resource
from collections.abc import Callable
from pathlib import Path

import measure
import torch
from renderer import make_scene
from torch import Tensor

from holly.images.simulate import SimulatedImages
from holly.render import splat
from holly.settings.images import Noise
from holly.settings.recipes import Recipe, in_pixels
from holly.training.trainer import Trainer

BASE = {"batch": 8, "points": 350, "size": 64, "hypotheses": 1}
CURVES = {
    "points": [100, 300, 1000, 3000, 10_000, 20_000],
    "size": [16, 32, 64, 128, 256],
    "batch": [1, 4, 16, 64, 128],
    "hypotheses": [1, 2, 4, 8, 16],
}
ARRAYS = 6  # arrays of B·N·H·W numbers that plain autograd holds at the same time
PATIENCE = 10.0  # seconds; a curve ends where a run would take longer


def main() -> None:
    """Measure, print tables, and write JSON and a figure if requested."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the results here")
    parser.add_argument("--figure", type=Path, help="draw the curves here")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument(
        "--memory-gb", type=float, default=2.0, help="memory that plain autograd may use"
    )
    parser.add_argument("--no-training", action="store_true", help="measure only the curves")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    device = torch.device(arguments.device)
    curves = {name: curve(name, device, arguments.memory_gb) for name in CURVES}
    results = {
        "base": BASE,
        "plain_autograd_gb": arguments.memory_gb,
        "curves": curves,
        "training": {} if arguments.no_training else training_step(device),
        "machine": measure.machine(device),
    }
    for name, found in curves.items():
        print(f"{name:12} {'ours, s':>10} {'autograd, s':>12}  exponent {found['exponent']}")
        for row in zip(found["values"], found["ours"], found["autograd"], strict=True):
            print("{:12} {:>10} {:>12}".format(*(str(cell) for cell in row)))
    print(results["training"])
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")
    if arguments.figure:
        draw(curves, arguments.figure)


def curve(varied: str, device: torch.device, memory_gb: float) -> dict:
    """Median seconds at each value of what varies; None where plain autograd is left out."""
    values, ours, autograd = CURVES[varied], [], []
    for value in values:
        work = BASE | {varied: value}
        ours.append(_seconds(package_step(work, device), device))
        numbers = work["batch"] * work["points"] * work["size"] ** 2 * work["hypotheses"]
        fits = 4 * ARRAYS * numbers <= memory_gb * 1e9
        patient = not autograd or (autograd[-1] is not None and autograd[-1] < PATIENCE / 4)
        plain = plain_step(work, device) if fits and patient else None
        autograd.append(_seconds(plain, device) if plain else None)
    return {"values": values, "ours": ours, "autograd": autograd, "exponent": slope(values, ours)}


def _seconds(work: measure.Work, device: torch.device) -> float:
    return float(f"{measure.median_seconds(work, device, runs=10, at_most=0.5):.4g}")


def plain_step(work: dict[str, int], device: torch.device) -> measure.Work:
    """Loss and gradients of the best of K poses, all drawn and differentiated by autograd."""
    leaves, losses = losses_of(work, device, "reference")

    def step() -> tuple[Tensor, ...]:
        best = torch.stack([losses(k) for k in range(work["hypotheses"])]).amin(0)
        return torch.autograd.grad(best.sum(), leaves)

    return step


def package_step(work: dict[str, int], device: torch.device) -> measure.Work:
    """The same with the package's renderer, differentiating only the best pose."""
    leaves, losses = losses_of(work, device, None)

    def step() -> tuple[Tensor, ...]:
        best = torch.zeros(work["batch"], 1, device=device)
        if work["hypotheses"] > 1:
            with torch.no_grad():
                each = torch.stack([losses(k) for k in range(work["hypotheses"])])
            best = each.argmin(0)[:, None]
        return torch.autograd.grad(losses(best).sum(), leaves)

    return step


def losses_of(
    work: dict[str, int], device: torch.device, backend: str | None
) -> tuple[list[Tensor], Callable[[Tensor | int], Tensor]]:
    """x, y and sigma, and a function for the loss [B] of a pose (a shift in pixels)."""
    size = work["size"]
    *leaves, target = make_scene(work["batch"], work["points"], size, device)
    x, y, sigma = leaves

    def losses(pose: Tensor | int) -> Tensor:
        image = splat(x + pose, y, sigma, (size, size), backend=backend)
        return (image - target).abs().sum((1, 2))

    return leaves, losses


def slope(values: list[int], seconds: list[float]) -> float:
    """The slope of the log-log curve from its middle to its end."""
    middle = (len(values) - 1) // 2
    rise = math.log(seconds[-1] / seconds[middle])
    return round(rise / math.log(values[-1] / values[middle]), 3)


def training_step(device: torch.device) -> dict[str, float]:
    """Time one step of the paper's recipe with 20,000 points and 256 x 256 pixels."""
    points, size = 20_000, 256
    recipe = in_pixels(Recipe(points=points), 128)
    cloud = torch.rand(points, 3, generator=torch.Generator().manual_seed(3)) - 0.5
    images = SimulatedImages(
        cloud.to(device),
        particles=64,
        rotations=1,
        shape=(size, size),
        max_shift=recipe.max_shift,
        noise=Noise(),
        generator=torch.Generator().manual_seed(4),
    )
    trainer = Trainer(images, recipe, seed=1, device=device)
    seconds = measure.median_seconds(trainer.descend, device, runs=3, at_most=1.0)
    peak = (
        torch.cuda.max_memory_allocated(device)
        if device.type == "cuda"
        else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    )
    return {"points": points, "size": size, "batch": recipe.batch_size} | measure.rounded(
        {
            "seconds_a_step": seconds,
            "images_per_second": recipe.batch_size / seconds,
            "peak_gb": peak / 1e9,
        }
    )


def draw(curves: dict, path: Path) -> None:
    """Draw one log-log panel per curve."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, len(curves), figsize=(12, 3), layout="constrained")
    for panel, (name, found) in zip(panels, curves.items(), strict=True):
        panel.loglog(found["values"], found["ours"], "o-", label="this package")
        fitting = [(v, s) for v, s in zip(found["values"], found["autograd"], strict=True) if s]
        panel.loglog(*zip(*fitting, strict=True), "s--", label="autograd over the plain sum")
        panel.set_xticks(found["values"], found["values"], rotation=45)
        panel.set_xticks([], minor=True)
        panel.set_xlabel({"size": "width and height, px"}.get(name, name))
    panels[0].set_ylabel("loss and gradients, s")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    figure.savefig(path)
    pyplot.close(figure)


if __name__ == "__main__":
    main()
