"""Fit a structure to images."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from groundwork.errors import InputError
from holly.settings.choices import Device

if TYPE_CHECKING:
    import torch

    from holly.settings.images import Augmentation, Simulation
    from holly.settings.recipes import Recipe
    from holly.training.dataset import Opened
    from holly.training.observer import Observer
    from holly.training.train import RunFolder


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "data",
        type=Path,
        help="a folder of FITS cubes; with --simulation a model; with --curation localisations",
    )
    parser.add_argument("--recipe", default="{}", help="changes to the recipe `paper`, as JSON")
    parser.add_argument("--simulation", help="settings of the simulated data set, as JSON")
    parser.add_argument(
        "--curation", type=Path, help="draw the particles it accepts while training"
    )
    parser.add_argument("--augmentation", default="{}", help="how they are drawn, as JSON")
    parser.add_argument(
        "--half", type=int, choices=[1, 2], help="train on every other measured particle only"
    )
    parser.add_argument(
        "--seed", type=int, nargs="+", default=[1], help="several seeds are trained side by side"
    )
    parser.add_argument("--device", choices=get_args(Device), default="auto")
    parser.add_argument("--threads", type=int, help="CPU threads")
    parser.add_argument(
        "--renderer",
        choices=["reference", "factorised", "native", "cuda"],
        help="the fastest for the device if left out",
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help="start over where the checkpoint belongs to other settings",
    )
    parser.add_argument(
        "--output", type=Path, nargs="+", required=True, help="the folder of the run, one per seed"
    )


def run(a: Namespace) -> None:
    import torch

    from groundwork.loop.device import device_faults_reported, device_named
    from groundwork.settings.parse import parse
    from holly.render import force_backend, native_draws
    from holly.settings.images import Simulation
    from holly.settings.recipes import Recipe, in_pixels
    from holly.training.starts import keep_best
    from holly.training.train import train_together

    if len(a.seed) != len(a.output):
        raise InputError(
            f"{len(a.seed)} seeds for {len(a.output)} outputs; give one folder per seed"
        )
    device = device_named(a.device)
    if a.threads:
        torch.set_num_threads(a.threads)
    if a.renderer == "cuda" and device.type != "cuda":
        raise InputError("--renderer cuda: draws on a CUDA device only; leave it out on a CPU")
    if a.renderer == "native" and not native_draws(torch.empty(0, device=device)):
        raise InputError(
            "--renderer native: needs a CPU with AVX2 and a C compiler; leave it out here"
        )
    force_backend(a.renderer)
    simulation = parse(Simulation, a.simulation, "--simulation") if a.simulation else None
    recipe = in_pixels(parse(Recipe, a.recipe, "--recipe"), _image_width(a, simulation))
    with device_faults_reported("a lower batch_size or fewer hypotheses"):
        replicates = [
            _replicate(a, recipe, simulation, seed, output, device)
            for seed, output in zip(a.seed, a.output, strict=True)
        ]
        train_together([start for _, starts in replicates for start in starts])
        for folder, starts in replicates:
            if recipe.starts > 1:
                keep_best([start_folder for _, start_folder in starts], folder)


def _image_width(a: Namespace, simulation: "Simulation | None") -> int:
    """Width in pixels of the images to train on."""
    if simulation:
        return simulation.size
    if a.curation:
        return _augmentation(a).size
    from holly.images.cube import image_width

    return image_width(a.data)


def _augmentation(a: Namespace) -> "Augmentation":
    from groundwork.settings.parse import parse
    from holly.settings.images import Augmentation

    return parse(Augmentation, a.augmentation, "--augmentation")


def _replicate(
    a: Namespace,
    recipe: "Recipe",
    simulation: "Simulation | None",
    seed: int,
    output: Path,
    device: "torch.device",
) -> tuple["RunFolder", list[tuple["Observer", "RunFolder"]]]:
    """The folder of a replicate, and each of its starts with the folder it trains in.

    A single start trains in the replicate's own folder. The first of several starts is the
    training that a single one would be, so that more can be asked for later.
    """
    from holly.training.observer import Observer
    from holly.training.starts import seeds_of_starts
    from holly.training.train import RunFolder
    from holly.training.trainer import Trainer

    images = _open(a, recipe, simulation, seed, device)
    settings = {
        "data": images.digest,
        "nm_per_unit": images.nm_per_unit,
        "recipe": asdict(recipe),
        "seed": seed,
        "simulation": asdict(simulation) if simulation else None,
    }
    replicate = RunFolder(output, settings, replace=a.replace)
    starts = []
    for number, start_seed in enumerate(seeds_of_starts(seed, recipe.starts), 1):
        trainer = Trainer(images.training, recipe, seed=start_seed, device=device)
        folder = replicate
        if recipe.starts > 1:
            single = {"recipe": asdict(recipe) | {"starts": 1}, "start": number}
            path = output / "starts" / str(number)
            folder = RunFolder(path, settings | single, replace=a.replace)
        starts.append((Observer(trainer, images.held_out), folder))
    return replicate, starts


def _open(
    a: Namespace,
    recipe: "Recipe",
    simulation: "Simulation | None",
    seed: int,
    device: "torch.device",
) -> "Opened":
    from holly.training.dataset import open_images, open_streamed

    if a.curation:
        augmentation = _augmentation(a)
        return open_streamed(a.data, a.curation, recipe, augmentation, device, half=a.half)
    return open_images(a.data, recipe, simulation, seed, device, half=a.half)
