"""Stages that train."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from groundwork.errors import InputError
from holly.settings.choices import Device

if TYPE_CHECKING:
    import torch

    from holly.settings.images import Augmentation, Simulation
    from holly.settings.recipes import Recipe
    from holly.training.dataset import Opened
    from holly.training.observer import Observer
    from holly.training.train import RunFolder


def train(
    data: Annotated[
        Path,
        "a folder of FITS cubes; with --simulation a model; with --curation localisations",
    ],
    *,
    recipe: Annotated[str, "changes to the recipe `paper`, as JSON"] = "{}",
    simulation: Annotated[str | None, "settings of the simulated data set, as JSON"] = None,
    curation: Annotated[Path | None, "draw the particles it accepts while training"] = None,
    augmentation: Annotated[str, "how they are drawn, as JSON"] = "{}",
    half: Annotated[Literal[1, 2] | None, "train on every other measured particle only"] = None,
    seed: Annotated[Sequence[int], "several seeds are trained side by side"] = (1,),
    device: Device = "auto",
    threads: Annotated[int | None, "CPU threads"] = None,
    renderer: Annotated[
        Literal["reference", "factorised", "native", "cuda"] | None,
        "the fastest for the device if left out",
    ] = None,
    replace: Annotated[bool, "start over where the checkpoint belongs to other settings"] = False,
    output: Annotated[Sequence[Path], "the folder of the run, one per seed"],
) -> None:
    """Fit a structure to images."""
    import torch

    from groundwork.loop.device import device_faults_reported, device_named
    from groundwork.settings.parse import parse
    from holly.settings.images import Augmentation, Simulation
    from holly.settings.recipes import Recipe, in_pixels
    from holly.training.dataset import open_images, open_streamed
    from holly.training.signal import require_signal
    from holly.training.starts import keep_best
    from holly.training.train import train_together

    if len(seed) != len(output):
        raise InputError(f"{len(seed)} seeds for {len(output)} outputs; give one folder per seed")
    torch_device = device_named(device)
    if threads:
        torch.set_num_threads(threads)
    _choose_renderer(renderer, torch_device)
    simulated = parse(Simulation, simulation, "--simulation") if simulation else None
    drawn = parse(Augmentation, augmentation, "--augmentation") if curation else None
    fractions = parse(Recipe, recipe, "--recipe")
    chosen = in_pixels(fractions, _image_width(data, simulated or drawn))

    def opened(number: int) -> "Opened":
        if drawn:
            images = open_streamed(data, curation, chosen, drawn, torch_device, half=half)
        else:
            images = open_images(data, chosen, simulated, number, torch_device, half=half)
        require_signal(data, images, chosen.sigma[-1], simulated=simulated is not None)
        return images

    with device_faults_reported("a lower batch_size or fewer hypotheses"):
        replicates = [
            _replicate(
                opened(number), chosen, simulated, number, folder, torch_device, replace=replace
            )
            for number, folder in zip(seed, output, strict=True)
        ]
        train_together([start for _, starts in replicates for start in starts])
        for folder, starts in replicates:
            if chosen.starts > 1:
                keep_best([start_folder for _, start_folder in starts], folder)


def watch(
    folder: Annotated[Path, "a folder of runs"], *, port: Annotated[int, "of this machine"] = 6006
) -> None:
    """Show runs in TensorBoard while they train."""
    from holly.training.progress import board

    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; train first")
    board(folder, port).main()


def _choose_renderer(renderer: str | None, device: "torch.device") -> None:
    """Draw with this renderer, or with the fastest for the device."""
    import torch

    from holly.render import force_backend, native_draws

    if renderer == "cuda" and device.type != "cuda":
        raise InputError("--renderer cuda: draws on a CUDA device only; leave it out on a CPU")
    if renderer == "native" and not native_draws(torch.empty(0, device=device)):
        raise InputError(
            "--renderer native: needs a CPU with AVX2 and a C compiler; leave it out here"
        )
    force_backend(renderer)


def _image_width(data: Path, drawn: "Simulation | Augmentation | None") -> int:
    """Width in pixels of the images to train on."""
    if drawn:
        return drawn.size
    from holly.images.cube import image_width

    return image_width(data)


def _replicate(
    images: "Opened",
    recipe: "Recipe",
    simulation: "Simulation | None",
    seed: int,
    output: Path,
    device: "torch.device",
    *,
    replace: bool,
) -> tuple["RunFolder", list[tuple["Observer", "RunFolder"]]]:
    """The folder of a replicate, and each of its starts with the folder it trains in.

    A single start trains in the replicate's own folder. The first of several starts is the
    training that a single one would be, so that more can be asked for later.
    """
    from holly.training.observer import Observer
    from holly.training.starts import seeds_of_starts
    from holly.training.train import RunFolder
    from holly.training.trainer import Trainer

    settings = {
        "data": images.digest,
        "nm_per_unit": images.nm_per_unit,
        "recipe": asdict(recipe),
        "seed": seed,
        "simulation": asdict(simulation) if simulation else None,
    }
    replicate = RunFolder(output, settings, replace=replace)
    starts = []
    for number, start_seed in enumerate(seeds_of_starts(seed, recipe.starts), 1):
        trainer = Trainer(images.training, recipe, seed=start_seed, device=device)
        folder = replicate
        if recipe.starts > 1:
            single = {"recipe": asdict(recipe) | {"starts": 1}, "start": number}
            path = output / "starts" / str(number)
            folder = RunFolder(path, settings | single, replace=replace)
        starts.append((Observer(trainer, images.held_out), folder))
    return replicate, starts
