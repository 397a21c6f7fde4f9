"""Images to structures."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from groundwork.errors import InputError
from holly.stages.stage import Arguments, Stages

if TYPE_CHECKING:
    import torch

    from holly.settings.datasets import Augmentation, Simulation
    from holly.settings.recipes import Recipe
    from holly.training.dataset import Opened
    from holly.training.run_folder import RunFolder
    from holly.training.trainer import Trainer


def add_training(stages: Stages) -> None:
    """Add these stages to the command line."""
    s = stages.add("train", _train, "fit a structure to images")
    s.add_argument(
        "data",
        type=Path,
        help="a folder of FITS cubes; with --simulation a model; with --curation localisations",
    )
    s.add_argument("--recipe", default="{}", help="changes to the recipe `paper`, as JSON")
    s.add_argument("--simulation", help="settings of the simulated data set, as JSON")
    s.add_argument("--curation", type=Path, help="draw the particles it accepts while training")
    s.add_argument("--augmentation", default="{}", help="how they are drawn, as JSON")
    s.add_argument("--half", type=int, choices=[1, 2], help="every other measured particle alone")
    s.add_argument(
        "--seed", type=int, nargs="+", default=[1], help="several: replicates trained together"
    )
    s.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    s.add_argument("--threads", type=int, help="CPU threads")
    s.add_argument(
        "--renderer",
        choices=["reference", "factorised", "native", "cuda"],
        help="the fastest for the device if left out",
    )
    s.add_argument(
        "--replace", action="store_true", help="start over where a checkpoint is of other settings"
    )
    s.add_argument(
        "--output", type=Path, nargs="+", required=True, help="the folder of the run, one a seed"
    )

    s = stages.add("watch", _watch, "show runs in TensorBoard while they train")
    s.add_argument("folder", type=Path, help="a folder of runs")
    s.add_argument("--port", type=int, default=6006, help="of this machine")


def _watch(a: Arguments) -> None:
    from holly.training.tensorboard import board

    if not a.folder.is_dir():
        raise InputError(f"{a.folder}: no such folder; train first")
    board(a.folder, a.port).main()


def _train(a: Arguments) -> None:
    import torch

    from groundwork.settings.parse import parse
    from holly.render import force_backend, native_draws
    from holly.settings.datasets import Simulation
    from holly.settings.recipes import Recipe, in_pixels
    from holly.training.starts import keep_best
    from holly.training.train import device_faults_named, device_named, train_together

    if len(a.seed) != len(a.output):
        raise InputError(f"{len(a.seed)} seeds for {len(a.output)} outputs; give one folder a seed")
    device = device_named(a.device)
    if a.threads:
        torch.set_num_threads(a.threads)
    if a.renderer == "cuda" and device.type != "cuda":
        raise InputError("--renderer cuda: draws on a CUDA device alone; leave it out on a CPU")
    if a.renderer == "native" and not native_draws(torch.empty(0, device=device)):
        raise InputError(
            "--renderer native: draws on a CPU with AVX2, and needs a C compiler; leave it out"
        )
    force_backend(a.renderer)
    simulation = parse(Simulation, a.simulation, "--simulation") if a.simulation else None
    recipe = in_pixels(parse(Recipe, a.recipe, "--recipe"), _image_width(a, simulation))
    with device_faults_named():
        replicates = [
            _replicate(a, recipe, simulation, seed, output, device)
            for seed, output in zip(a.seed, a.output, strict=True)
        ]
        train_together([start for _, starts in replicates for start in starts])
        for run, starts in replicates:
            if recipe.starts > 1:
                keep_best([folder for _, folder in starts], run)


def _image_width(a: Arguments, simulation: "Simulation | None") -> int:
    """Width in pixels of the images to train on."""
    if simulation:
        return simulation.size
    if a.curation:
        return _augmentation(a).size
    from holly.images.cube import image_width

    return image_width(a.data)


def _augmentation(a: Arguments) -> "Augmentation":
    from groundwork.settings.parse import parse
    from holly.settings.datasets import Augmentation

    return parse(Augmentation, a.augmentation, "--augmentation")


def _replicate(
    a: Arguments,
    recipe: "Recipe",
    simulation: "Simulation | None",
    seed: int,
    output: Path,
    device: "torch.device",
) -> tuple["RunFolder", list[tuple["Trainer", "RunFolder"]]]:
    """The folder of a replicate, and each of its starts with a folder of its own within.

    A single start has the replicate's. The first of several is what it would be alone, so that
    more can be asked for later.
    """
    from holly.training.run_folder import RunFolder
    from holly.training.starts import seeds_of_starts
    from holly.training.trainer import Trainer

    images = _open(a, recipe, simulation, seed, device)
    settings = {
        "data": images.digest,
        "nm_per_unit": images.nm_per_unit,
        "recipe": asdict(recipe),
        "seed": seed,
        "simulation": asdict(simulation) if simulation else None,
    }
    run = RunFolder(output, settings, replace=a.replace)
    starts = []
    for number, start in enumerate(seeds_of_starts(seed, recipe.starts), 1):
        trainer = Trainer(images.training, images.held_out, recipe, seed=start, device=device)
        folder = run
        if recipe.starts > 1:
            alone = {"recipe": asdict(recipe) | {"starts": 1}, "start": number}
            path = output / "starts" / str(number)
            folder = RunFolder(path, settings | alone, replace=a.replace)
        starts.append((trainer, folder))
    return run, starts


def _open(
    a: Arguments,
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
