"""What trainings and alignments say about themselves: their tables as columns."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.errors import InputError
from groundwork.files import read_object, require_lines

REMEDY = "make it again with `wormbrain train`"


@dataclass(frozen=True)
class Training:
    """A training of a network from one seed."""

    name: str
    seed: str
    columns: Mapping[str, np.ndarray]  # of history.csv
    run: Mapping[str, Any]  # run.json

    @property
    def validation(self) -> str:
        """The column of the validation loss that chose the network: the one after `loss`."""
        names = list(self.columns)
        return names[names.index("loss") + 1]


def read_training(folder: Path) -> Training:
    """The training in a folder {network}/{seed}.

    Raises:
        InputError: a file is missing or broken.
    """
    columns = read_columns(folder / "history.csv", REMEDY, ("step", "loss"))
    if list(columns)[-1] == "loss":
        raise InputError(f"{folder / 'history.csv'}: no validation loss; {REMEDY}")
    run = read_object(folder / "run.json", REMEDY)
    return Training(folder.parent.name, folder.name, columns, run)


def by_network(folders: Sequence[Path]) -> dict[str, list[Training]]:
    """The trainings in folders {network}/{seed}, by network, in their order."""
    found: dict[str, list[Training]] = {}
    for folder in folders:
        found.setdefault(folder.parent.name, []).append(read_training(folder))
    return found


def read_columns(
    path: Path, remedy: str, needed: Sequence[str], words: Sequence[str] = ()
) -> dict[str, np.ndarray]:
    """The columns of a CSV file: numbers, NaN where a cell is empty, and words.

    Args:
        path: the file.
        remedy: for messages.
        needed: columns that must be there.
        words: those that hold no numbers.

    Raises:
        InputError: the file is missing or broken, or lacks a column.
    """
    try:
        with require_lines(path, remedy).open(newline="", encoding="utf-8") as lines:
            header, *rows = csv.reader(lines)
        cells = dict(zip(header, zip(*rows, strict=True), strict=True))
        columns = {
            name: np.array(column, str)
            if name in words
            else np.array([float(cell or "nan") for cell in column])
            for name, column in cells.items()
        }
    except (ValueError, csv.Error):
        raise InputError(f"{path}: not a table of numbers; {remedy}") from None
    if missing := [name for name in needed if name not in columns]:
        raise InputError(f"{path}: no column {missing[0]}; {remedy}")
    return columns
