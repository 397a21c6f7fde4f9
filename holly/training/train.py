"""Training: the stage this project exists for.

A network looks at an image and predicts a pose; the structure, a cloud of points, is drawn at
that pose; the difference to the image trains both. In the end only the structure is wanted.
"""

import csv
import math
import platform
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

import holly
from groundwork.files import atomic_file, exclusive, full_disk_reported, write_json
from groundwork.loop.checkpoint import Checkpoint
from groundwork.loop.turns import Steps, take_turns, to_the_end
from groundwork.record.energy import Meter
from groundwork.record.run import Part, describe_run
from groundwork.record.source import current_source
from holly.data.clouds import write_cloud
from holly.render import chosen_backend
from holly.results.folder import RunFiles
from holly.training.observer import Frame, Observer, Snapshot
from holly.training.progress import Progress

ROWS = 200  # of history, and frames of the structure, in a training; at most
SNAPSHOTS = 20  # in a training
SAMPLES = 6  # held-out images in a snapshot


class Run:
    """A training as work in steps, with the record that it keeps of itself.

    It notes the energy by the meter, and the code, which groundwork.record.source describes.
    """

    def __init__(self, observer: Observer, meter: Meter, code: dict[str, Any]) -> None:
        self.observer, self.trainer, self.steps = observer, observer.trainer, observer.trainer.steps
        self.rows: list[dict[str, float]] = []
        self.snapshots: list[Snapshot] = []
        self.frames: list[Frame] = []
        self.parts: list[Part] = []
        self.progress: Progress | None = None
        self._meter, self._code, self._part = meter, code, None
        self._counted = time.monotonic()

    @property
    def step(self) -> int:
        """How many steps have been taken."""
        return self.trainer.step

    def take_step(self) -> None:
        """Take a step; record a row where one is due. InputError: a number is not finite."""
        if self._part is None:
            self._part = Part(self._code, self._meter.method)
            self.parts.append(self._part)
        self.trainer.descend()
        if self.step % math.ceil(self.steps / ROWS) == 0 or self.step == self.steps:
            self._record()

    def state(self) -> dict[str, Any]:
        """Training and record, time and energy up to now; InputError: a number is not finite."""
        self._count()
        self.trainer.check_finite()
        return {
            "training": self.observer.state(),
            "rows": self.rows,
            "snapshots": [vars(snapshot) for snapshot in self.snapshots],
            "frames": [vars(frame) for frame in self.frames],
            "parts": [vars(part) for part in self.parts],
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` returned; to be called before the first step."""
        self.observer.load_state(state["training"])
        self.rows = state["rows"]
        self.snapshots = [Snapshot(**snapshot) for snapshot in state["snapshots"]]
        self.frames = [Frame(**frame) for frame in state["frames"]]
        self.parts = [Part(**part) for part in state["parts"]]

    def _record(self) -> None:
        """Add to history, frames and snapshots, and show it."""
        row = self.observer.row()
        self.trainer.check_finite()
        self.rows.append(row)
        self.frames.append(self.observer.frame())
        self.progress.row(row)
        if len(self.rows) % (ROWS // SNAPSHOTS) == 0 or self.step == self.steps:
            self.snapshots.append(self.observer.snapshot(SAMPLES))
            self.progress.snapshot(self.snapshots[-1])
        self._count()

    def _count(self) -> None:
        """Add time and energy to the part of this process, if it has taken a step."""
        if self._part:
            now = time.monotonic()
            self._part.seconds += now - self._counted
            self._part.kwh, self._part.kwh_method = self._meter.read(), self._meter.method
            self._counted = now


@dataclass(frozen=True)
class RunFolder:
    """The folder of one run: its checkpoint during training, its results afterwards.

    Args:
        path: the folder.
        settings: everything that decides the result; a checkpoint is continued only with the same.
        replace: start over where the checkpoint cannot be continued.
    """

    path: Path
    settings: dict[str, Any]
    replace: bool = False

    @property
    def files(self) -> RunFiles:
        """The results of the run."""
        return RunFiles(self.path)

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint of the run."""
        path, version = self.path / "checkpoint.pt", f"holly {holly.__version__}"
        return Checkpoint(path, self.settings, version=version, replace=self.replace)

    def write_results(self, run: Run) -> None:
        """Write what a finished run leaves behind; raises InputError if the disk is full."""
        files, trainer = self.files, run.trainer
        poses, views = run.observer.poses()
        _write_table(files.history, {name: [r[name] for r in run.rows] for name in run.rows[0]})
        _write_table(files.poses, poses)
        _write_arrays(files.views, views)
        images = {"inputs": "inputs", "outputs": "outputs", "structures": "structure"}
        _write_frames(files.samples, run.snapshots, steps="step", sigma_in="sigma", **images)
        _write_frames(files.movie, run.frames, step="step", sigma="sigma", structure="structure")
        versions = {
            "holly": holly.__version__,
            "python": platform.python_version(),
            "torch": torch.__version__,
        }
        record = describe_run(self.settings, run.parts, _device_name(trainer.device), versions)
        entries = {"images": run.rows[-1]["images"], "renderer": chosen_backend(trainer.points)}
        write_json(files.record, record | entries)
        write_cloud(files.structure, trainer.points.detach().cpu().numpy())


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
    """As `train`, for several trainings in turns of one step; a GPU works on all at once."""
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


def _write_table(path: Path, columns: Mapping[str, Sequence]) -> None:
    with atomic_file(path) as scratch, scratch.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def _write_frames(path: Path, frames: Sequence[Frame], **attributes: str) -> None:
    """Write one array per name: this attribute of all frames."""
    arrays = {
        name: np.stack([np.asarray(getattr(frame, attribute)) for frame in frames])
        for name, attribute in attributes.items()
    }
    _write_arrays(path, arrays)


def _write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    with atomic_file(path) as scratch:
        np.savez_compressed(scratch, **arrays)


def _device_name(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{platform.processor() or platform.machine()}, {torch.get_num_threads()} threads"
