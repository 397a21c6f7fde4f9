"""What the pages are about: the files that alignments, verdicts and trainings leave behind."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.errors import InputError
from groundwork.files import entry, read_object, require_lines

ALIGN, JUDGE, TRAIN = (f"make it again with `wormbrain {n}`" for n in ("align", "judge", "train"))
NUMBER = float | int


@dataclass(frozen=True)
class Verdict:
    """How far an alignment is from the known motion, in pixels; None where nothing was judged."""

    size: int  # px of the longer side
    median: float | None
    percentile_95: float | None
    unaligned: float | None  # the median without any alignment
    frames: np.ndarray  # [T] numbers
    error: np.ndarray  # [T] medians, NaN for lost frames


@dataclass(frozen=True)
class Alignment:
    """An aligned recording.

    Attributes:
        name: of its folder.
        video: before and after side by side.
        columns: of the table of its frames, as numbers [T]; NaN where there is none.
        verdict: against the known motion, if it is known.
    """

    name: str
    video: Path
    columns: Mapping[str, np.ndarray]
    verdict: Verdict | None

    @property
    def lost(self) -> int:
        """How many frames are lost."""
        return int(self.columns["lost"].sum())


@dataclass(frozen=True)
class Training:
    """A training of a network from one seed."""

    name: str
    seed: str
    columns: Mapping[str, np.ndarray]  # of history.csv
    run: dict[str, Any]  # run.json

    @property
    def validation(self) -> str:
        """The column of the validation loss that chose the network: the one after `loss`."""
        names = list(self.columns)
        return names[names.index("loss") + 1]


def read_alignment(folder: Path, verdicts: Mapping[str, Path]) -> Alignment:
    """An alignment and its verdict, if one of this name is given.

    Raises:
        InputError: a file is missing or broken.
    """
    columns = read_columns(folder / "frames.csv", ALIGN, ("frame", "ncc_before", "lost"))
    verdict = verdicts.get(folder.name)
    judged = read_verdict(verdict) if verdict else None
    return Alignment(folder.name, folder / "aligned.mp4", columns, judged)


def read_verdict(path: Path) -> Verdict:
    """A .json file of wormbrain.evaluation.truth."""
    found = read_object(path, JUDGE)
    try:
        error = entry(found, "error", dict)
        values = [entry(error, key, NUMBER | None) for key in ("median", "percentile_95")]
        unaligned = entry(entry(found, "unaligned", dict), "median", NUMBER | None)
        rows = entry(found, "frames", list)
        numbers = np.array([entry(row, "frame", int) for row in rows])
        medians = np.array([entry(row, "median", NUMBER | None) for row in rows], float)
        return Verdict(entry(found, "size", int), *values, unaligned, numbers, medians)
    except (ValueError, TypeError) as fault:
        raise InputError(f"{path}: {fault}; {JUDGE}") from None


def read_training(folder: Path) -> Training:
    """The training in a folder {network}/{seed}."""
    columns = read_columns(folder / "history.csv", TRAIN, ("step", "loss"))
    if list(columns)[-1] == "loss":
        raise InputError(f"{folder / 'history.csv'}: no validation loss; {TRAIN}")
    run = read_object(folder / "run.json", TRAIN)
    return Training(folder.parent.name, folder.name, columns, run)


def read_columns(path: Path, remedy: str, needed: Sequence[str]) -> dict[str, np.ndarray]:
    """The columns of a CSV file of numbers and truth values; an empty cell is NaN."""
    with require_lines(path, remedy).open(newline="", encoding="utf-8") as lines:
        header, *rows = csv.reader(lines)
    words = {"": "nan", "True": "1", "False": "0"}
    try:
        table = np.array([[float(words.get(cell, cell)) for cell in row] for row in rows])
        columns = dict(zip(header, table.T, strict=True))
    except ValueError:
        raise InputError(f"{path}: not a table of numbers; {remedy}") from None
    if missing := [name for name in needed if name not in columns]:
        raise InputError(f"{path}: no column {missing[0]}; {remedy}")
    return columns
