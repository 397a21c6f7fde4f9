"""Tables of results: a row per replicate, a row per experiment, and the paper's own tables."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import atomic_file
from holly.results.agreement import THRESHOLDS, Agreement, read_agreement
from holly.results.evaluation import Evaluation, read_evaluation
from holly.results.folder import Results
from holly.results.reading import refusing
from holly.results.run import Run, read_run
from holly.results.summary import read_summary

COLUMNS = [  # of the table of replicates
    *("experiment", "replicate", "points", "rmsd", "coverage_rmsd", "assignment_rmsd"),
    *("random_rmsd", "random_coverage_rmsd", "mirrored", "nm_per_unit", "random_rmsd_spread"),
    *("random_clouds", "rank", "scale", "pose_error_degrees"),
    *("strays", "stray_limit", "rmsd_without_strays"),
]
# Settings that the paper's tables and our runs call the same.
RECIPE = ("epochs", "learning_rate", "points", "optimiser")
NOISE = ("dropout", "scatter", "max_spawn", "spawn_rate")
MEASURED = ("rmsd", "strays", "rmsd_without_strays", "coverage_rmsd", "random_rmsd")


def summarise(evaluations: Sequence[Path], output: Path, runs: Sequence[Path]) -> None:
    """Write a CSV with one row per evaluation, sorted by experiment and replicate.

    The columns are COLUMNS, false_symmetry (its kind), kWh, then every number of the shapes as
    shape_… and truth_shape_…. The energy is read from `runs`, {experiment}/{replicate}/run.json.

    Raises:
        InputError: there are no evaluations, or a file is missing or broken.
    """
    if not evaluations:
        raise InputError(f"{output}: no evaluations to summarise; name at least one JSON file")
    energies = {(run.parts[-3], run.parts[-2]): read_run(run).kwh for run in runs}
    found = [read_evaluation(path) for path in evaluations]
    found.sort(key=lambda one: (one.experiment, len(one.replicate), one.replicate))  # 2 before 10
    table = pd.DataFrame([_evaluation_row(one) for one in found])
    table["kWh"] = [energies.get((one.experiment, one.replicate)) for one in found]
    first = [*COLUMNS, "false_symmetry", "kWh"]
    shapes = [column for column in table.columns if column not in first]
    with atomic_file(output) as scratch:
        table[[*first, *sorted(shapes)]].to_csv(scratch, index=False)


def summarise_experiments(summary: Path, agreements: Sequence[Path], output: Path) -> None:
    """Write a CSV with one row per experiment, from the table of `summarise`.

    It has the median, minimum and maximum of each number over the replicates, and how far they
    agree, from one JSON file of holly.evaluation.agreement per experiment.

    Raises:
        InputError: a file is missing or broken.
    """
    table = read_summary(summary)
    with refusing(summary, "a summary of evaluations", "run the evaluation again"):
        numbers = table.select_dtypes(include="number").columns
        groups = table.groupby("experiment")
        rows = groups[list(numbers)].agg(["median", "min", "max"]).dropna(axis=1, how="all")
        rows.columns = [
            key if statistic == "median" else f"{key}_{statistic}"
            for key, statistic in rows.columns
        ]
        rows.insert(0, "replicates", groups.size())
        rows["mirrored_replicates"] = groups["mirrored"].agg(lambda column: column.eq(True).sum())
        rows["false_symmetries"] = groups["false_symmetry"].count()
    found = pd.DataFrame([_agreement_row(read_agreement(path)) for path in agreements])
    joined = rows.join(found.set_index("experiment"))
    with atomic_file(output) as scratch:
        joined.sort_index().to_csv(scratch)


@dataclass(frozen=True)
class Row:
    """A run of the paper, the experiment that repeats it, and what the paper says about it."""

    run: str
    experiment: str
    replicates: int
    paper: dict[str, float | str] = field(default_factory=dict)


def parse_rows(text: str) -> list[Row]:
    """Rows from a JSON list of objects with the fields of Row; InputError if it is none."""
    try:
        rows = [Row(**entry) for entry in json.loads(text)]
    except (TypeError, ValueError) as fault:
        raise InputError(f"--rows: {fault}") from None
    if not rows:
        raise InputError("--rows: give at least one row")
    return rows


def write_table(
    results: Path, title: str, rows: Sequence[Row], output: Path, markdown: Path
) -> None:
    """Write a table of the paper with our numbers, as CSV for programs and as Markdown to read.

    Settings are given as the paper prints them and as our runs were trained. Distances are the
    median, lowest and highest of the replicates, in model units.

    Raises:
        InputError: a run or its evaluation is missing or broken.
    """
    table = pd.DataFrame([_row(Results(results), row) for row in rows])
    with atomic_file(output) as scratch:
        table.to_csv(scratch, index=False)
    with atomic_file(markdown) as scratch:
        scratch.write_text(_markdown(title, table), encoding="utf-8")


def _evaluation_row(evaluation: Evaluation) -> dict[str, object]:
    row = {column: getattr(evaluation, column) for column in COLUMNS}
    row["false_symmetry"] = (evaluation.false_symmetry or {}).get("kind")
    for name in ("shape", "truth_shape"):
        measures = getattr(evaluation, name) or {}
        row |= {f"{name}_{k}": v for k, v in measures.items() if not isinstance(v, list | dict)}
    return row


def _agreement_row(found: Agreement) -> dict[str, Any]:
    row = {"experiment": found.experiment, "doubt": found.doubt, "best": found.best}
    for name, one in (("replicates", found.replicates), ("halves", found.halves)):
        row[f"{name}_distance"] = one and one.distance
        for key in THRESHOLDS:
            row[f"{name}_resolution_{key}"] = one and one.resolution.get(key)
    return row


def _row(results: Results, row: Row) -> dict[str, Any]:
    trained = _trained(read_run(results.run(row.experiment, 1).record))
    found = [
        read_evaluation(results.evaluation(row.experiment, replicate))
        for replicate in range(1, row.replicates + 1)
    ]
    cells: dict[str, Any] = {"run": row.run, "experiment": row.experiment}
    for name, value in row.paper.items():
        cells[f"{name} (paper)"] = value
        if name in trained:
            cells[f"{name} (ours)"] = trained[name]
    cells["replicates"] = row.replicates
    for name in MEASURED:
        values = [value for one in found if (value := getattr(one, name)) is not None]
        for word, statistic in (("median", np.median), ("lowest", min), ("highest", max)):
            cells[f"{name} {word}"] = float(statistic(values)) if values else None
    cells["mirrored"] = sum(bool(one.mirrored) for one in found)
    return cells


def _trained(run: Run) -> dict[str, Any]:
    """The settings of a run by the paper's names."""
    named = {name: getattr(run.recipe, name) for name in RECIPE}
    if run.simulation and not run.simulation.smlm:
        named |= {name: getattr(run.simulation.noise, name) for name in NOISE}
    sigma = run.recipe.sigma
    return named | {"max_input_sigma": max(sigma), "min_input_sigma": min(sigma)}


