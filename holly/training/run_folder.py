"""The folder of one run: its checkpoint while training, its outputs afterwards."""

import copy
import csv
import hashlib
import io
import json
import logging
import platform
import warnings
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

import holly
from groundwork.errors import InputError
from groundwork.files import atomic_file, write_json
from groundwork.record.run import Part, describe_run
from holly.data.clouds import write_cloud
from holly.render import chosen_backend
from holly.results.folder import RunFiles
from holly.training.tensorboard import Events

CHECKPOINT_FORMAT = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Snapshot:
    """A few images, their renderings and the structure at one step of training."""

    step: int
    sigma: float  # input sigma, pixels
    inputs: Tensor  # [M, H, W], normalised
    outputs: Tensor  # [M, H, W]
    structure: Tensor  # [N, 3], model units


@dataclass(frozen=True)
class Frame:
    """The structure at one step of training."""

    step: int
    sigma: float  # input sigma, pixels
    structure: Tensor  # [N, 3], model units


@dataclass
class Record:
    """What is kept of a training besides its state."""

    rows: list[dict[str, float]] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


class Resumable(Protocol):
    """What can be stored in a checkpoint (holly.training.train.Trainer)."""

    def state(self) -> dict[str, Any]:
        """Tensors and plain values."""

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from them."""


class RunFolder:
    """Where a run's files go.

    `settings` is all that decides the result; its fingerprint ties a checkpoint to it. With
    `replace` a checkpoint that cannot be continued with them is given up for a new start.
    """

    def __init__(self, path: Path, settings: dict[str, Any], *, replace: bool = False) -> None:
        self.path, self.settings, self.replace = Path(path), settings, replace
        self.files = RunFiles(self.path)
        self.checkpoint = self.path / "checkpoint.pt"
        canonical = json.dumps(settings, sort_keys=True)
        self.fingerprint = hashlib.sha256(canonical.encode()).hexdigest()

    def load_checkpoint(self, trainer: Resumable) -> Record | None:
        """Put the trainer where the checkpoint left it; None if there is none to continue.

        Raises:
            InputError: the checkpoint cannot be read or belongs to other settings, and is not to
                be replaced.
        """
        if not self.checkpoint.exists():
            return None
        start = copy.deepcopy(trainer.state())
        try:
            return self._continue(trainer)
        except InputError as error:
            if not self.replace:
                raise
            log.warning("%s; starting over", str(error).partition(";")[0])
            trainer.load_state(start)
            return None

    def _continue(self, trainer: Resumable) -> Record:
        saved = self._read_checkpoint()
        if saved.get("fingerprint") != self.fingerprint:
            raise self._refused("the checkpoint of another experiment or other settings")
        try:
            trainer.load_state(saved["trainer"])
            snapshots = [Snapshot(**snapshot) for snapshot in saved["snapshots"]]
            frames = [Frame(**frame) for frame in saved["frames"]]
            parts = [Part(**part) for part in saved["parts"]]
            return Record(saved["rows"], snapshots, frames, parts)
        except (KeyError, TypeError, ValueError, RuntimeError, AttributeError, IndexError) as error:
            raise self._refused("not the checkpoint of this training") from error

    def save_checkpoint(self, trainer: Resumable, record: Record) -> None:
        """Write everything needed to continue."""
        content = {
            "format": CHECKPOINT_FORMAT,
            "version": holly.__version__,
            "fingerprint": self.fingerprint,
            "trainer": trainer.state(),
            "rows": record.rows,
            "snapshots": [vars(snapshot) for snapshot in record.snapshots],
            "frames": [vars(frame) for frame in record.frames],
            "parts": [vars(part) for part in record.parts],
        }
        packed = io.BytesIO()  # torch.save hides why a file cannot be written
        torch.save(content, packed)
        with atomic_file(self.checkpoint) as scratch:
            scratch.write_bytes(packed.getbuffer())

    def write_outputs(
        self, record: Record, points: Tensor, poses: list[dict[str, float]], device: torch.device
    ) -> None:
        """Write structure.ply, history.csv, poses.csv, samples.npz, movie.npz and run.json."""
        _write_table(self.files.history, record.rows)
        _write_table(self.files.poses, poses)
        with atomic_file(self.files.samples) as scratch:
            np.savez_compressed(scratch, **_samples(record.snapshots))
        with atomic_file(self.files.movie) as scratch:
            np.savez_compressed(scratch, **_movie(record.frames))
        versions = {
            "holly": holly.__version__,
            "python": platform.python_version(),
            "torch": torch.__version__,
        }
        entries = describe_run(self.settings, record.parts, _device_name(device), versions)
        trained = {"images": record.rows[-1]["images"], "renderer": chosen_backend(points)}
        write_json(self.files.record, entries | trained)
        write_cloud(self.files.structure, points.detach().cpu().numpy())

    def events(self, step: int) -> Events:
        """TensorBoard's log, continued at this step."""
        return Events(self.path / "events", step)

    def _read_checkpoint(self) -> dict[str, Any]:
        """The checkpoint as it was written: torch itself does not notice changed bytes."""
        try:
            with zipfile.ZipFile(self.checkpoint) as archive:
                packed = any(member.compress_type for member in archive.infolist())
                if packed or archive.testzip():  # torch stores, and other methods have no bound
                    raise zipfile.BadZipFile
            with warnings.catch_warnings(action="ignore"):  # about foreign files; refused below
                saved = torch.load(self.checkpoint, map_location="cpu", weights_only=True)
        except Exception as error:  # a damaged file fails in torch in many ways
            raise self._refused("not a checkpoint this version can read") from error
        if not isinstance(saved, dict) or saved.get("format") != CHECKPOINT_FORMAT:
            raise self._refused("not a checkpoint this version can read")
        version = saved.get("version", holly.__version__)
        if version != holly.__version__:
            raise self._refused(
                f"written by version {version} of holly, and this is {holly.__version__}"
            )
        return saved

    def _refused(self, fault: str) -> InputError:
        return InputError(f"{self.checkpoint}: {fault}; delete it, or use --replace to start over")


def _samples(snapshots: list[Snapshot]) -> dict[str, np.ndarray]:
    def stack(name: str) -> np.ndarray:
        return np.stack([getattr(snapshot, name).cpu().numpy() for snapshot in snapshots])

    return {
        "steps": np.array([snapshot.step for snapshot in snapshots]),
        "sigma_in": np.array([snapshot.sigma for snapshot in snapshots]),
        "inputs": stack("inputs"),
        "outputs": stack("outputs"),
        "structures": stack("structure"),
    }


def _movie(frames: list[Frame]) -> dict[str, np.ndarray]:
    return {
        "step": np.array([frame.step for frame in frames]),
        "sigma": np.array([frame.sigma for frame in frames]),
        "structure": np.stack([frame.structure.numpy() for frame in frames]),
    }


def _write_table(path: Path, rows: list[dict[str, float]]) -> None:
    with atomic_file(path) as scratch, scratch.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def _device_name(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{platform.processor() or platform.machine()}, {torch.get_num_threads()} threads"
