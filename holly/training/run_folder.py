"""The folder of one run: its checkpoint during training, its results afterwards."""

import csv
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

import holly
from groundwork.files import atomic_file, write_json
from groundwork.loop.checkpoint import Checkpoint
from groundwork.record.run import describe_run
from holly.data.clouds import write_cloud
from holly.render import chosen_backend
from holly.results.folder import RunFiles
from holly.training.observer import Frame
from holly.training.run import Run

POSES = 2000  # training images whose final poses are written; at most


@dataclass(frozen=True)
class RunFolder:
    """Where the files of a run go.

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
        return Checkpoint(
            self.path / "checkpoint.pt",
            self.settings,
            version=f"holly {holly.__version__}",
            replace=self.replace,
        )

    def write_results(self, run: Run) -> None:
        """Write what a finished run leaves behind.

        Raises:
            InputError: the disk is full.
        """
        files, trainer = self.files, run.trainer
        _write_table(files.history, run.rows)
        _write_table(files.poses, run.observer.poses(POSES))
        _write_arrays(
            files.samples,
            steps=[snapshot.step for snapshot in run.snapshots],
            sigma_in=[snapshot.sigma for snapshot in run.snapshots],
            inputs=_stack(run.snapshots, "inputs"),
            outputs=_stack(run.snapshots, "outputs"),
            structures=_stack(run.snapshots, "structure"),
        )
        _write_arrays(
            files.movie,
            step=[frame.step for frame in run.frames],
            sigma=[frame.sigma for frame in run.frames],
            structure=_stack(run.frames, "structure"),
        )
        versions = {
            "holly": holly.__version__,
            "python": platform.python_version(),
            "torch": torch.__version__,
        }
        record = describe_run(self.settings, run.parts, _device_name(trainer.device), versions)
        entries = {"images": run.rows[-1]["images"], "renderer": chosen_backend(trainer.points)}
        write_json(files.record, record | entries)
        write_cloud(files.structure, trainer.points.detach().cpu().numpy())


def _write_table(path: Path, rows: Sequence[dict[str, float]]) -> None:
    with atomic_file(path) as scratch, scratch.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def _write_arrays(path: Path, **arrays: Any) -> None:  # noqa: ANN401
    with atomic_file(path) as scratch:
        np.savez_compressed(scratch, **{name: np.array(array) for name, array in arrays.items()})


def _stack(frames: Sequence[Frame], name: str) -> np.ndarray:
    return np.stack([getattr(frame, name).numpy() for frame in frames])


def _device_name(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{platform.processor() or platform.machine()}, {torch.get_num_threads()} threads"
