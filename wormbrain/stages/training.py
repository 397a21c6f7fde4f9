"""Stages that make training images and train networks."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from groundwork.command_line import Written
from groundwork.errors import InputError

if TYPE_CHECKING:
    import torch

    from wormbrain.settings.match import MatchRecipe
    from wormbrain.settings.paper import PaperRecipe
    from wormbrain.training.recipe import Recipe

    # A recipe, the settings from which its network is built, and what else run.json says.
    Training = tuple[Recipe, dict[str, Any], dict[str, Any]]


def augment(
    recording: Annotated[Path, "a recording.h5 of `frames`"],
    *,
    copies: Annotated[int, "augmented images per frame"] = 10,
    size: Annotated[int | None, "longer side of the images, px"] = None,
    seed: int = 1,
    points: Annotated[
        Path | None,
        "cells, which are moved along: a CSV file of frame, name, x, y, or label images",
    ] = None,
    output: Annotated[Path, Written(".h5")],
) -> None:
    """Make the report's training images: a recording in red and green, and augmented copies."""
    import torch

    from wormbrain.frames.cells import read_cells
    from wormbrain.pairs.augmented import write_augmented

    torch.set_num_threads(1)  # one image at a time is too little work for several
    places = read_cells(points, recording) if points else None
    write_augmented(recording, output, copies=copies, size=size, seed=seed, points=places)


def train(
    data: Annotated[Path, "a recording.h5; for recipes of the kind `paper` the file of `augment`"],
    *,
    recipe: Annotated[str, "name of a recipe that comes with wormbrain, or JSON"] = "match",
    seed: Annotated[Sequence[int], "several seeds are trained side by side"] = (1,),
    weights: Annotated[
        Path | None, "a trained VGG16 or ResNet101: the file of its state dict"
    ] = None,
    device: Literal["auto", "cpu", "cuda"] = "auto",
    threads: Annotated[int | None, "CPU threads"] = None,
    replace: Annotated[bool, "start over where the checkpoint belongs to other settings"] = False,
    output: Annotated[Sequence[Path], "the folder of the run, one per seed"],
) -> None:
    """Train a network to match two images."""
    import torch

    from groundwork.files import checksum
    from groundwork.loop.device import device_faults_reported, device_named
    from wormbrain.settings.recipes import recipe_named
    from wormbrain.training.run_folder import RunFolder
    from wormbrain.training.train import train_together

    if len(seed) != len(output):
        raise InputError(f"{len(seed)} seeds for {len(output)} outputs; give one folder per seed")
    if threads:
        torch.set_num_threads(threads)
    settings = recipe_named(recipe)
    decisive = {
        "data": checksum(data),
        "recipe": asdict(settings),
        "weights": checksum(weights) if weights else None,
    }
    prepare = {"paper": _paper, "match": _match}[settings.kind]
    with device_faults_reported("a smaller batch_size"):
        prepared = prepare(data, settings, seed, weights, device_named(device))
        runs = []
        for number, folder, (work, network, facts) in zip(seed, output, prepared, strict=True):
            own = decisive | {"seed": number}
            run = RunFolder(folder, settings.kind, network, own, facts, replace)
            runs.append((work, number, run))
        train_together(runs)


def _paper(
    data: Path,
    settings: "PaperRecipe",
    seeds: Sequence[int],
    weights: Path | None,
    device: "torch.device",
) -> Iterator["Training"]:
    """The trainings of a recipe of the kind `paper`, one per seed."""
    from wormbrain.pairs.augmented import read_augmented
    from wormbrain.training.paper import PaperTraining

    images = read_augmented(data)
    for seed in seeds:
        recipe = PaperTraining(settings, images, seed=seed, device=device, weights=weights)
        yield recipe, asdict(settings.network), recipe.facts()


def _match(
    data: Path,
    settings: "MatchRecipe",
    seeds: Sequence[int],
    weights: Path | None,
    device: "torch.device",
) -> Iterator["Training"]:
    """The trainings of a recipe of the kind `match`, one per seed."""
    from wormbrain.frames.recording import Recording
    from wormbrain.training.match import MatchTraining

    if weights:
        raise InputError("--weights: for recipes of the kind `paper` only; leave it out")
    with Recording(data) as recording:
        for seed in seeds:
            recipe = MatchTraining(settings, recording, seed=seed, device=device)
            yield recipe, {"channels": len(recording.channels)}, {}
