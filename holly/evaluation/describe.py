"""An evaluation as a table to read."""

from collections.abc import Iterator
from typing import Any

from holly.evaluation.shapes import LENGTHS
from holly.results.evaluation import Evaluation


def describe(evaluation: Evaluation) -> str:
    """One line per number: its name, its value and what it is."""
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
            ("coverage", length(evaluation.coverage_rmsd), "truth to nearest structure"),
            ("one to one", length(evaluation.assignment_rmsd), "under the best pairing"),
            ("random cloud", length(evaluation.random_rmsd) + around, f"rmsd of {clouds}"),
            ("rank", f"{evaluation.rank:.3f}", "1 is no better than any random cloud"),
            ("hand", hand, "which fits better"),
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


def _shape_rows(before: str, shape: dict[str, Any], unit: str) -> Iterator[tuple[str, str, str]]:
    interval = shape.get("interval") or {}
    for key in LENGTHS:
        if key in shape:
            about = ""
            if interval.get(key):
                about = "{:.4g} to {:.4g} in 95 % of resamplings".format(*interval[key])
            yield before + key.replace("_", " "), f"{shape[key]:.4g} {unit}", about
