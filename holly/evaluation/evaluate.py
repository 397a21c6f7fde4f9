"""How near a reconstructed structure is to the truth, or to the shape it should have."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from groundwork.errors import InputError
from holly.data.clouds import read_cloud_file
from holly.evaluation.clouds import (
    LARGE,
    THINNED,
    assignment_rmsd,
    best_scale,
    random_clouds_in,
    read_comparable,
    strays,
)
from holly.evaluation.registration import apply, register
from holly.evaluation.shapes import LENGTHS, SHAPES, intervals
from holly.evaluation.symmetry import false_symmetry
from holly.results.evaluation import Evaluation, write_evaluation
from holly.results.folder import RunFiles

RANDOM_CLOUDS = 20

log = logging.getLogger(__name__)


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

    docs/evaluation.md defines every number. Those that need a truth are None without it. `shape`,
    a key of SHAPES, is fitted to structure and truth; it is measured in nm if `nm_per_unit` is
    given, otherwise in model units, as the clouds are. If all clouds name their unit of length,
    everything is in nm. If the images of `run`, which made the structure, were simulated, its
    poses are compared with the true ones.

    Raises:
        InputError: a cloud cannot be read or has too few points, only one of them names its unit
            and the scale is not known, the shape is unknown, or a scale or count is not positive.
    """
    if nm_per_unit is not None and not 0 < nm_per_unit < np.inf:
        raise InputError(f"nm_per_unit {nm_per_unit}: give a positive number, or none")
    if shape is not None and shape not in SHAPES:
        raise InputError(f"shape {shape!r}: unknown; give one of {', '.join(SHAPES)}, or none")
    if random_clouds < 1:
        raise InputError(f"random_clouds {random_clouds}: give at least one random cloud")
    if nm_per_unit is None:
        nm_per_unit = _named_unit([structure] if truth is None else [structure, truth])
    points, unit = read_comparable(structure, nm_per_unit), nm_per_unit or 1.0
    numbers: dict[str, Any] = {"points": len(points)}
    if shape is not None:
        fit = SHAPES[shape](points * unit)
        ends = intervals(shape, points * unit, np.array(fit["axis"]))
        numbers["shape"] = fit | {"interval": ends}
    if truth is not None:
        true_points = read_comparable(truth, nm_per_unit)
        numbers |= compare(points, true_points, random_clouds=random_clouds)
        if shape is not None:
            numbers["truth_shape"] = SHAPES[shape](true_points * unit)
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
    """Those fields of an Evaluation that compare points [N, 3] with a truth [M, 3].

    A cloud of more than LARGE points is thinned to THINNED to be aligned, paired one to one and
    searched for symmetries, which otherwise takes hours; every rmsd is of all points.
    """
    large = max(len(points), len(truth)) > LARGE
    if large:
        log.info(
            "%d and %d points: clouds of more than %d are aligned by %d of their points; "
            "%d alignments take about a second each",
            *(len(points), len(truth), LARGE, THINNED, 1 + random_clouds),
        )
    found = register(points, truth)
    aligned = apply(found.transform, points)
    false = false_symmetry(aligned, truth)
    random = random_clouds_in(truth, len(points), random_clouds)
    bar = tqdm(random, "random clouds", random_clouds, unit="cloud", disable=None, leave=False)
    clouds = [register(one, truth) for one in bar]
    rmsds = np.array([cloud.rmsd for cloud in clouds])
    return {
        "rmsd": found.rmsd,
        "coverage_rmsd": found.coverage,
        **strays(aligned, truth),
        "assignment_rmsd": assignment_rmsd(aligned, truth),
        "mirrored": found.mirrored,
        "transform": found.transform,
        "scale": best_scale(aligned, truth),
        "random_rmsd": float(rmsds.mean()),
        "random_rmsd_spread": float(rmsds.std(ddof=1)) if random_clouds > 1 else None,
        "random_coverage_rmsd": float(np.mean([cloud.coverage for cloud in clouds])),
        "random_clouds": random_clouds,
        "rank": float((1 + (rmsds <= found.rmsd).sum()) / (1 + random_clouds)),
        "false_symmetry": asdict(false) | {"sentence": false.sentence} if false else None,
        **({"thinned_to": THINNED} if large else {}),
    }


def _named_unit(clouds: Sequence[Path]) -> float | None:
    """1 nm per unit if all files name their unit of length; otherwise the scale is not known."""
    return 1.0 if all(read_cloud_file(path).nm is not None for path in clouds) else None


def describe(evaluation: Evaluation) -> str:
    """An evaluation as a table to read: one line per number, with its name and meaning."""
    unit = evaluation.nm_per_unit

    def length(value: float) -> str:
        return f"{value:.4f}" + (f" ({value * unit:.1f} nm)" if unit else "")

    rows = [("points", str(evaluation.points), "of the structure")]
    if evaluation.rmsd is not None:
        spread, clouds = evaluation.random_rmsd_spread, evaluation.random_clouds
        around = "" if spread is None else f" ± {spread:.4f}"
        hand = "mirrored" if evaluation.mirrored else "not mirrored"
        rows += [
            ("rmsd", length(evaluation.rmsd), "structure to nearest truth, as in the paper"),
            *_stray_rows(evaluation, length),
            ("coverage", length(evaluation.coverage_rmsd), "truth to nearest structure"),
            ("one to one", length(evaluation.assignment_rmsd), "under the best pairing"),
            ("random cloud", length(evaluation.random_rmsd) + around, f"rmsd of {clouds}"),
            ("rank", f"{evaluation.rank:.3f}", "1 is no better than any random cloud"),
            ("hand", hand, "which fits better"),
            *_thinned_row(evaluation),
            ("scale", f"{evaluation.scale:.3f}", "factor that fits best; 1 is the truth's size"),
        ]
    if evaluation.pose_error_degrees is not None:
        error = f"{evaluation.pose_error_degrees:.1f}°"
        rows.append(("pose error", error, "median over the images"))
    for name, shape in (("", evaluation.shape), ("true ", evaluation.truth_shape)):
        rows += _shape_rows(name, shape or {}, "nm" if unit else "model units")
    lines = [f"{name:22} {value:24} {what}".rstrip() for name, value, what in rows]
    if evaluation.false_symmetry:
        lines.append(evaluation.false_symmetry["sentence"])
    return "\n".join(lines)


def _stray_rows(
    evaluation: Evaluation, length: Callable[[float], str]
) -> Iterator[tuple[str, str, str]]:
    limit = f"of the points, further than {length(evaluation.stray_limit)} from the truth"
    yield "strays", f"{100 * evaluation.strays:.3g} %", limit
    if evaluation.strays and evaluation.rmsd_without_strays is not None:
        yield "without strays", length(evaluation.rmsd_without_strays), "rmsd of the other points"


def _thinned_row(evaluation: Evaluation) -> Iterator[tuple[str, str, str]]:
    if evaluation.thinned_to is not None:
        meaning = "points of a larger cloud that hand, scale and one to one are found by"
        yield "thinned to", f"{evaluation.thinned_to:g}", meaning


def _shape_rows(before: str, shape: dict[str, Any], unit: str) -> Iterator[tuple[str, str, str]]:
    for key in (key for key in LENGTHS if key in shape):
        ends = (shape.get("interval") or {}).get(key)
        about = "{:.4g} to {:.4g} in 95 % of resamplings".format(*ends) if ends else ""
        yield before + key.replace("_", " "), f"{shape[key]:.4g} {unit}", about
