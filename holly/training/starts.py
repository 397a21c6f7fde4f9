"""Several random starts of one training, of which the one that fits its images best is kept.

Where images are few and incomplete, where a training ends depends on where it began, and the
images alone tell which end is right: by the loss there (docs/accuracy.md has what it gains).
"""

import shutil
from collections.abc import Sequence

import numpy as np

from groundwork.files import atomic_file, exclusive, full_disk_reported, write_json
from groundwork.record.run import total_energy
from groundwork.seeds import generator
from holly.results.history import read_history
from holly.results.run import read_run
from holly.training.run_folder import RunFolder

JUDGED = 20  # the loss of a start is the mean over this share of its history, the last


def seeds_of_starts(seed: int, starts: int) -> list[int]:
    """The seeds that the starts of a replicate draw from; the first is the replicate's own."""
    others = range(2, starts + 1)
    return [seed, *(generator(seed, f"start {number}").initial_seed() % 2**31 for number in others)]


def end_loss(losses: np.ndarray) -> float:
    """The loss per training image at the end of a training, from the losses [R] of its history."""
    last = losses[-max(1, len(losses) // JUDGED) :]
    return float(sum(last) / len(last))


def keep_best(starts: Sequence[RunFolder], run: RunFolder) -> None:
    """Copy the files of the best of the finished starts into the folder of their run.

    run.json counts the images and the energy of all starts, which were trained at the same time.

    Raises:
        InputError: a full disk; another program at work in the folder.
    """
    losses = [end_loss(read_history(start.files.history).loss) for start in starts]
    best = losses.index(min(losses))
    records = [read_run(start.files.record) for start in starts]
    totals = {
        "settings": run.settings,
        "images": sum(record.images for record in records),
        "seconds": max(record.seconds for record in records),
        "kWh": total_energy([record.kwh for record in records]),
        "parts": [part for record in records for part in record.entries["parts"]],
        "starts": {str(n): round(loss, 4) for n, loss in enumerate(losses, 1)},
        "kept_start": best + 1,
    }
    kept = starts[best].files
    with exclusive(run.path), full_disk_reported(run.path):
        for ours, its in zip(run.files.outputs, kept.outputs, strict=True):
            if its == kept.record:
                write_json(ours, records[best].entries | totals)
            else:
                with atomic_file(ours) as scratch:
                    shutil.copyfile(its, scratch)
