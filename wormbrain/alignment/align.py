"""Align a recording to one of its frames, and write all that a lab needs of it."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

import wormbrain
from groundwork.errors import InputError
from groundwork.files import checksum, exclusive, full_disk_reported
from groundwork.loop.checkpoint import Checkpoint
from groundwork.loop.turns import StandardError, Work, take_turns, to_the_end
from wormbrain.alignment.follow import GRID, Following, Row
from wormbrain.alignment.resample import write_aligned, write_tiff
from wormbrain.alignment.target import most_typical
from wormbrain.alignment.transformations import Transformations
from wormbrain.alignment.video import write_video
from wormbrain.frames.points import shown, write_rows
from wormbrain.frames.recording import Recording
from wormbrain.matching.prepared import SMALLEST
from wormbrain.networks.saved import load_network


def align(
    source: Path,
    output: Path,
    *,
    target: int | None = None,
    previous: bool = False,
    network: Path | None = None,
    replace: bool = False,
) -> None:
    """Align all frames of a recording to one.

    The folder gets transformations.h5, frames.csv, aligned.h5, aligned.tif and aligned.mp4. An
    interrupted alignment continues where its last checkpoint was, and ends with the same bytes.

    Args:
        source: the recording.h5.
        output: folder.
        target: the number of the frame to align to; by default the most typical one.
        previous: align each frame to the previous aligned one; this drifts, and is for comparison.
        network: a network.pt whose match competes where one is searched.
        replace: start over where the checkpoint cannot be continued.

    Raises:
        InputError: bad input; a checkpoint of another alignment; a full disk.
        SystemExit: SIGTERM arrived; the checkpoint holds every map that was found.
    """
    with (
        one_thread(),
        Recording(source) as recording,
        exclusive(output),
        full_disk_reported(output),
    ):
        _require_size(recording)
        index = most_typical(recording) if target is None else recording.index(target)
        settings = {
            "recording": checksum(source),
            "target": index,
            "previous": previous,
            "network": checksum(network) if network else None,
        }
        checkpoint = Checkpoint(
            output / "checkpoint.pt",
            settings,
            version=f"wormbrain {wormbrain.__version__}",
            replace=replace,
        )
        work = _follow(recording, index, checkpoint, previous=previous, network=network)
        found = Transformations(
            recording.size, GRID, work.maps, recording.number, int(recording.number[index])
        )
        found.write(output / "transformations.h5")
        write_table(output / "frames.csv", Row, sorted(work.rows, key=lambda row: row.frame))
        write_aligned(recording, found, output / "aligned.h5")
        with Recording(output / "aligned.h5") as aligned:
            write_tiff(aligned, output / "aligned.tif")
            write_video(recording, aligned, found.lost, output / "aligned.mp4")


def _require_size(recording: Recording) -> None:
    height, width = recording.size
    if min(recording.size) < SMALLEST:
        raise InputError(
            f"{recording.path}: frames of {height} x {width} pixels are too small to be aligned; "
            f"give {SMALLEST} x {SMALLEST} or more"
        )


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch use one thread: sums over several depend on how many there are.

    The images are too small to gain from more.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def write_table(path: Path, kind: type, rows: Sequence[Any]) -> None:
    """Write one line for each frame, a dataclass of this kind; what is not known is empty."""
    cells = ([_cell(value) for value in astuple(row)] for row in rows)
    write_rows(path, [field.name for field in fields(kind)], cells)


def _cell(value: float | int | bool | str) -> str:
    if isinstance(value, str):
        return value
    return shown(value) if isinstance(value, float) else str(int(value))


def _follow(
    recording: Recording,
    target: int,
    checkpoint: Checkpoint,
    *,
    previous: bool,
    network: Path | None,
) -> Following:
    """Find the maps of all frames, from the checkpoint on if there is one."""
    loaded = load_network(network) if network else None
    work = Following(recording, target, previous=previous, network=loaded)
    carry_out(work, checkpoint, "maps")
    return work


def carry_out(work: Work, checkpoint: Checkpoint, what: str) -> None:
    """Do the steps of work that its checkpoint does not hold yet, and show them as a bar.

    Args:
        work: as of groundwork.loop.turns; its `progress` is called after each step.
        checkpoint: where it is saved now and then, and at the end.
        what: is done, a word or two.
    """
    checkpoint.load(work)
    bar = tqdm(
        desc=what,
        total=work.steps,
        initial=work.step,
        unit="frame",
        file=StandardError(),
        dynamic_ncols=True,
    )
    with closing(bar):
        work.progress = bar.update
        take_turns([to_the_end(work, checkpoint)])
