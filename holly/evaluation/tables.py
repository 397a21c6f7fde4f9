"""The paper's tables with our numbers beside: settings, and medians and spread of the results."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import atomic_file
from holly.results.evaluation import read_evaluation
from holly.results.folder import Results
from holly.results.run import Run, read_run

SETTINGS = {  # a name in the paper's tables and where a run says the same of itself
    "epochs": ("recipe", "epochs"),
    "learning_rate": ("recipe", "learning_rate"),
    "points": ("recipe", "points"),
    "optimiser": ("recipe", "optimiser"),
    "dropout": ("noise", "dropout"),
    "scatter": ("noise", "scatter"),
    "max_spawn": ("noise", "max_spawn"),
    "spawn_rate": ("noise", "spawn_rate"),
}
DISTANCES = ("rmsd", "coverage_rmsd", "random_rmsd")


@dataclass(frozen=True)
class Row:
    """A run of the paper, the experiment that repeats it, and what the paper says of it."""

    run: str
    experiment: str
    replicates: int
    paper: dict[str, float | str] = field(default_factory=dict)


def parse_rows(text: str) -> list[Row]:
    """Rows from JSON, a list of objects with run, experiment, replicates and paper.

    Raises:
        InputError: not such a list.
    """
    try:
        rows = [Row(**entry) for entry in json.loads(text)]
        if not rows:
            raise ValueError("give at least one row")
    except (TypeError, ValueError) as fault:
        raise InputError(f"--rows: {fault}") from None
    return rows


def write_table(
    results: Path, title: str, rows: Sequence[Row], output: Path, markdown: Path
) -> None:
    """Write a table as CSV, every number in a column of its own, and as Markdown, to be read.

    A setting is there as the paper prints it and as the runs were trained. Distances are in model
    units: the median, lowest and highest of the replicates, from results/evaluation.

    Raises:
        InputError: a run or its evaluation is missing or broken.
    """
    table = pd.DataFrame([_row(Results(results), row) for row in rows])
    with atomic_file(output) as scratch:
        table.to_csv(scratch, index=False)
    with atomic_file(markdown) as scratch:
        scratch.write_text(_markdown(title, table), encoding="utf-8")


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
    for name in DISTANCES:
        values = [value for one in found if (value := getattr(one, name)) is not None]
        for word, statistic in (("median", np.median), ("lowest", min), ("highest", max)):
            cells[f"{name} {word}"] = float(statistic(values)) if values else None
    cells["mirrored"] = sum(bool(one.mirrored) for one in found)
    return cells


def _trained(run: Run) -> dict[str, Any]:
    """The settings of a run by the paper's names."""
    noise = run.simulation.noise if run.simulation else None
    groups = {"recipe": run.recipe, "noise": noise}
    named = {
        name: getattr(groups[group], key)
        for name, (group, key) in SETTINGS.items()
        if groups[group] is not None
    }
    sigma = run.recipe.sigma
    return named | {"max_input_sigma": max(sigma), "min_input_sigma": min(sigma)}


def _markdown(title: str, table: pd.DataFrame) -> str:
    settings = [c.removesuffix(" (paper)") for c in table.columns if c.endswith(" (paper)")]
    heads = ["run", "experiment", *(name.replace("_", " ") for name in settings)]
    heads += ["RMSD, median (lowest to highest)", "coverage", "random cloud", "mirrored"]
    lines = [f"# {title}", "", _line(heads), _line(["---"] * len(heads))]
    for _, row in table.iterrows():
        cells = [str(row["run"]), str(row["experiment"])]
        cells += [_setting(row, name) for name in settings]
        spread = f" ({_number(row['rmsd lowest'])} to {_number(row['rmsd highest'])})"
        cells.append(_number(row["rmsd median"]) + (spread if row["replicates"] > 1 else ""))
        cells += [_number(row[f"{name} median"]) for name in ("coverage_rmsd", "random_rmsd")]
        cells.append(f"{row['mirrored']} of {row['replicates']}")
        lines.append(_line(cells))
    lines += [
        "",
        "Settings are the paper's; where ours differ, they follow in brackets. Distances are",
        "in model units, after alignment: from each point to the nearest true one (RMSD), the",
        "other way (coverage), and the RMSD of random clouds in the truth's bounding box. The",
        "paper prints its RMSDs inside its figures alone; its own random clouds had 0.17.",
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


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
