"""Training: the stage this project exists for.

A network looks at an image and predicts a pose; the structure, a cloud of points, is drawn at
that pose; the difference to the image trains both. Afterwards only the structure is wanted.
"""

import logging
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import torch
from torch import Tensor
from tqdm import tqdm

from holly.energy import Meter
from holly.errors import InputError
from holly.provenance import source
from holly.run import Part, Record, RunFolder
from holly.trainer import Trainer

logger = logging.getLogger(__name__)

ROWS = 200  # most lines of history, and frames of the structure, over a whole training
SNAPSHOTS = 20  # of the structure and of a few images, through training
SAMPLES = 6  # held-out images in a snapshot
POSES = 2000  # training images whose final poses are kept
CHECKPOINT_SECONDS = 30.0
DONE = object()


def device_named(name: str) -> torch.device:
    """The device called `auto`, `cpu` or `cuda`.

    Raises:
        InputError: `cuda` where there is none.
    """
    if name == "cuda" and not torch.cuda.is_available():
        raise InputError("device: cuda was asked for, but there is none here; use auto or cpu")
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


def train(trainer: Trainer, folder: RunFolder) -> Tensor:
    """Fit a structure to images; write all that a run leaves behind into `folder`.

    Continues from the folder's checkpoint if there is one, and then ends, on the CPU, with the
    very cloud an uninterrupted run gives.

    Returns:
        The structure [N, 3] in model units, on the CPU.

    Raises:
        InputError: a checkpoint that is broken or of other settings; a loss that is not finite.
    """
    return train_together([(trainer, folder)])[0]


def train_together(runs: Sequence[tuple[Trainer, RunFolder]]) -> list[Tensor]:
    """As `train`, several in turns of a step, which a GPU has room to work on at the same time."""
    code, meter = source(), Meter(runs[0][0].device, len(runs))
    going = [_training(*run, line, code, meter) for line, run in enumerate(runs)]
    while going:
        going = [training for training in going if next(training, DONE) is not DONE]
    return [trainer.points.detach().cpu() for trainer, _ in runs]


def _training(
    trainer: Trainer, folder: RunFolder, line: int, code: dict[str, Any], meter: Meter
) -> Iterator[None]:
    """A whole training, step by step; its progress shows on this line."""
    record = folder.load_checkpoint(trainer) or Record()
    if trainer.step:
        logger.info("continuing from step %d of %d", trainer.step, trainer.steps)
    if trainer.step < trainer.steps:
        record.parts.append(Part(code, meter.method))
    saved = clock = time.monotonic()
    with (
        closing(folder.events(trainer.step)) as events,
        tqdm(
            total=trainer.steps, initial=trainer.step, unit="step", mininterval=1.0, position=line
        ) as bar,
    ):
        while trainer.step < trainer.steps:
            until = _next_row(trainer)
            while trainer.step < until:
                trainer.descend()
                yield
            row = trainer.row()
            record.rows.append(row)
            events.row(row)
            bar.set_postfix_str(
                f"loss {row['loss']:.2f}, sigma {row['sigma_in']:.2f}", refresh=False
            )
            bar.update(trainer.step - bar.n)
            record.frames.append(trainer.frame())
            if len(record.rows) % (ROWS // SNAPSHOTS) == 0 or trainer.step == trainer.steps:
                record.snapshots.append(trainer.snapshot(SAMPLES))
                events.snapshot(record.snapshots[-1])
            part = record.parts[-1]
            part.seconds += time.monotonic() - clock
            part.kwh, part.kwh_method = meter.read(), meter.method
            clock = time.monotonic()
            if clock - saved > CHECKPOINT_SECONDS:
                folder.save_checkpoint(trainer, record)
                saved = clock
    meter.leave()
    folder.save_checkpoint(trainer, record)
    folder.write_outputs(record, trainer.points, trainer.poses(POSES), trainer.device)


def _next_row(trainer: Trainer) -> int:
    """The step at which the next line of history is due."""
    spacing = math.ceil(trainer.steps / ROWS)
    return min((trainer.step // spacing + 1) * spacing, trainer.steps)
