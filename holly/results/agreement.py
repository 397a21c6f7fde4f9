"""How far the runs of an experiment agree: a JSON file of holly.evaluation.agreement."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.files import entry, read_object
from holly.results.reading import number, refusing

LIMIT = 0.1  # doubt from which structures are different ones (docs/accuracy.md)
MISFIT = 0.05  # from which images show something else than the structure (docs/accuracy.md)
BELIEFS = {
    "unknown": "is not known of one run: train a second replicate, or halves",
    "supported": "is small: the structures agree, which is no proof that they are right",
    "unclear": "cannot tell: so few points, or so little structure, differ as much by chance",
    "misfit": "is small, but the images show something else: do not believe the structures",
    "refuted": "is large: the structures differ, do not believe them",
}
NUMBERS = ("doubt", "doubt_error", "sampling", "chance", "misfit")
THRESHOLDS = {"0.143": 0.143, "0.5": 0.5}  # of the correlation, by their names in the file


@dataclass(frozen=True)
class Closeness:
    """How close structures are to each other."""

    distance: float | None  # model units
    resolution: dict[str, float | None]  # by threshold of the correlation; nm or model units


@dataclass(frozen=True)
class Pair(Closeness):
    """Two structures and the Fourier shell correlation of their volumes."""

    frequency: np.ndarray  # [F], per nm, or per model unit where the scale is not known
    correlation: np.ndarray  # [F]; NaN where it is not defined


@dataclass(frozen=True)
class Agreement:
    """The runs of one experiment compared with each other."""

    experiment: str
    doubt: float | None  # None too where chance is not clearly told from two samples
    doubt_error: float | None  # its standard deviation between two samples of one structure
    sampling: float | None  # the distance of two samples of one structure, model units
    chance: float | None  # the distance of a structure from none, model units
    misfit: float | None  # how far images are from the structures, beyond noise; 1 as from a blob
    belief: str  # of BELIEFS
    best: str | None  # the replicate with the least held-out loss
    nm_per_unit: float | None
    replicates: Closeness  # medians over the pairs
    pairs: list[Pair]  # of replicates
    halves: Pair | None

    @property
    def verdict(self) -> str:
        """The doubt, where it is a number, and what it means, in words."""
        number = "" if self.doubt is None else f"{self.doubt:.2f} "
        return number + BELIEFS[self.belief]


def read_agreement(path: Path) -> Agreement:
    """Read how the runs of an experiment agree.

    Raises:
        InputError: the file is missing or is not an agreement.
    """
    entries = read_object(path, "compare the runs first")
    with refusing(path, "an agreement", "compare the runs again"):
        return Agreement(
            experiment=entry(entries, "experiment", str),
            **{name: number(entries, name) for name in NUMBERS},
            belief=_belief(entries["belief"]),
            best=entry(entries, "best", str | None),
            nm_per_unit=number(entries, "nm_per_unit"),
            replicates=Closeness(**_closeness(entries["replicates"])),
            pairs=[_pair(pair) for pair in entries["pairs"]],
            halves=None if entries["halves"] is None else _pair(entries["halves"]),
        )


def _belief(value: object) -> str:
    if value not in BELIEFS:
        raise ValueError(f"belief {value!r}")
    return str(value)


def _closeness(entries: Mapping[str, Any]) -> dict[str, Any]:
    resolution = entries["resolution"]
    return {
        "distance": number(entries, "distance"),
        "resolution": {threshold: number(resolution, threshold) for threshold in resolution},
    }


def _pair(entries: Mapping[str, Any]) -> Pair:
    unit = "nm" if "frequency_per_nm" in entries else "unit"
    frequency = np.array(entries[f"frequency_per_{unit}"], float)
    correlation = np.array(entries["fsc"], float)  # null becomes NaN
    if frequency.ndim != 1 or not len(frequency) or frequency.shape != correlation.shape:
        raise ValueError("a curve's lengths differ")
    if not np.isfinite(frequency).all() or np.isinf(correlation).any():
        raise ValueError("a curve has numbers that are not finite")
    return Pair(**_closeness(entries), frequency=frequency, correlation=correlation)