def _markdown(title: str, table: pd.DataFrame) -> str:
    settings = [c.removesuffix(" (paper)") for c in table.columns if c.endswith(" (paper)")]
    heads = ["run", "experiment", *(name.replace("_", " ") for name in settings)]
    heads += ["RMSD, median (lowest to highest)", "strays", "RMSD without strays"]
    heads += ["coverage", "random cloud", "mirrored"]
    lines = [f"# {title}", "", _line(heads), _line(["---"] * len(heads))]
    for _, row in table.iterrows():
        cells = [str(row["run"]), str(row["experiment"])]
        cells += [_setting(row, name) for name in settings]
        spread = f" ({_number(row['rmsd lowest'])} to {_number(row['rmsd highest'])})"
        cells.append(_number(row["rmsd median"]) + (spread if row["replicates"] > 1 else ""))
        cells.append(_share(row["strays median"]))
        cells += [_number(row[f"{name} median"]) for name in MEASURED[2:]]
        cells.append(f"{row['mirrored']} of {row['replicates']}")
        lines.append(_line(cells))
    lines += [
        "",
        "Settings are the paper's; where ours differ, they follow in brackets. Distances are",
        "in model units, after alignment: from each point to the nearest true one (RMSD), the",
        "other way (coverage), and the RMSD of random clouds in the truth's bounding box. Strays",
        "are points further from the truth than its radius (medians over the replicates). The",
        "paper prints its RMSDs inside its figures only; its own random clouds had 0.17.",
    ]
    return "\n".join(lines) + "\n"


def _setting(row: Mapping[str, Any], name: str) -> str:
    paper, ours = row[f"{name} (paper)"], row.get(f"{name} (ours)")
    if paper is None or paper != paper:  # a run of which the paper's table does not say it
        return ""
    same = ours is None or ours == paper
    return _plain(paper) if same else f"{_plain(paper)} ({_plain(ours)})"


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _number(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.3f}"


def _share(value: float | None) -> str:
    return "–" if value is None or value != value else f"{100 * value:.3g} %"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
