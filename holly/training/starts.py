"""Several random starts of one training, of which the one that fits its images best is kept.

Where images are few and incomplete, where a training ends depends on where it began, and the
images alone tell which end is right: by the loss there (docs/accuracy.md has what it gains).
"""

import csv
import json
import shutil
from collections.abc import Mapping, Sequence

from groundwork.files import atomic_file, exclusive, full_disk_reported
from groundwork.seeds import generator
from holly.training.run_folder import OUTPUTS, RunFolder, read_run

JUDGED = 20  # the loss of a start is the mean over this share of its history, the last


def seeds_of_starts(seed: int, starts: int) -> list[int]:
    """The seeds that the starts of a replicate draw from; the first is the replicate's own."""
    others = range(2, starts + 1)
    return [seed, *(generator(seed, f"start {number}").initial_seed() % 2**31 for number in others)]


def end_loss(rows: Sequence[Mapping[str, float | str]]) -> float:
    """The loss of a training image at the end of training, whose history is these rows."""
    last = rows[-max(1, len(rows) // JUDGED) :]
    return sum(float(row["loss"]) for row in last) / len(last)


def keep_best(starts: Sequence[RunFolder], run: RunFolder) -> None:
    """Copy what the best of finished starts has left behind into the folder of their run.

    run.json counts the images and the energy of all starts, which were trained at the same time.

    Raises:
        InputError: a full disk; another program at work in the folder.
    """
    losses = [_end_loss(start) for start in starts]
    best = starts[losses.index(min(losses))]
    every = [read_run(start.path) for start in starts]
    energies = [about["kWh"] for about in every]
    about = read_run(best.path) | {
        "settings": run.settings,
        "images": sum(about["images"] for about in every),
        "seconds": max(about["seconds"] for about in every),
        "kWh": None if None in energies else float(f"{sum(energies):.4g}"),
        "parts": [part for about in every for part in about["parts"]],
        "starts": {str(n): round(loss, 4) for n, loss in enumerate(losses, 1)},
        "kept_start": losses.index(min(losses)) + 1,
    }
    with exclusive(run.path), full_disk_reported(run.path):
        for name in OUTPUTS:
            with atomic_file(run.path / name) as scratch:
                if name == "run.json":
                    scratch.write_text(json.dumps(about, indent=2, sort_keys=True) + "\n")
                else:
                    shutil.copyfile(best.path / name, scratch)


def _end_loss(start: RunFolder) -> float:
    with (start.path / "history.csv").open(newline="") as file:
        return end_loss(list(csv.DictReader(file)))
