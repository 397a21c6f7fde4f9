"""The folder of one training: its checkpoint meanwhile, its results afterwards."""

import csv
import io
import platform
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

import wormbrain
from groundwork.files import atomic_file, write_json
from groundwork.loop.checkpoint import Checkpoint
from groundwork.record.run import describe_run
from wormbrain.networks.saved import SavedNetwork
from wormbrain.training.auxiliary import AUXILIARY
from wormbrain.training.trainer import Trainer


@dataclass(frozen=True)
class RunFolder:
    """Where the files of a training go.

    Args:
        path: the folder.
        kind: the kind of network, a key of wormbrain.networks.saved.KINDS.
        network: the settings from which the network is built again.
        settings: everything that decides the result; a checkpoint is continued only with the same.
        facts: what else run.json says about this training.
        replace: start over where the checkpoint cannot be continued.
    """

    path: Path
    kind: str
    network: dict[str, Any]
    settings: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)
    replace: bool = False

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint of the training."""
        return Checkpoint(
            self.path / "checkpoint.pt",
            self.settings,
            version=f"wormbrain {wormbrain.__version__}",
            replace=self.replace,
        )

    def write_results(self, trainer: Trainer) -> None:
        """Write history.csv, network.pt (the best network) and run.json.

        Raises:
            InputError: the disk is full.
        """
        _write_table(self.path / "history.csv", trainer.rows)
        kept = {n: t for n, t in trainer.best.items() if not n.startswith(f"{AUXILIARY}.")}
        SavedNetwork(self.kind, self.network, kept).write(self.path / "network.pt")
        versions = {
            "wormbrain": wormbrain.__version__,
            "python": platform.python_version(),
            "torch": torch.__version__,
        }
        record = describe_run(self.settings, trainer.parts, _name(trainer.device), versions)
        write_json(self.path / "run.json", record | self.facts | {"best": trainer.best_row})


def _write_table(path: Path, rows: list[dict[str, float]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    with atomic_file(path) as scratch:
        scratch.write_text(text.getvalue(), encoding="utf-8", newline="")


def _name(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{platform.processor() or platform.machine()}, {torch.get_num_threads()} threads"
