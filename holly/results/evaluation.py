"""The evaluation of one replicate: a JSON file, and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.files import entry, read_object, write_json
from holly.results.reading import is_number, number, refusing


@dataclass(frozen=True)
class Evaluation:
    """One replicate compared with its truth, if it has one; docs/evaluation.md defines the fields.

    Distances are in model units. Shapes are in nm if `nm_per_unit` is known, else in model units.
    """

    experiment: str
    replicate: str
    points: int
    nm_per_unit: float | None = None
    rmsd: float | None = None
    strays: float | None = None  # share of the points, 0 to 1
    stray_limit: float | None = None  # a stray is further from the truth
    rmsd_without_strays: float | None = None
    coverage_rmsd: float | None = None
    assignment_rmsd: float | None = None
    mirrored: bool | None = None
    transform: np.ndarray | None = None  # [4, 4], structure to truth, including a reflection
    scale: float | None = None
    random_rmsd: float | None = None
    random_rmsd_spread: float | None = None
    random_coverage_rmsd: float | None = None
    random_clouds: int | None = None
    rank: float | None = None  # from 1/(1 + random_clouds), the best, to 1
    pose_error_degrees: float | None = None
    false_symmetry: dict[str, Any] | None = None  # its `kind`, and a `sentence` about it
    shape: dict[str, Any] | None = None
    truth_shape: dict[str, Any] | None = None
    thinned_to: int | None = None  # points of a larger cloud that stand for it in an alignment

    @property
    def verdict(self) -> str:
        """How good the structure is, in one word.

        - near: ranks in the best 5 % among the random clouds, and its RMSD is below half of theirs;
        - part: ranks in the best 5 %;
        - chance: does not;
        - false: near, but with a symmetry that the truth does not have;
        - unknown: there is no truth.
        """
        if self.rmsd is None or not self.random_rmsd:
            return "unknown"
        ratio = self.rmsd / self.random_rmsd
        if not (ratio < 1 if self.rank is None else self.rank <= 0.05):
            return "chance"
        if ratio >= 0.5:
            return "part"
        return "false" if self.false_symmetry else "near"

    @property
    def name(self) -> str:
        """Experiment and replicate, as titles name them."""
        return f"{self.experiment}, replicate {self.replicate}"


def read_evaluation(path: Path) -> Evaluation:
    """Read the JSON file of one replicate's evaluation.

    Raises:
        InputError: the file is missing or is not an evaluation.
    """
    entries = read_object(path, "run the evaluation first")
    with refusing(path, "an evaluation", "run the evaluation again"):
        return _evaluation(entries)


def write_evaluation(path: Path, evaluation: Evaluation) -> None:
    """Write the JSON file of one replicate's evaluation."""
    transform = evaluation.transform
    rows = None if transform is None else transform.tolist()
    entries = vars(evaluation) | {"transform": rows}
    if evaluation.thinned_to is None:  # of ordinary clouds, whose files say nothing of it
        del entries["thinned_to"]
    write_json(path, entries)


def _evaluation(entries: Mapping[str, Any]) -> Evaluation:
    symmetry = entry(entries, "false_symmetry", dict | None)
    for key in () if symmetry is None else ("kind", "sentence"):
        entry(symmetry, key, str)
    known = {
        "experiment": str(entries["experiment"]),
        "replicate": str(entries["replicate"]),
        "mirrored": entry(entries, "mirrored", bool | None),
        "transform": _transform(entries["transform"]),
        "false_symmetry": symmetry,
        "shape": _shape(entries, "shape"),
        "truth_shape": _shape(entries, "truth_shape"),
        "thinned_to": number(entries, "thinned_to") if "thinned_to" in entries else None,
    }
    numbers = [field.name for field in fields(Evaluation) if field.name not in known]
    return Evaluation(**known, **{key: number(entries, key) for key in numbers})


def _transform(rows: list[list[float]] | None) -> np.ndarray | None:
    if rows is None:
        return None
    matrix = np.asarray(rows, float)
    if matrix.shape != (4, 4) or not np.isfinite(matrix).all():
        raise ValueError("transform is not a 4x4 matrix of numbers")
    return matrix


def _shape(entries: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    """The measures of a shape; ValueError unless they can be printed."""
    shape = entry(entries, key, dict | None)
    for name, value in (shape or {}).items():
        if name == "interval":
            for ends in (entry(shape, name, dict | None) or {}).values():
                if ends is not None and not (len(ends) == 2 and all(map(is_number, ends))):
                    raise ValueError(f"{key}.interval holds something other than pairs of numbers")
        elif name != "axis":
            number(shape, name)
        elif (
            value is not None and not 0 < np.linalg.norm(np.array(value, float).reshape(3)) < np.inf
        ):
            raise ValueError(f"{key}.axis is not a direction")
    return shape
