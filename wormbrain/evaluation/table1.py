"""Table I of the report: the validation losses of its networks, as they were trained here."""

import csv
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from groundwork.errors import InputError
from groundwork.files import atomic_file, entry, read_object

REMEDY = "train it with `python -m wormbrain train`"
PREFIX = "table1-"  # of the folders in which the rows are trained
COLUMNS = (
    *("row", "seeds", "validation_mean", "validation_lowest", "validation_highest"),
    *("identity", "learnt_parameters", "seconds"),
)
TITLES = ("network", "seeds", "validation loss", "range", "no change", "learnt", "seconds")


@dataclass(frozen=True)
class Row:
    """A network of the table, trained from several seeds.

    Attributes:
        name: of the network.
        losses: the lowest validation grid loss of each training.
        identity: the validation loss of predicting no change, which any network must beat.
        learnt_parameters: how many numbers are learnt.
        seconds: of one training, on average.
    """

    name: str
    losses: list[float]
    identity: float
    learnt_parameters: int
    seconds: float

    def cells(self) -> tuple[str | int | float, ...]:
        """The values of COLUMNS."""
        losses = (statistics.mean(self.losses), min(self.losses), max(self.losses))
        return (
            *(self.name, len(self.losses), *losses),
            *(self.identity, self.learnt_parameters, round(self.seconds, 1)),
        )

    def words(self) -> tuple[str, ...]:
        """The values of TITLES."""
        spread = f"{min(self.losses):.4f} to {max(self.losses):.4f}"
        return (
            *(self.name, str(len(self.losses)), f"{statistics.mean(self.losses):.4f}", spread),
            *(f"{self.identity:.4f}", f"{self.learnt_parameters:,}", f"{self.seconds:,.0f}"),
        )


def write_table(runs: Sequence[Path], output: Path, markdown: Path) -> None:
    """Write the table as CSV and as Markdown, a row per network.

    Args:
        runs: folders of trainings, {network}/{seed}.
        output: the .csv file.
        markdown: the .md file.

    Raises:
        InputError: a run.json is missing, broken, or of another kind of recipe.
    """
    rows = read_rows(runs)
    with atomic_file(output) as scratch, scratch.open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *(row.cells() for row in rows)])
    lines = [TITLES, ("---", *("--:" for _ in TITLES[1:])), *(row.words() for row in rows)]
    with atomic_file(markdown) as scratch:
        scratch.write_text("".join(f"| {' | '.join(line)} |\n" for line in lines))


def read_rows(runs: Sequence[Path]) -> list[Row]:
    """The rows of trainings in folders {network}/{seed}, in their order."""
    by_name: dict[str, list[Path]] = {}
    for folder in runs:
        by_name.setdefault(folder.parent.name.removeprefix(PREFIX), []).append(folder)
    return [_row(name, folders) for name, folders in by_name.items()]


def _row(name: str, folders: Sequence[Path]) -> Row:
    found = []
    for folder in folders:
        run = read_object(folder / "run.json", REMEDY)
        try:
            best = entry(entry(run, "best", dict), "validation", float | int)
            known = (entry(run, "identity", float | int), entry(run, "learnt_parameters", int))
            found.append((best, *known, entry(run, "seconds", float | int)))
        except ValueError as fault:
            raise InputError(f"{folder / 'run.json'}: {fault}; {REMEDY}") from None
    losses, identity, parameters, seconds = zip(*found, strict=True)
    return Row(name, list(losses), identity[0], parameters[0], statistics.mean(seconds))
