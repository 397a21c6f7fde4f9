"""How near a reconstructed structure is to the truth, or to the shape it should have."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from holly.errors import InputError
from holly.files import aside, require
from holly.register import apply, assignment_rmsd, register
from holly.shapes import SHAPES, Shape
from holly.structure import read_structure

DISTANCES = ["rmsd", "coverage_rmsd", "assignment_rmsd", "random_rmsd", "random_coverage_rmsd"]
COLUMNS = ["experiment", "replicate", "points", *DISTANCES, "mirrored", "nm_per_unit"]


def evaluate(
    structure: Path,
    output: Path,
    *,
    experiment: str,
    replicate: str,
    truth: Path | None = None,
    nm_per_unit: float | None = None,
    shape: str | None = None,
    random_clouds: int = 3,
    seed: int = 0,
) -> None:
    """Align a structure to its truth, measure both, and write the numbers as JSON.

    Distances are root mean squares in model units, after the alignment of `holly.register`: rmsd
    from each reconstructed to the nearest true point (the paper's), coverage_rmsd the other way,
    assignment_rmsd one to one; random_* are the means over clouds of as many points, uniform in
    the truth's bounding box and aligned by the same procedure. Without a truth they are null.

    Args:
        structure: cloud to judge.
        output: JSON file to write.
        experiment: its name, kept in the file.
        replicate: its name, kept in the file.
        truth: true cloud, model units.
        nm_per_unit: scale; shapes are in nm if it is given, otherwise in model units.
        shape: a key of holly.shapes.SHAPES to fit to structure and truth.
        random_clouds: random clouds of the baseline.
        seed: of the random clouds.

    Raises:
        InputError: a cloud that cannot be read, an unknown shape, a scale or count below zero.
    """
    fit = _shape(shape, nm_per_unit)
    if random_clouds < 1:
        raise InputError(f"random_clouds {random_clouds}: give at least one random cloud")
    points = read_structure(structure)
    true_points = None if truth is None else read_structure(truth)
    result = {
        "experiment": experiment,
        "replicate": replicate,
        "points": len(points),
        "nm_per_unit": nm_per_unit,
        "shape": fit(points),
        "truth_shape": None if true_points is None else fit(true_points),
        **dict.fromkeys([*DISTANCES, "mirrored", "transform"]),
    }
    if true_points is not None:
        result |= _compare(points, true_points) | _baseline(
            len(points), true_points, random_clouds, seed
        )
    with aside(output) as scratch:
        text = json.dumps(_without_nan(result), indent=2, sort_keys=True, allow_nan=False)
        scratch.write_text(text + "\n", encoding="utf-8")


def summarise(files: Sequence[Path], output: Path) -> None:
    """Write a CSV with one row a file of `evaluate`, sorted by experiment and replicate.

    The columns are COLUMNS, then every scalar of the shapes as shape_… and truth_shape_….

    Raises:
        InputError: no files, or one that `evaluate` did not write.
    """
    if not files:
        raise InputError(f"{output}: no evaluations to summarise; name at least one JSON file")
    rows = sorted(map(_row, files), key=_order)
    table = pd.DataFrame(rows)
    shapes = [column for column in table.columns if column not in COLUMNS]
    with aside(output) as scratch:
        table[[*COLUMNS, *sorted(shapes)]].to_csv(scratch, index=False)


def _shape(name: str | None, nm_per_unit: float | None) -> Callable[[np.ndarray], Shape | None]:
    """The fit called `name`, in nm if there is a scale; one that gives None if there is no name."""
    if nm_per_unit is not None and not 0 < nm_per_unit < np.inf:
        raise InputError(f"nm_per_unit {nm_per_unit}: give a positive number, or none")
    if name is None:
        return lambda _: None
    if name not in SHAPES:
        raise InputError(f"shape {name!r}: unknown; give one of {', '.join(SHAPES)}, or none")
    return lambda points: SHAPES[name](points * (nm_per_unit or 1.0))


def _compare(points: np.ndarray, truth: np.ndarray) -> dict[str, object]:
    found = register(points, truth)
    return {
        "rmsd": found.rmsd,
        "coverage_rmsd": found.coverage,
        "assignment_rmsd": assignment_rmsd(apply(found, points), truth),
        "mirrored": found.mirrored,
        "transform": found.transform.tolist(),
    }


def _baseline(count: int, truth: np.ndarray, clouds: int, seed: int) -> dict[str, float]:
    rng = np.random.default_rng(seed)
    low, high = truth.min(0), truth.max(0)
    found = [register(rng.uniform(low, high, (count, 3)), truth) for _ in range(clouds)]
    return {
        "random_rmsd": float(np.mean([one.rmsd for one in found])),
        "random_coverage_rmsd": float(np.mean([one.coverage for one in found])),
    }


def _without_nan(value: object) -> object:
    """The same JSON value with null for every number that is not finite."""
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _row(path: Path) -> dict[str, object]:
    remedy = "evaluate the replicate again"
    try:
        result = json.loads(require(path, remedy).read_text(encoding="utf-8"))
        row = {column: result[column] for column in COLUMNS}
        shapes = {key: result[key] or {} for key in ("shape", "truth_shape")}
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path}: not an evaluation; {remedy}") from None
    for name, shape in shapes.items():
        row |= {f"{name}_{k}": v for k, v in shape.items() if not isinstance(v, list)}
    return row


def _order(row: dict[str, object]) -> tuple[str, int, str]:
    replicate = str(row["replicate"])
    return str(row["experiment"]), len(replicate), replicate  # 2 before 10
