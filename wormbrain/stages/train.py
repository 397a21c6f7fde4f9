"""Train a network to match two images."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from groundwork.errors import InputError

if TYPE_CHECKING:
    import torch

    from wormbrain.settings.match import MatchRecipe
    from wormbrain.settings.paper import PaperRecipe
    from wormbrain.training.recipe import Recipe

    # A recipe, the settings from which its network is built, and what else run.json says.
    Training = tuple[Recipe, dict[str, Any], dict[str, Any]]


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "data",
        type=Path,
        help="a recording.h5; for recipes of the kind `paper` the file of `augment`",
    )
    parser.add_argument(
        "--recipe", default="match", help="name of a recipe that comes with wormbrain, or JSON"
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

    from groundwork.files import checksum
    from groundwork.loop.device import device_faults_reported, device_named
    from wormbrain.settings.recipes import recipe_named
    from wormbrain.training.run_folder import RunFolder
    from wormbrain.training.train import train_together

    if len(a.seed) != len(a.output):
        raise InputError(
            f"{len(a.seed)} seeds for {len(a.output)} outputs; give one folder per seed"
        )
    device = device_named(a.device)
    if a.threads:
        torch.set_num_threads(a.threads)
    settings = recipe_named(a.recipe)
    decisive = {
        "data": checksum(a.data),
        "recipe": asdict(settings),
        "weights": checksum(a.weights) if a.weights else None,
    }
    with device_faults_reported("a smaller batch_size"):
        prepared = PREPARE[settings.kind](a, settings, device)
        runs = []
        for seed, output, (recipe, network, facts) in zip(a.seed, a.output, prepared, strict=True):
            own = decisive | {"seed": seed}
            folder = RunFolder(output, settings.kind, network, own, facts, a.replace)
            runs.append((recipe, seed, folder))
        train_together(runs)


def _paper(a: Namespace, settings: "PaperRecipe", device: "torch.device") -> Iterator["Training"]:
    """The trainings of a recipe of the kind `paper`, one per seed."""
    from wormbrain.pairs.augmented import read_augmented
    from wormbrain.training.paper import PaperTraining

    images = read_augmented(a.data)
    for seed in a.seed:
        recipe = PaperTraining(settings, images, seed=seed, device=device, weights=a.weights)
        yield recipe, asdict(settings.network), recipe.facts()


def _match(a: Namespace, settings: "MatchRecipe", device: "torch.device") -> Iterator["Training"]:
    """The trainings of a recipe of the kind `match`, one per seed."""
    from wormbrain.frames.recording import Recording
    from wormbrain.training.match import MatchTraining

    if a.weights:
        raise InputError("--weights: for recipes of the kind `paper` only; leave it out")
    with Recording(a.data) as recording:
        for seed in a.seed:
            recipe = MatchTraining(settings, recording, seed=seed, device=device)
            yield recipe, {"channels": len(recording.channels)}, {}


PREPARE = {"paper": _paper, "match": _match}
