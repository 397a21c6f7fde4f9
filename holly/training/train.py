"""Training: the stage this project exists for.

A network looks at an image and predicts a pose; the structure, a cloud of points, is drawn at
that pose; the difference to the image trains both. Afterwards only the structure is wanted.
"""

import logging
import math
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Any

import torch
from torch import Tensor
from tqdm import tqdm

from groundwork.errors import InputError
from groundwork.files import exclusive, full_disk_reported
from groundwork.record.energy import Meter
from groundwork.record.run import Part
from groundwork.record.source import current_source
from holly.training.run_folder import Record, RunFolder
from holly.training.trainer import Trainer

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


@contextmanager
def device_faults_named() -> Iterator[None]:
    """End in one line where memory does not suffice or a GPU fails, not in a traceback.

    Raises:
        InputError: instead of what torch raises then.
    """
    kept = "what the run's checkpoint holds is kept"
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise InputError(
            f"out of memory ({_first_line(error)}); {kept}: free memory and call again to "
            "continue, with fewer seeds at a time; or start over with a lower batch_size or "
            "fewer hypotheses"
        ) from error
    except torch.AcceleratorError as error:
        raise InputError(
            f"the GPU failed ({_first_line(error)}); {kept}: call again to continue, on another "
            "card (CUDA_VISIBLE_DEVICES) if this one stays lost"
        ) from error
    except RuntimeError as error:
        if "can't allocate memory" not in str(error):  # that is how torch says it of a CPU
            raise
        raise InputError(
            f"out of memory; {kept}: free memory and call again to continue; or start over with "
            "a lower batch_size or fewer hypotheses"
        ) from error


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0].partition(". ")[0] or type(error).__name__


def train(trainer: Trainer, folder: RunFolder) -> Tensor:
    """Fit a structure to images; write all that a run leaves behind into `folder`.

    Continues from the folder's checkpoint if there is one, and then ends, on the CPU, with the
    very cloud an uninterrupted run gives.

    Returns:
        The structure [N, 3] in model units, on the CPU.

    Raises:
        InputError: a checkpoint that is broken or of other settings; a loss or a weight that is
            not finite; another training into the folder; a full disk.
    """
    return train_together([(trainer, folder)])[0]


def train_together(runs: Sequence[tuple[Trainer, RunFolder]]) -> list[Tensor]:
    """As `train`, several in turns of a step, which a GPU has room to work on at the same time.

    Raises:
        SystemExit: asked to end by SIGTERM; what was reached is in the checkpoints.
    """
    code, meter = current_source("holly"), Meter(runs[0][0].device, len(runs))
    going = [_training(*run, line, code, meter) for line, run in enumerate(runs)]
    with _sigterm_noted() as noted:
        while going and not noted:
            going = [training for training in going if next(training, DONE) is not DONE]
    for training in going:
        with suppress(Terminated):
            training.throw(Terminated)
    if going:
        sys.exit(128 + signal.SIGTERM)
    return [trainer.points.detach().cpu() for trainer, _ in runs]


class Heard:
    """Standard error, or nowhere once what reads it has ended.

    A cluster that cancels a job may end the program that logs a training before the training.
    """

    def write(self, text: str) -> None:
        """Write to standard error."""
        with suppress(BrokenPipeError):
            sys.stderr.write(text)

    def flush(self) -> None:
        """Flush standard error."""
        with suppress(BrokenPipeError):
            sys.stderr.flush()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever else it has)
        return getattr(sys.stderr, name)


class Terminated(Exception):  # noqa: N818  (not an error)
    """The process is to end."""


@contextmanager
def _sigterm_noted() -> Iterator[list[int]]:
    """A list that is empty until SIGTERM comes, which then ends nothing by itself.

    Clusters send it to a job that is cancelled or out of time, half a minute before SIGKILL. Only
    the main thread of a program may ask for it.
    """
    noted: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield noted
        return
    before = signal.signal(signal.SIGTERM, lambda number, _: noted.append(number))
    try:
        yield noted
    finally:
        signal.signal(signal.SIGTERM, before)


def _training(
    trainer: Trainer, folder: RunFolder, line: int, code: dict[str, Any], meter: Meter
) -> Iterator[None]:
    """A whole training, step by step, alone in its folder; its progress shows on this line."""
    with exclusive(folder.path), full_disk_reported(folder.path):
        yield from _trained_alone(trainer, folder, line, code, meter)


def _trained_alone(
    trainer: Trainer, folder: RunFolder, line: int, code: dict[str, Any], meter: Meter
) -> Iterator[None]:
    record = folder.load_checkpoint(trainer) or Record()
    if trainer.step:
        logger.info("continuing from step %d of %d", trainer.step, trainer.steps)
    if trainer.step < trainer.steps:
        record.parts.append(Part(code, meter.method))
    counted = saved = time.monotonic()

    def count() -> None:
        nonlocal counted
        part, now = record.parts[-1], time.monotonic()
        part.seconds += now - counted
        part.kwh, part.kwh_method = meter.read(), meter.method
        counted = now

    def save() -> None:
        nonlocal saved
        count()
        _check_finite(trainer)
        folder.save_checkpoint(trainer, record)
        saved = counted

    with (
        closing(folder.events(trainer.step)) as events,
        tqdm(
            total=trainer.steps,
            initial=trainer.step,
            unit="step",
            mininterval=1.0,
            position=line,
            file=Heard(),
            dynamic_ncols=True,
        ) as bar,
    ):
        while trainer.step < trainer.steps:
            until = _next_row(trainer)
            while trainer.step < until:
                try:
                    yield
                except Terminated:
                    save()
                    logger.info("asked to end; step %d is in the checkpoint", trainer.step)
                    raise
                if time.monotonic() - saved > CHECKPOINT_SECONDS:
                    save()
                trainer.descend()
            row = trainer.row()
            _check_finite(trainer)
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
            count()
    meter.leave()
    folder.save_checkpoint(trainer, record)
    folder.write_outputs(record, trainer.points, trainer.poses(POSES), trainer.device)


def _check_finite(trainer: Trainer) -> None:
    """Refuse to keep a state in which the last step went wrong, which the mean loss does not show.

    Raises:
        InputError: a coordinate or a weight is not finite.
    """
    state = [trainer.points, *trainer.predictor.parameters()]
    if not all(bool(torch.isfinite(tensor).all()) for tensor in state):
        raise InputError(
            f"step {trainer.step}: a coordinate or a weight is not finite; lower the learning "
            "rates and restart"
        )


def _next_row(trainer: Trainer) -> int:
    """The step at which the next line of history is due."""
    spacing = math.ceil(trainer.steps / ROWS)
    return min((trainer.step // spacing + 1) * spacing, trainer.steps)
