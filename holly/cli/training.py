"""Images to structures."""

from dataclasses import asdict
from pathlib import Path

from holly.cli.stage import Arguments, Stages, add_output


def add_training(stages: Stages) -> None:
    """Add these stages to the command line."""
    s = stages.add("train", _train, "fit a structure to images")
    s.add_argument(
        "data",
        type=Path,
        help="a folder of FITS cubes; with --simulation a model; with --curation localisations",
    )
    s.add_argument("--recipe", default="{}", help="settings of training, as JSON")
    s.add_argument("--simulation", help="settings of the simulated data set, as JSON")
    s.add_argument("--curation", type=Path, help="draw the particles it accepts while training")
    s.add_argument("--augmentation", default="{}", help="how they are drawn, as JSON")
    s.add_argument("--half", type=int, choices=[1, 2], help="every other measured particle alone")
    s.add_argument("--seed", type=int, default=1)
    s.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    s.add_argument("--threads", type=int, help="CPU threads")
    s.add_argument(
        "--replace", action="store_true", help="start over where a checkpoint is of other settings"
    )
    add_output(s, "the folder of the run")


def _train(a: Arguments) -> None:
    import torch

    from holly.config import parse
    from holly.dataset import open_images, open_streamed
    from holly.run import RunFolder
    from holly.settings import Augmentation, Recipe, Simulation
    from holly.train import Trainer, device_named, train

    device = device_named(a.device)
    if a.threads:
        torch.set_num_threads(a.threads)
    recipe = parse(Recipe, a.recipe, "--recipe")
    simulation = parse(Simulation, a.simulation, "--simulation") if a.simulation else None
    if a.curation:
        augmentation = parse(Augmentation, a.augmentation, "--augmentation")
        images = open_streamed(a.data, a.curation, recipe, augmentation, device, half=a.half)
    else:
        images = open_images(a.data, recipe, simulation, a.seed, device, half=a.half)
    settings = {
        "data": images.digest,
        "nm_per_unit": images.nm_per_unit,
        "recipe": asdict(recipe),
        "seed": a.seed,
        "simulation": asdict(simulation) if simulation else None,
    }
    folder = RunFolder(a.output, settings)
    if a.replace:
        folder.discard_foreign_checkpoint()
    train(Trainer(images.training, images.held_out, recipe, seed=a.seed, device=device), folder)
