"""How near a reconstructed structure is to the truth, or to the shape it should have."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.errors import InputError
from holly.data.clouds import read_cloud
from holly.evaluation.clouds import assignment_rmsd, best_scale
from holly.evaluation.registration import apply, register
from holly.evaluation.shapes import SHAPES, Shape, intervals
from holly.evaluation.symmetry import false_symmetry
from holly.results.evaluation import Evaluation, write_evaluation
from holly.results.folder import RunFiles

RANDOM_CLOUDS = 20


def evaluate(
    structure: Path,
    output: Path | None = None,
    *,
    experiment: str,
    replicate: str,
    truth: Path | None = None,
    run: RunFiles | None = None,
    nm_per_unit: float | None = None,
    shape: str | None = None,
    random_clouds: int = RANDOM_CLOUDS,
) -> Evaluation:
    """Align a structure to its truth, measure both, and write the numbers as JSON.

    docs/evaluation.md defines every number. What needs a truth, or true poses, is None without.

    Args:
        structure: the cloud to evaluate, model units.
        output: JSON file to write, if any.
        experiment: its name, kept in the file.
        replicate: its name, kept in the file.
        truth: the true cloud, model units.
        run: the run that made the structure, to compare its poses with the true ones.
        nm_per_unit: scale; shapes are in nm if it is given, otherwise in model units.
        shape: a key of holly.evaluation.shapes.SHAPES, to fit to structure and truth.
        random_clouds: number of random clouds to compare with.

    Raises:
        InputError: a cloud cannot be read, the shape is unknown, or a scale or count is not
            positive.
    """
    fit = _fit(shape, nm_per_unit)
    if random_clouds < 1:
        raise InputError(f"random_clouds {random_clouds}: give at least one random cloud")
    points = read_cloud(structure)
    numbers: dict[str, Any] = {"points": len(points), "shape": fit(points)}
    if shape is not None:
        numbers["shape"]["interval"] = intervals(shape, points * (nm_per_unit or 1.0))
    if truth is not None:
        true_points = read_cloud(truth)
        numbers |= compare(points, true_points, random_clouds=random_clouds)
        numbers["truth_shape"] = fit(true_points)
        if run is not None:
            from holly.evaluation.pose_error import pose_error_degrees  # torch is slow to import

            angles = pose_error_degrees(run, truth, numbers["transform"])
            numbers["pose_error_degrees"] = None if angles is None else float(np.median(angles))
    evaluation = Evaluation(experiment, replicate, nm_per_unit=nm_per_unit, **numbers)
    if output is not None:
        write_evaluation(output, evaluation)
    return evaluation


def compare(
    points: np.ndarray, truth: np.ndarray, *, random_clouds: int = RANDOM_CLOUDS
) -> dict[str, Any]:
    """Those fields of an Evaluation that compare points [N, 3] with a truth [M, 3]."""
    found = register(points, truth)
    aligned = apply(found, points)
    false = false_symmetry(aligned, truth)
    rng = np.random.default_rng(0)
    low, high = truth.min(0), truth.max(0)
    clouds = [register(rng.uniform(low, high, points.shape), truth) for _ in range(random_clouds)]
    rmsds = np.array([cloud.rmsd for cloud in clouds])
    return {
        "rmsd": found.rmsd,
        "coverage_rmsd": found.coverage,
        "assignment_rmsd": assignment_rmsd(aligned, truth),
        "mirrored": bool(found.mirrored),
        "transform": found.transform,
        "scale": best_scale(aligned, truth),
        "random_rmsd": float(rmsds.mean()),
        "random_rmsd_spread": float(rmsds.std(ddof=1)) if random_clouds > 1 else None,
        "random_coverage_rmsd": float(np.mean([cloud.coverage for cloud in clouds])),
        "random_clouds": random_clouds,
        "rank": float((1 + (rmsds <= found.rmsd).sum()) / (1 + random_clouds)),
        "false_symmetry": asdict(false) | {"sentence": false.sentence} if false else None,
    }


def _fit(name: str | None, nm_per_unit: float | None) -> Callable[[np.ndarray], Shape | None]:
    """The fit of a shape, in nm if there is a scale; without a name, one that returns None."""
    if nm_per_unit is not None and not 0 < nm_per_unit < np.inf:
        raise InputError(f"nm_per_unit {nm_per_unit}: give a positive number, or none")
    if name is None:
        return lambda _: None
    if name not in SHAPES:
        raise InputError(f"shape {name!r}: unknown; give one of {', '.join(SHAPES)}, or none")
    return lambda points: SHAPES[name](points * (nm_per_unit or 1.0))
