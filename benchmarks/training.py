"""Measure images per second of training, and compare with rendering as the original program does.

    python benchmarks/training.py [--json FILE] [--threads N] [--steps N] [--device cpu|cuda]

The main measurement is a training of the paper's size: the `paper` recipe with 128 x 128 pixels,
batches of 32 and a bunny of 350 points, with images drawn during training.

- `baseline` has the same network, loss and optimiser but draws as the original program does: every
  target and every output one at a time, each operation of equation 1 on a tensor of N·H·W numbers,
  differentiated by autograd.
- `reference_renderer` does the same with this package's plain reference renderer, which avoids
  needless expansion of tensors.
- `network_alone` does no rendering, so no renderer can be faster than this.
- `ceiling` is what the machine would reach if all multiply-adds that define a step, those of the
  network and those of the rendering, ran as fast as in a large matrix product or convolution.
- The demo's recipes run at 64 x 64 pixels: `hypotheses` with eight hypotheses and with one;
  `search` at its first step, where it searches for poses, and after two thirds, where it only
  refines them.
- `with_compiled_layers` and `with_torch_layers` (on a CPU) are complete steps with the package's
  compiled layers and Adam and with torch's own, in turns of three steps; `gain_of_compiled_layers`
  is their ratio. `--part layers` measures only these.

Each result is the median over single steps (on a GPU, over blocks of steps) after a warm-up. Each
part runs in its own process: the package with the environment that its rule sets, which keeps freed
memory mapped; the baselines without it, like the original program. The parts that draw one image at
a time are timed on a quarter of a batch. The time per image is the same, and the allocation of new
memory, which is what takes a virtual machine longest, happens in the warm-up. The paper's training
and the baseline take turns, and the mean is reported, because the speed of shared machines varies.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from statistics import fmean, median
from unittest import mock

import torch
from measure import machine, median_seconds, multiply_adds_per_second
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from holly.geometry import project
from holly.render import splat
from holly.settings.images import Simulation
from holly.settings.recipes import Recipe, in_pixels
from holly.settings.shipped import RECIPES
from holly.training import compiled
from holly.training.dataset import open_images
from holly.training.loss import normalise
from holly.training.observer import Observer
from holly.training.trainer import Trainer

WARM_UP = 5
PRODUCTS = 4  # products of points and pixels: target, output, and two for the gradients
BLOCK = 50  # steps timed together on a GPU
ROUND = 3  # steps with either kind of layers in a turn
ONE_BY_ONE = 8  # batch size where images are drawn one at a time
MEMORY = (  # as in workflow/calls.py
    "glibc.malloc.hugetlb=1:glibc.malloc.trim_threshold=10000000000"
    ":glibc.malloc.mmap_threshold=33554432"
)
PAPER = in_pixels(Recipe(), 128)
HYPOTHESES, SEARCH = (in_pixels(RECIPES[name].recipe, 64) for name in ("hypotheses", "search"))
Draw = Callable[[Tensor, Tensor, Tensor, tuple[int, int]], Tensor]
Rates = dict[str, float]
reference: Draw = partial(splat, backend="reference")


def main() -> None:
    """Measure, print a table, and write JSON if requested."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the results here")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--steps", type=int, default=20, help="how many steps of the package to time"
    )
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    device = torch.device(arguments.device)
    if arguments.part:
        print(json.dumps(PARTS[arguments.part](arguments.steps, device)))
        return
    found: dict[str, list[float]] = {}
    for part in (*ORDER, *(["layers"] if device.type == "cpu" else [])):
        for name, value in in_child(part).items():
            found.setdefault(name, []).append(value)
    rates = {name: fmean(values) for name, values in found.items()}
    ratios = {
        "ratio_to_baseline": rates["images_per_second"] / rates["baseline"],
        "ratio_to_reference_renderer": rates["images_per_second"] / rates["reference_renderer"],
        "share_of_network_alone": rates["images_per_second"] / rates["network_alone"],
        "share_of_ceiling": rates["images_per_second"] / rates["ceiling"],
        "share_of_one_hypothesis": rates["eight_hypotheses"] / rates["one_hypothesis"],
    }
    figures = {name: round(value, 2) for name, value in {**rates, **ratios}.items()}
    results = figures | machine(device)
    for name, value in results.items():
        print(f"{name:28} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


def in_child(part: str) -> Rates:
    """The results of one part, measured in its own process."""
    as_the_original = part in ("baseline", "reference_renderer")
    environment = os.environ | ({} if as_the_original else {"GLIBC_TUNABLES": MEMORY})
    command = [sys.executable, __file__, *sys.argv[1:], "--part", part]
    ended = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(ended.stdout)


def paper(steps: int, device: torch.device) -> Rates:
    """The paper's training, only its network, and what its arithmetic allows."""
    trainer = paper_trainer(device)
    network = network_step(trainer)
    batch, points = trainer.recipe.batch_size, trainer.recipe.points
    pixels = math.prod(trainer.training.shape)
    arithmetic = multiply_adds(by_definition(trainer)) / batch + PRODUCTS * points * pixels
    return {
        "images_per_second": rate(trainer, trainer.descend, steps),
        "network_alone": rate(trainer, network, steps),
        "multiply_adds_an_image": arithmetic,
        "ceiling": multiply_adds_per_second(device) / arithmetic,
    }


def layers(steps: int, device: torch.device) -> Rates:
    """Steps of the paper's training with the compiled layers and with torch's, in turns.

    Medians over four times `steps` rounds, each of ROUND steps with either kind.
    """
    trainers = {"with_compiled_layers": paper_trainer(device)}
    with torch_layers():
        trainers["with_torch_layers"] = paper_trainer(device)
    seconds: dict[str, list[float]] = {name: [] for name in trainers}
    for turn in range(WARM_UP + 4 * steps):
        for name, trainer in trainers.items():
            began = time.perf_counter()
            for _ in range(ROUND):
                trainer.descend()
            if turn >= WARM_UP:
                seconds[name].append(time.perf_counter() - began)
    images = ROUND * trainers["with_torch_layers"].recipe.batch_size
    rates = {name: images / median(taken) for name, taken in seconds.items()}
    gain = rates["with_compiled_layers"] / rates["with_torch_layers"]
    return rates | {"gain_of_compiled_layers": gain}


@contextmanager
def torch_layers() -> Iterator[None]:
    """Trainers made within this context have torch's own layers and Adam."""

    def block(incoming: int, outgoing: int, kernel: int, stride: int) -> nn.Sequential:
        convolution = nn.Conv2d(incoming, outgoing, kernel, stride, kernel // 2)
        return nn.Sequential(convolution, nn.BatchNorm2d(outgoing), nn.LeakyReLU(inplace=True))

    def adam_optimiser(groups: list[dict], _: torch.device) -> torch.optim.Optimizer:
        return torch.optim.Adam(groups, fused=True)

    with mock.patch.multiple(compiled, block=block, adam_optimiser=adam_optimiser):
        yield


def demo(steps: int, device: torch.device) -> Rates:
    """The demo's recipes: a search early and late, a network with eight hypotheses and with one."""
    rates = {}
    trainer = bunny_trainer(SEARCH, Simulation(size=64, rotations=1), device)
    for name, progress in (("search_blurred", 0.0), ("search_sharp", 2 / 3)):
        trainer.step = round(progress * trainer.steps)
        rates[name] = rate(trainer, trainer.descend, steps)
    for name, hypotheses in (("eight_hypotheses", 8), ("one_hypothesis", 1)):
        trainer = bunny_trainer(
            replace(HYPOTHESES, hypotheses=hypotheses), Simulation(size=64), device
        )
        rates[name] = rate(trainer, trainer.descend, steps)
    return rates


def one_by_one(name: str, draw: Draw, _: int, device: torch.device) -> Rates:
    """The paper's training, drawn one image at a time."""
    trainer = bunny_trainer(replace(PAPER, batch_size=ONE_BY_ONE), Simulation(), device)
    step = one_by_one_step(trainer, draw, torch.arange(ONE_BY_ONE))
    return {name: rate(trainer, step, 3, warm_up=2)}


def paper_trainer(device: torch.device) -> Trainer:
    """A replicate of table 5.1, with the packaged bunny."""
    return bunny_trainer(PAPER, Simulation(), device)


def bunny_trainer(recipe: Recipe, simulation: Simulation, device: torch.device) -> Trainer:
    """A replicate with the packaged bunny."""
    return bunny_observer(recipe, simulation, device, seed=1).trainer


def bunny_observer(
    recipe: Recipe, simulation: Simulation, device: torch.device, seed: int
) -> Observer:
    """The same with its held-out images."""
    with as_file(files("holly.data") / "packaged" / "bunny.csv") as bunny:
        images = open_images(bunny, recipe, simulation, seed, device)
    trainer = Trainer(images.training, recipe, seed=seed, device=device)
    return Observer(trainer, images.held_out)


def network_step(trainer: Trainer) -> Callable[[], object]:
    """The forward pass, backward pass and update of the network, on images drawn once."""
    indices = torch.arange(trainer.recipe.batch_size, device=trainer.device)
    target = normalise(trainer.training.draw(indices, 5.0), trainer.recipe)

    def step() -> None:
        trainer.optimiser.zero_grad()
        differentiate(trainer.predictor, target)
        trainer.optimiser.step()

    return step


def differentiate(predictor: nn.Module, images: Tensor) -> None:
    """The forward and backward pass of the network."""
    poses = predictor(images)
    (poses.rotation.sum() + poses.shift.sum() + poses.sigma.sum()).backward()


def by_definition(trainer: Trainer) -> Callable[[], object]:
    """The network's step in double precision, where no convolution saves multiplications."""
    shape = (trainer.recipe.batch_size, *trainer.training.shape)
    images = torch.rand(shape, dtype=torch.float64, device=trainer.device)
    return partial(differentiate, deepcopy(trainer.predictor).double(), images)


def multiply_adds(step: Callable[[], object]) -> float:
    """Multiply-adds of the convolutions and matrix products of a step."""
    with FlopCounterMode(display=False) as counter:
        step()
    return counter.get_total_flops() / 2


def one_by_one_step(
    trainer: Trainer, draw: Draw, indices: Tensor, sigma: float = 5.0
) -> Callable[[], object]:
    """A step on the images with these indices, drawn one at a time with `draw`."""
    images, recipe = trainer.training, trainer.recipe
    indices = indices.to(trainer.device)
    input_sigma = torch.full((len(indices),), sigma, device=trainer.device)

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
    """Draw one image [1, H, W] of points [1, N]: equation 1, expanded to N·H·W numbers."""
    points = x.shape[1]
    axes = (torch.arange(n, dtype=x.dtype, device=x.device) for n in shape)
    rows, columns = torch.meshgrid(*axes, indexing="ij")
    rows, columns = (grid.expand(points, *shape).contiguous() for grid in (rows, columns))
    x, y = (centre.view(-1, 1, 1).expand(points, *shape) for centre in (x, y))
    gaussians = torch.exp(-((x - columns) ** 2 + (y - rows) ** 2) / (2 * sigma**2))
    lit = x.new_ones(points, 1, 1).expand(points, *shape)
    return (1 / (2 * math.pi * sigma**2) * (lit * gaussians).sum(0))[None]


def rate(trainer: Trainer, step: Callable[[], object], steps: int, warm_up: int = WARM_UP) -> float:
    """Images per second, from the median time of a step (on a GPU, of a block of steps)."""
    block = BLOCK if trainer.device.type == "cuda" and steps > WARM_UP else 1

    def work() -> None:
        for _ in range(block):
            step()

    for _ in range(warm_up):
        step()
    seconds = median_seconds(work, trainer.device, runs=steps, at_most=8.0) / block
    return trainer.recipe.batch_size / seconds


PARTS = {
    "paper": paper,
    "demo": demo,
    "layers": layers,
    "baseline": partial(one_by_one, "baseline", draw_as_the_original),
    "reference_renderer": partial(one_by_one, "reference_renderer", reference),
}
ORDER = ("paper", "baseline", "paper", "baseline", "reference_renderer", "demo")


if __name__ == "__main__":
    main()
