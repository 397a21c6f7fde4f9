"""Training: the stage this project exists for.

A network looks at an image and predicts a pose; the structure, a cloud of points, is drawn at
that pose; the difference to the image trains both. In the end only the structure is wanted.
"""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from torch import Tensor

from groundwork.files import exclusive, full_disk_reported
from groundwork.loop.turns import Steps, take_turns, to_the_end
from groundwork.record.energy import Meter
from groundwork.record.source import current_source
from holly.training.observer import Observer
from holly.training.progress import Progress
from holly.training.run import Run
from holly.training.run_folder import RunFolder


def train(observer: Observer, folder: RunFolder) -> Tensor:
    """Fit a structure to images; write the results of the run into its folder.

    Continues from the folder's checkpoint if there is one. On a CPU the structure is then the
    same, to the bit, as that of an uninterrupted run.

    Returns:
        The structure [N, 3] in model units, on the CPU.

    Raises:
        InputError: a checkpoint that is broken or of other settings; a loss or a weight that is
            not finite; another training into the folder; a full disk.
        SystemExit: SIGTERM arrived; the checkpoint holds every step taken.
    """
    return train_together([(observer, folder)])[0]


def train_together(runs: Sequence[tuple[Observer, RunFolder]]) -> list[Tensor]:
    """As `train`, for several trainings that take turns of one step each.

    A GPU works on them at the same time.
    """
    code, meter = current_source("holly"), Meter(runs[0][0].trainer.device, len(runs))
    take_turns([_training(*run, line, code, meter) for line, run in enumerate(runs)])
    return [observer.trainer.points.detach().cpu() for observer, _ in runs]


def _training(
    observer: Observer, folder: RunFolder, line: int, code: dict[str, Any], meter: Meter
) -> Steps:
    """A complete training; its progress bar has this line of the terminal."""
    with exclusive(folder.path), full_disk_reported(folder.path):
        run = Run(observer, meter, code)
        folder.checkpoint.load(run)
        with closing(Progress(folder.path, run.step, run.steps, line)) as run.progress:
            yield from to_the_end(run, folder.checkpoint)
        meter.leave()
        folder.write_results(run)
