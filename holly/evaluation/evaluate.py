"""How near a reconstructed structure is to the truth, or to the shape it should have."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import atomic_file, without_nan, write_json
from holly.data.clouds import read_cloud
from holly.evaluation.registration import apply, assignment_rmsd, pair, register
from holly.evaluation.shapes import LENGTHS, SHAPES, Shape, intervals
from holly.evaluation.symmetry import false_symmetry
from holly.results.evaluation import Evaluation, read_evaluation
from holly.results.folder import RunFiles
from holly.results.run import read_run

DISTANCES = ["rmsd", "coverage_rmsd", "assignment_rmsd", "random_rmsd", "random_coverage_rmsd"]
JUDGEMENTS = ["random_rmsd_spread", "random_clouds", "rank", "scale", "pose_error_degrees"]
COLUMNS = [
    *("experiment", "replicate", "points", *DISTANCES, "mirrored", "nm_per_unit"),
    *JUDGEMENTS,
]
RANDOM_CLOUDS = 20


def evaluate(
    structure: Path,
    output: Path | None = None,
    *,
    experiment: str,
    replicate: str,
    truth: Path | None = None,
    run: Path | None = None,
    nm_per_unit: float | None = None,
    shape: str | None = None,
    random_clouds: int = RANDOM_CLOUDS,
    seed: int = 0,
) -> dict[str, Any]:
    """Align a structure to its truth, measure both, and write the numbers as JSON.

    docs/evaluation.md defines every number. Distances are root mean squares in model units, after
    the alignment of `holly.evaluation.registration`. What needs a
    truth, or a true pose, is null without.

    Args:
        structure: cloud to judge.
        output: JSON file to write, if any.
        experiment: its name, kept in the file.
        replicate: its name, kept in the file.
        truth: true cloud, model units.
        run: the folder of the run that made the structure, for the error of its poses.
        nm_per_unit: scale; shapes are in nm if it is given, otherwise in model units.
        shape: a key of holly.evaluation.shapes.SHAPES to fit to structure and truth.
        random_clouds: random clouds of the baseline.
        seed: of the random clouds.

    Returns:
        What is written.

    Raises:
        InputError: a cloud that cannot be read, an unknown shape, a scale or count below zero.
    """
    fit = _shape(shape, nm_per_unit)
    if random_clouds < 1:
        raise InputError(f"random_clouds {random_clouds}: give at least one random cloud")
    points = read_cloud(structure)
    true_points = None if truth is None else read_cloud(truth)
    measured = fit(points)
    if shape is not None and measured is not None:
        measured["interval"] = intervals(shape, points * (nm_per_unit or 1.0))
    result = {
        "experiment": experiment,
        "replicate": replicate,
        "points": len(points),
        "nm_per_unit": nm_per_unit,
        "shape": measured,
        "truth_shape": None if true_points is None else fit(true_points),
        **dict.fromkeys([*DISTANCES, *JUDGEMENTS, "mirrored", "transform", "false_symmetry"]),
    }
    if truth is not None and true_points is not None:
        result |= compare(points, true_points, random_clouds=random_clouds, seed=seed)
        if run is not None:
            from holly.evaluation.pose_error import (
                pose_error_degrees,  # needs torch, slow to import
            )

            angles = pose_error_degrees(RunFiles(run), truth, np.array(result["transform"]))
            result["pose_error_degrees"] = None if angles is None else float(np.median(angles))
    result = without_nan(result)
    if output is not None:
        write_json(output, result)
    return result


def compare(
    points: np.ndarray, truth: np.ndarray, *, random_clouds: int = RANDOM_CLOUDS, seed: int = 0
) -> dict[str, Any]:
    """The numbers of `evaluate` about points [N, 3] and a truth [M, 3]."""
    found = register(points, truth)
    aligned = apply(found, points)
    false = false_symmetry(aligned, truth)
    rng = np.random.default_rng(seed)
    low, high = truth.min(0), truth.max(0)
    clouds = [register(rng.uniform(low, high, points.shape), truth) for _ in range(random_clouds)]
    rmsds = np.array([cloud.rmsd for cloud in clouds])
    return {
        "rmsd": found.rmsd,
        "coverage_rmsd": found.coverage,
        "assignment_rmsd": assignment_rmsd(aligned, truth),
        "mirrored": bool(found.mirrored),
        "transform": found.transform.tolist(),
        "scale": best_scale(aligned, truth),
        "random_rmsd": float(rmsds.mean()),
        "random_rmsd_spread": float(rmsds.std(ddof=1)) if random_clouds > 1 else None,
        "random_coverage_rmsd": float(np.mean([cloud.coverage for cloud in clouds])),
        "random_clouds": random_clouds,
        "rank": float((1 + (rmsds <= found.rmsd).sum()) / (1 + random_clouds)),
        "false_symmetry": asdict(false) | {"sentence": false.sentence} if false else None,
    }


def best_scale(aligned: np.ndarray, truth: np.ndarray) -> float:
    """The factor about its mean that brings aligned points [N, 3] nearest to the truth [M, 3].

    Least squares over the one-to-one pairs; 1 for a cloud without extent, which no factor helps.
    """
    own, true = pair(aligned, truth)
    own, true = own - own.mean(0), true - true.mean(0)
    square = np.square(own).sum()
    return float((own * true).sum() / square) if square > 0 else 1.0


def describe(result: dict[str, Any]) -> str:
    """The result of `evaluate` as a table to read: a name, a value and what it is on each line."""
    unit = result["nm_per_unit"]

    def length(value: float) -> str:
        return f"{value:.4f}" + (f" ({value * unit:.1f} nm)" if unit else "")

    rows = [("points", str(result["points"]), "of the structure")]
    if result["rmsd"] is not None:
        spread = result["random_rmsd_spread"]
        around = "" if spread is None else f" ± {spread:.4f}"
        clouds = result["random_clouds"]
        rows += [
            ("rmsd", length(result["rmsd"]), "structure to nearest truth, the paper's"),
            ("coverage", length(result["coverage_rmsd"]), "truth to nearest structure"),
            ("one to one", length(result["assignment_rmsd"]), "under the best pairing"),
            ("random cloud", length(result["random_rmsd"]) + around, f"rmsd of {clouds}"),
            ("rank", f"{result['rank']:.3f}", "share of random clouds as good, at most"),
            ("hand", "mirrored" if result["mirrored"] else "as it is", "which fits better"),
            ("scale", f"{result['scale']:.3f}", "factor that fits best; 1 is the truth's size"),
        ]
    if result["pose_error_degrees"] is not None:
        rows.append(("pose error", f"{result['pose_error_degrees']:.1f}°", "median of the images"))
    for name, shape in (("", result["shape"]), ("true ", result["truth_shape"])):
        rows += _shape_rows(name, shape or {}, "nm" if unit else "model units")
    lines = [f"{name:22} {value:24} {what}".rstrip() for name, value, what in rows]
    if result["false_symmetry"]:
        lines.append(result["false_symmetry"]["sentence"])
    return "\n".join(lines)


def _shape_rows(before: str, shape: dict[str, Any], unit: str) -> Iterator[tuple[str, str, str]]:
    interval = shape.get("interval") or {}
    for key in LENGTHS:
        if key in shape:
            about = ""
            if interval.get(key):
                about = "{:.4g} to {:.4g} in 95 % of resamplings".format(*interval[key])
            yield before + key.replace("_", " "), f"{shape[key]:.4g} {unit}", about


def summarise(files: Sequence[Path], output: Path, runs: Sequence[Path] = ()) -> None:
    """Write a CSV with one row a file of `evaluate`, sorted by experiment and replicate.

    The columns are COLUMNS, false_symmetry (its kind), kWh, then every scalar of the shapes as
    shape_… and truth_shape_….

    Args:
        files: what `evaluate` wrote.
        output: CSV file to write.
        runs: run.json of the replicates, {experiment}/{replicate}/run.json, for their energy.

    Raises:
        InputError: no files, or one that `evaluate` or a training did not write.
    """
    if not files:
        raise InputError(f"{output}: no evaluations to summarise; name at least one JSON file")
    energies = {(run.parts[-3], run.parts[-2]): read_run(run).kwh for run in runs}
    rows = sorted((_row(read_evaluation(path)) for path in files), key=_order)
    for row in rows:
        row["kWh"] = energies.get((row["experiment"], row["replicate"]))
    table = pd.DataFrame(rows)
    first = [*COLUMNS, "false_symmetry", "kWh"]
    shapes = [column for column in table.columns if column not in first]
    with atomic_file(output) as scratch:
        table[[*first, *sorted(shapes)]].to_csv(scratch, index=False)


def _shape(name: str | None, nm_per_unit: float | None) -> Callable[[np.ndarray], Shape | None]:
    """The fit called `name`, in nm if there is a scale; one that gives None if there is no name."""
    if nm_per_unit is not None and not 0 < nm_per_unit < np.inf:
        raise InputError(f"nm_per_unit {nm_per_unit}: give a positive number, or none")
    if name is None:
        return lambda _: None
    if name not in SHAPES:
        raise InputError(f"shape {name!r}: unknown; give one of {', '.join(SHAPES)}, or none")
    return lambda points: SHAPES[name](points * (nm_per_unit or 1.0))


def _row(evaluation: Evaluation) -> dict[str, object]:
    row = {column: getattr(evaluation, column) for column in COLUMNS}
    row["false_symmetry"] = (evaluation.false_symmetry or {}).get("kind")
    for name in ("shape", "truth_shape"):
        measures = getattr(evaluation, name) or {}
        row |= {f"{name}_{k}": v for k, v in measures.items() if not isinstance(v, list | dict)}
    return row


def _order(row: dict[str, object]) -> tuple[str, int, str]:
    replicate = str(row["replicate"])
    return str(row["experiment"]), len(replicate), replicate  # 2 before 10
