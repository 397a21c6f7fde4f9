"""Tables of all evaluations: a row per replicate, and a row per experiment."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from groundwork.errors import InputError
from groundwork.files import atomic_file
from holly.evaluation.agreement import THRESHOLDS
from holly.results.agreement import Agreement, read_agreement
from holly.results.evaluation import Evaluation, read_evaluation
from holly.results.reading import refusing
from holly.results.run import read_run
from holly.results.summary import read_summary

COLUMNS = [
    *("experiment", "replicate", "points", "rmsd", "coverage_rmsd", "assignment_rmsd"),
    *("random_rmsd", "random_coverage_rmsd", "mirrored", "nm_per_unit", "random_rmsd_spread"),
    *("random_clouds", "rank", "scale", "pose_error_degrees"),
]


def summarise(evaluations: Sequence[Path], output: Path, runs: Sequence[Path]) -> None:
    """Write a CSV with one row per replicate, sorted by experiment and replicate.

    The columns are COLUMNS, false_symmetry (its kind), kWh, then every number of the shapes as
    shape_… and truth_shape_….

    Args:
        evaluations: JSON files of `holly.evaluation.evaluate`.
        output: CSV file to write.
        runs: run.json of the replicates, {experiment}/{replicate}/run.json, for their energy.

    Raises:
        InputError: there are no evaluations, or a file is missing or broken.
    """
    if not evaluations:
        raise InputError(f"{output}: no evaluations to summarise; name at least one JSON file")
    energies = {(run.parts[-3], run.parts[-2]): read_run(run).kwh for run in runs}
    rows = sorted((_evaluation_row(read_evaluation(path)) for path in evaluations), key=_order)
    for row in rows:
        row["kWh"] = energies.get((row["experiment"], row["replicate"]))
    table = pd.DataFrame(rows)
    first = [*COLUMNS, "false_symmetry", "kWh"]
    shapes = [column for column in table.columns if column not in first]
    with atomic_file(output) as scratch:
        table[[*first, *sorted(shapes)]].to_csv(scratch, index=False)


def summarise_experiments(summary: Path, agreements: Sequence[Path], output: Path) -> None:
    """Write a CSV with one row per experiment.

    It has the median, minimum and maximum of each number of the replicates, and how far they
    agree.

    Args:
        summary: the table of `summarise`.
        agreements: one JSON file of holly.evaluation.agreement per experiment.
        output: CSV file to write.

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
    found = [_agreement_row(read_agreement(path)) for path in agreements]
    joined = rows.join(pd.DataFrame(found).set_index("experiment"))
    with atomic_file(output) as scratch:
        joined.sort_index().to_csv(scratch)


def _evaluation_row(evaluation: Evaluation) -> dict[str, object]:
    row = {column: getattr(evaluation, column) for column in COLUMNS}
    row["false_symmetry"] = (evaluation.false_symmetry or {}).get("kind")
    for name in ("shape", "truth_shape"):
        measures = getattr(evaluation, name) or {}
        row |= {f"{name}_{k}": v for k, v in measures.items() if not isinstance(v, list | dict)}
    return row


def _order(row: dict[str, object]) -> tuple[str, int, str]:
    replicate = str(row["replicate"])
    return str(row["experiment"]), len(replicate), replicate  # 2 before 10


def _agreement_row(found: Agreement) -> dict[str, Any]:
    row = {"experiment": found.experiment, "doubt": found.doubt, "best": found.best}
    for name, one in (("replicates", found.replicates), ("halves", found.halves)):
        row[f"{name}_distance"] = one and one.distance
        for threshold in THRESHOLDS:
            resolved = one and one.resolution.get(f"{threshold:g}")
            row[f"{name}_resolution_{threshold:g}"] = resolved
    return row
