"""Several random starts of one training, of which the one that fits its images best is kept."""

import shutil
from collections.abc import Sequence
from statistics import fmean

from groundwork.files import atomic_file, exclusive, full_disk_reported, write_json
from groundwork.record.run import total_energy
from groundwork.seeds import generator
from holly.results.history import read_history
from holly.results.run import read_run
from holly.training.train import RunFolder

JUDGED = 20  # a start is judged by the last of so many equal parts of its history


def seeds_of_starts(seed: int, starts: int) -> list[int]:
    """The seeds of the starts of a replicate; the first is the replicate's own."""
    others = range(2, starts + 1)
    return [seed, *(generator(seed, f"start {number}").initial_seed() % 2**31 for number in others)]


def end_loss(losses: Sequence[float]) -> float:
    """The loss per training image at the end of a training, from the losses of its history."""
    return fmean(losses[-max(1, len(losses) // JUDGED) :])


def keep_best(starts: Sequence[RunFolder], run: RunFolder) -> None:
    """Copy the results of the best of several finished starts into the folder of their run.

    run.json has the images and the energy of all starts, which were trained at the same time.

    Raises:
        InputError: a full disk, or another program that writes into the folder.
    """
    losses = [end_loss(read_history(start.files.history).loss) for start in starts]
    kept = losses.index(min(losses))
    records = [read_run(start.files.record) for start in starts]
    record = records[kept].entries | {
        "settings": run.settings,
        "images": sum(each.images for each in records),
        "seconds": max(each.seconds for each in records),
        "kWh": total_energy([each.kwh for each in records]),
        "parts": [part for each in records for part in each.entries["parts"]],
        "starts": {str(n): round(loss, 4) for n, loss in enumerate(losses, 1)},
        "kept_start": kept + 1,
    }
    with exclusive(run.path), full_disk_reported(run.path):
        for source, target in zip(starts[kept].files.outputs, run.files.outputs, strict=True):
            if target == run.files.record:
                write_json(target, record)
            else:
                with atomic_file(target) as scratch:
                    shutil.copyfile(source, scratch)
