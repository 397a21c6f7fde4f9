"""Images a second of training, against training that renders as the original program does.

    python benchmarks/training.py [--json FILE] [--threads N] [--steps N]

The paper's work: 128 x 128 pixels, batches of 32, a bunny of 350 points, the `paper` recipe, data
drawn while training. The baseline has the same network, loss and optimiser, but draws every
image, target and output, by the plain reference sum, one image at a time. `network alone` has no
rendering at all and bounds what any renderer can reach.

Each figure is the median over single steps after a warm-up.
"""

import argparse
import json
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path

import torch

from holly.dataset import open_images
from holly.geometry import project
from holly.loss import normalise
from holly.render import splat
from holly.settings import Recipe, Simulation
from holly.simulate import SimulatedImages
from holly.train import Trainer

WARM_UP = 2


def main() -> None:
    """Measure, print a table, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the results here")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=20, help="steps of the fast path")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    trainer = paper_trainer()
    rates = {
        "images_per_second": rate(trainer, trainer.descend, arguments.steps),
        "network_alone": rate(trainer, network_step(trainer), arguments.steps),
        "baseline": rate(trainer, baseline_step(trainer), 3),
    }
    ratios = {
        "ratio_to_baseline": rates["images_per_second"] / rates["baseline"],
        "share_of_network_alone": rates["images_per_second"] / rates["network_alone"],
    }
    results = {name: round(value, 2) for name, value in {**rates, **ratios}.items()} | machine()
    for name, value in results.items():
        print(f"{name:24} {value}")
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


def baseline_step(trainer: Trainer) -> Callable[[], object]:
    """A step that draws one image at a time, each through a tensor of N·H·W Gaussians."""
    indices = torch.arange(trainer.recipe.batch_size)
    images, sigma = trainer.training, 5.0

    def step() -> None:
        target = normalise(draw_one_by_one(images, indices, sigma), trainer.recipe)
        poses = trainer.predictor(target, indices)
        rendered = []
        for rotation, shift, output in zip(poses.rotation, poses.shift, poses.sigma, strict=True):
            plane = project(trainer.points, rotation, shift[None], images.shape)
            rendered.append(splat(*plane, output[None], images.shape, backend="reference"))
        image = normalise(torch.cat(rendered), trainer.recipe)
        loss = ((image - target).abs() * (target > trainer.recipe.mask_threshold)).sum()
        trainer.optimiser.zero_grad()
        loss.backward()
        trainer.optimiser.step()

    return step


def draw_one_by_one(images: SimulatedImages, indices: torch.Tensor, sigma: float) -> torch.Tensor:
    """Target images through the reference sum."""
    drawn = []
    for i in indices.tolist():
        shift = images.shift[i // images.rotations][None]
        plane = project(images.points, images.rotation[i][None], shift, images.shape)
        width = torch.tensor([sigma])
        drawn.append(splat(*plane, width, images.shape, backend="reference"))
    return torch.cat(drawn)


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
