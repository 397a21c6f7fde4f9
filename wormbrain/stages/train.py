"""Train a network to match two images."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from groundwork.errors import InputError

if TYPE_CHECKING:
    import torch

    from wormbrain.settings.paper import PaperRecipe
    from wormbrain.training.recipe import Recipe
    from wormbrain.training.run_folder import RunFolder


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "data", type=Path, help="for recipes of the kind `paper` the file of `augment`"
    )
    parser.add_argument(
        "--recipe", required=True, help="name of a recipe that comes with wormbrain, or JSON"
    )
    parser.add_argument(
        "--seed", type=int, nargs="+", default=[1], help="several seeds are trained side by side"
    )
    parser.add_argument(
        "--weights", type=Path, help="a trained VGG16 or ResNet101: the file of its state dict"
    )
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    parser.add_argument("--threads", type=int, help="CPU threads")
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
    from wormbrain.settings.recipes import recipe_named
    from wormbrain.training.train import train_together

    if len(a.seed) != len(a.output):
        raise InputError(
            f"{len(a.seed)} seeds for {len(a.output)} outputs; give one folder per seed"
        )
    device = device_named(a.device)
    if a.threads:
        torch.set_num_threads(a.threads)
    settings = recipe_named(a.recipe)
    with device_faults_reported("a smaller batch_size"):
        train_together(PREPARE[settings.kind](a, settings, device))


def _paper(
    a: Namespace, settings: "PaperRecipe", device: "torch.device"
) -> list[tuple["Recipe", int, "RunFolder"]]:
    """The trainings of a recipe of the kind `paper`, one per seed."""
    from groundwork.files import checksum
    from wormbrain.pairs.augmented import read_augmented
    from wormbrain.training.paper import PaperTraining
    from wormbrain.training.run_folder import RunFolder

    images, runs = read_augmented(a.data), []
    decisive = {
        "data": checksum(a.data),
        "recipe": asdict(settings),
        "weights": a.weights and checksum(a.weights),
    }
    for seed, output in zip(a.seed, a.output, strict=True):
        recipe = PaperTraining(settings, images, seed=seed, device=device, weights=a.weights)
        folder = RunFolder(
            output,
            settings.kind,
            asdict(settings.network),
            decisive | {"seed": seed},
            facts=recipe.facts(),
            replace=a.replace,
        )
        runs.append((recipe, seed, folder))
    return runs


PREPARE = {"paper": _paper}
