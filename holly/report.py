"""One offline page of everything a workflow found: a table, the figures, settings and versions."""

import csv
import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from holly.errors import InputError
from holly.figures.inputs import describe_shape, length, read_evaluation, read_json
from holly.files import require
from holly.pages import write_page

PICTURES = {
    "overlay.png": "structure from three sides",
    "curves.png": "loss, sigma and chosen hypotheses through training",
    "pairs.png": "input images and the outputs drawn for them through training",
}
RMSDS = ["rmsd", "random_rmsd", "coverage_rmsd"]
NONE = "–"


@dataclass(frozen=True)
class Picture:
    """A figure of the page; `address` is relative to the page, None where there is no file."""

    name: str
    text: str
    address: str | None


@dataclass(frozen=True)
class Replicate:
    """A row of the table and its figures, in words."""

    experiment: str
    name: str
    rmsds: list[str]  # one a column of RMSDS
    mirrored: str
    shape: list[str]
    truth_shape: list[str]
    best: bool
    pictures: list[Picture]
    viewer: str | None
    settings: dict[str, str] | None  # of run.json, nested keys joined by dots

    @property
    def anchor(self) -> str:
        """Where the replicate is on the page."""
        return f"{self.experiment}/{self.name}"


def write_report(results: Path, output: Path, *, sheets: Sequence[Path] = ()) -> None:
    """Write the page `output` (index.html) about a results folder.

    `sheets` are pictures of the particles of measured data sets, {dataset}.png; a page beside
    one, {dataset}.html, is where they can be accepted and rejected.

    Reads evaluation/summary.csv, and for each of its rows evaluation/{experiment}/
    {replicate}.json, runs/{experiment}/{replicate}/run.json and the figures under
    figures/{experiment}/{replicate}/. Figures are linked relatively, so that the results folder
    can be moved as a whole; where one of these files is missing, the page says so.

    Raises:
        InputError: there is no summary, or a file that exists is broken.
    """
    results, output = Path(results), Path(output)
    rows = _read_summary(results / "evaluation" / "summary.csv")
    best = _best(rows)
    experiments: dict[str, list[Replicate]] = {}
    for row in rows:
        replicate = _replicate(row, results, output.parent, any(row is b for b in best))
        experiments.setdefault(replicate.experiment, []).append(replicate)
    text = "particles accepted and rejected"
    datasets = [
        (
            Picture(sheet.stem, text, _address(sheet, output.parent)),
            _address(sheet.with_suffix(".html"), output.parent),
        )
        for sheet in sheets
    ]
    write_page(output, "report.html.j2", experiments=experiments, datasets=datasets)


def _read_summary(path: Path) -> list[dict[str, Any]]:
    """Rows of the summary, their RMSDs as numbers or None."""
    remedy = "run the evaluation again"
    with require(path, "run the evaluation first").open(newline="", encoding="utf-8") as lines:
        try:
            rows = list(csv.DictReader(lines, strict=True))
            for row, column in itertools.product(rows, RMSDS):
                row[column] = float(row[column]) if row.get(column) else None
        except (csv.Error, ValueError) as fault:
            raise InputError(f"{path}: not a table of RMSDs ({fault}); {remedy}") from None
    if not rows or not all(row.get(key) for row in rows for key in ("experiment", "replicate")):
        raise InputError(f"{path}: no rows that name experiment and replicate; {remedy}")
    return rows


def _best(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The row of lowest RMSD of each experiment that has several."""
    compared: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["rmsd"] is not None:
            compared.setdefault(row["experiment"], []).append(row)
    return [min(c, key=lambda row: row["rmsd"]) for c in compared.values() if len(c) > 1]


def _replicate(row: dict[str, Any], results: Path, page: Path, best: bool) -> Replicate:
    experiment, name = row["experiment"], row["replicate"]
    evaluation = results / "evaluation" / experiment / f"{name}.json"
    found = read_evaluation(evaluation) if evaluation.exists() else None
    unit = found.nm_per_unit if found else None
    run = results / "runs" / experiment / name / "run.json"
    figures = results / "figures" / experiment / name
    return Replicate(
        experiment=experiment,
        name=name,
        rmsds=[NONE if row[column] is None else length(row[column], unit) for column in RMSDS],
        mirrored={"True": "yes", "False": "no"}.get(row.get("mirrored"), NONE),
        shape=describe_shape(found.shape or {}, unit) if found else [],
        truth_shape=describe_shape(found.truth_shape or {}, unit) if found else [],
        best=best,
        pictures=[Picture(n, text, _address(figures / n, page)) for n, text in PICTURES.items()],
        viewer=_address(figures / "viewer.html", page),
        settings=_flatten(read_json(run, "train again")) if run.exists() else None,
    )


def _address(path: Path, page: Path) -> str | None:
    """The address of a file relative to the folder of the page, or None if there is no file."""
    return quote(Path(os.path.relpath(path, page)).as_posix()) if path.is_file() else None


def _flatten(entries: dict[str, Any], before: str = "") -> dict[str, str]:
    flat = {}
    for key, value in entries.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{before}{key}.")
        else:
            flat[before + key] = f"{value:g}" if isinstance(value, float) else str(value)
    return flat
