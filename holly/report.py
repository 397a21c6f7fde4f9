"""One offline page of everything a workflow found: a table, the figures, settings and versions."""

import csv
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from holly.errors import InputError
from holly.figures.inputs import describe_shape, read_json
from holly.files import aside, require

PICTURES = {
    "overlay.png": "structure from three sides",
    "curves.png": "loss, sigma and chosen hypotheses through training",
    "pairs.png": "input images and the outputs drawn for them through training",
}
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
    rmsd: str
    random: str
    coverage: str
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


def write_report(results: Path, output: Path) -> None:
    """Write the page `output` (index.html) about a results folder.

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
        replicate = _replicate(row, results, output.parent, row is best.get(row["experiment"]))
        experiments.setdefault(replicate.experiment, []).append(replicate)
    environment = Environment(
        loader=PackageLoader("holly", "data"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("report.html.j2").render(experiments=experiments)
    with aside(output) as scratch:
        scratch.write_text(page + "\n", encoding="utf-8")


def _read_summary(path: Path) -> list[dict[str, str]]:
    remedy = "run the evaluation first"
    with require(path, remedy).open(newline="", encoding="utf-8") as lines:
        try:
            rows = list(csv.DictReader(lines, strict=True))
        except (csv.Error, UnicodeDecodeError) as fault:
            raise InputError(f"{path}: not a table ({fault}); {remedy}") from None
    for key in ("experiment", "replicate"):
        if not rows or not all(row.get(key) for row in rows):
            raise InputError(f"{path}: no rows with a column {key!r}; {remedy}")
    return rows


def _best(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """The row of lowest RMSD of each experiment that has several."""
    best = {}
    for name in {row["experiment"] for row in rows}:
        compared = [row for row in rows if row["experiment"] == name and _number(row, "rmsd")]
        if len(compared) > 1:
            best[name] = min(compared, key=lambda row: _number(row, "rmsd"))
    return best


def _replicate(row: dict[str, str], results: Path, page: Path, best: bool) -> Replicate:
    experiment, name = row["experiment"], row["replicate"]
    evaluation = _optional(results / "evaluation" / experiment / f"{name}.json") or {}
    run = _optional(results / "runs" / experiment / name / "run.json")
    figures = results / "figures" / experiment / name
    unit = evaluation.get("nm_per_unit")
    return Replicate(
        experiment=experiment,
        name=name,
        **{
            key: _length(_number(row, column), unit)
            for key, column in (
                ("rmsd", "rmsd"),
                ("random", "random_rmsd"),
                ("coverage", "coverage_rmsd"),
            )
        },
        mirrored={"true": "yes", "false": "no"}.get(row.get("mirrored", "").lower(), NONE),
        shape=describe_shape(evaluation.get("shape") or {}, unit),
        truth_shape=describe_shape(evaluation.get("truth_shape") or {}, unit),
        best=best,
        pictures=[Picture(n, text, _address(figures / n, page)) for n, text in PICTURES.items()],
        viewer=_address(figures / "viewer.html", page),
        settings=None if run is None else _flatten(run),
    )


def _optional(path: Path) -> dict[str, Any] | None:
    return read_json(path, "make it again") if path.exists() else None


def _address(path: Path, page: Path) -> str | None:
    """The address of a file relative to the folder of the page, or None if there is no file."""
    return quote(Path(os.path.relpath(path, page)).as_posix()) if path.is_file() else None


def _number(row: dict[str, str], key: str) -> float | None:
    try:
        value = float(row.get(key) or "nan")
    except ValueError:
        remedy = "run the evaluation again"
        raise InputError(f"summary.csv: {key} is {row[key]!r}, not a number; {remedy}") from None
    return None if value != value else value


def _length(value: float | None, nm_per_unit: float | None) -> str:
    if value is None:
        return NONE
    return f"{value:.3f} ({value * nm_per_unit:.1f} nm)" if nm_per_unit else f"{value:.3f}"


def _flatten(entries: dict[str, Any], before: str = "") -> dict[str, str]:
    flat = {}
    for key, value in entries.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{before}{key}.")
        else:
            flat[before + key] = f"{value:g}" if isinstance(value, float) else str(value)
    return flat
