"""Training: pairs with known transformations teach a network to match two images."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import torch

from groundwork.files import exclusive, full_disk_reported
from groundwork.loop.progress import Progress
from groundwork.loop.turns import Steps, take_turns, to_the_end
from groundwork.record.energy import Meter
from groundwork.record.source import current_source
from wormbrain.training.recipe import Recipe
from wormbrain.training.run_folder import RunFolder
from wormbrain.training.trainer import Trainer, device_of


def train(recipe: Recipe, seed: int, folder: RunFolder) -> None:
    """Train the network of a recipe; write the results into the folder.

    Continues from the folder's checkpoint if there is one. On a CPU the results are then the
    same, to the byte, as those of an uninterrupted training.

    Raises:
        InputError: a checkpoint that is broken or of other settings; a loss or a weight that is
            not finite; another training into the folder; a full disk.
        SystemExit: SIGTERM arrived; the checkpoint holds every step taken.
    """
    train_together([(recipe, seed, folder)])


def train_together(runs: Sequence[tuple[Recipe, int, RunFolder]]) -> None:
    """As `train`, for several trainings that take turns of one step each."""
    code = current_source("wormbrain")
    meter = Meter(device_of(runs[0][0].network), len(runs))
    with _denormals_flushed():
        take_turns([_training(*run, line, code, meter) for line, run in enumerate(runs)])


@contextmanager
def _denormals_flushed() -> Iterator[None]:
    """Numbers too small to be normal are zero: a softmax over far cells is slow with them."""
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


def _training(
    recipe: Recipe, seed: int, folder: RunFolder, line: int, code: dict[str, Any], meter: Meter
) -> Steps:
    """A complete training; its progress bar has this line of the terminal."""
    with exclusive(folder.path), full_disk_reported(folder.path):
        trainer = Trainer(recipe, seed, meter, code)
        folder.checkpoint.load(trainer)
        progress = Progress(folder.path, trainer.step, trainer.steps, line)
        with closing(progress) as trainer.progress:
            yield from to_the_end(trainer, folder.checkpoint)
        meter.leave()
        folder.write_results(trainer)
