"""Images a second of training, against training that renders as the original program does.

    python benchmarks/training.py [--json FILE] [--threads N] [--steps N]

The paper's work: 128 x 128 pixels, batches of 32, a bunny of 350 points, the `paper` recipe, data
drawn while training. The baseline has the same network, loss and optimiser, but draws as the
original program does: every image, target and output, one at a time, each operation of equation 1
on a tensor of N·H·W numbers, differentiated by autograd. `reference_renderer` does the same with
this package's plain reference, which multiplies nothing out needlessly. `network_alone` has no
rendering at all and bounds what any renderer can reach.

Each figure is the median over single steps after a warm-up.
"""

import argparse
import json
import math
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

import torch
from torch import Tensor

from holly.dataset import open_images
from holly.geometry import project
from holly.loss import normalise
from holly.render import splat
from holly.settings import Recipe, Simulation
from holly.trainer import Trainer

WARM_UP = 2
Draw = Callable[[Tensor, Tensor, Tensor, tuple[int, int]], Tensor]
reference: Draw = partial(splat, backend="reference")


def main() -> None:
    """Measure, print a table, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the results here")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=20, help="steps of the fast path")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    trainer = paper_trainer()
    first = torch.arange(trainer.recipe.batch_size)
    rates = {
        "images_per_second": rate(trainer, trainer.descend, arguments.steps),
        "network_alone": rate(trainer, network_step(trainer), arguments.steps),
        "reference_renderer": rate(trainer, one_by_one_step(trainer, reference, first), 3),
        "baseline": rate(trainer, one_by_one_step(trainer, draw_as_the_original, first), 3),
    }
    ratios = {
        "ratio_to_baseline": rates["images_per_second"] / rates["baseline"],
        "ratio_to_reference_renderer": rates["images_per_second"] / rates["reference_renderer"],
        "share_of_network_alone": rates["images_per_second"] / rates["network_alone"],
    }
    results = {name: round(value, 2) for name, value in {**rates, **ratios}.items()} | machine()
    for name, value in results.items():
        print(f"{name:28} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


def paper_trainer() -> Trainer:
    """A replicate of table 5.1, with the packaged bunny."""
    recipe, cpu = Recipe(), torch.device("cpu")
    with as_file(files("holly") / "data" / "bunny.csv") as bunny:
        images = open_images(bunny, recipe, Simulation(), 1, cpu)
    return Trainer(images.training, images.held_out, recipe, seed=1, device=cpu)


def network_step(trainer: Trainer) -> Callable[[], object]:
    """Forward, backward and descent of the network, on images drawn once."""
    indices = torch.arange(trainer.recipe.batch_size)
    target = normalise(trainer.training.draw(indices, 5.0), trainer.recipe)

    def step() -> None:
        poses = trainer.predictor(target, indices)
        trainer.optimiser.zero_grad()
        (poses.rotation.sum() + poses.shift.sum() + poses.sigma.sum()).backward()
        trainer.optimiser.step()

    return step


def one_by_one_step(
    trainer: Trainer, draw: Draw, indices: Tensor, sigma: float = 5.0
) -> Callable[[], object]:
    """A step on the images of these indices that draws one at a time with `draw`."""
    images, recipe = trainer.training, trainer.recipe
    input_sigma = torch.full((len(indices),), sigma)

    def batch(points: Tensor, rotation: Tensor, shift: Tensor, width: Tensor) -> Tensor:
        drawn = []
        for r, t, w in zip(rotation, shift, width, strict=True):
            x, y = project(points, r[None], t[None], images.shape)
            drawn.append(draw(x, y, w[None], images.shape))
        return normalise(torch.cat(drawn), recipe)

    def step() -> Tensor:
        shift = images.shift[indices // images.rotations]
        target = batch(images.points, images.rotation[indices], shift, input_sigma)
        poses = trainer.predictor(target, indices)
        image = batch(trainer.points, poses.rotation[:, 0], poses.shift, poses.sigma)
        loss = ((image - target).abs() * (target > recipe.mask_threshold)).sum()
        trainer.optimiser.zero_grad()
        loss.backward()
        trainer.optimiser.step()
        return loss

    return step


def draw_as_the_original(x: Tensor, y: Tensor, sigma: Tensor, shape: tuple[int, int]) -> Tensor:
    """One image [1, H, W] of points [1, N]: equation 1, multiplied out over N·H·W."""
    points = x.shape[1]
    rows, columns = torch.meshgrid(*(torch.arange(n).float() for n in shape), indexing="ij")
    rows, columns = (grid.expand(points, *shape).contiguous() for grid in (rows, columns))
    x, y = (centre.view(-1, 1, 1).expand(points, *shape) for centre in (x, y))
    gaussians = torch.exp(-((x - columns) ** 2 + (y - rows) ** 2) / (2 * sigma**2))
    lit = torch.ones(points, 1, 1).expand(points, *shape)
    return (1 / (2 * math.pi * sigma**2) * (lit * gaussians).sum(0))[None]


def rate(trainer: Trainer, step: Callable[[], object], steps: int) -> float:
    """Images a second, from the median time of a step."""
    for _ in range(WARM_UP):
        step()
    seconds = []
    for _ in range(steps):
        began = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - began)
    return trainer.recipe.batch_size / statistics.median(seconds)


def machine() -> dict[str, str | int]:
    """What the figures were measured on."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    model = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return {
        "processor": model[0] if model else platform.machine(),
        "threads": torch.get_num_threads(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "commit": commit.stdout.strip(),
    }


if __name__ == "__main__":
    main()
