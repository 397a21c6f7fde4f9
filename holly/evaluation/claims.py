"""The paper's claims, tested on the results there are.

A claim is a row of a YAML file: what the paper says, where, and tests as data. A test takes a
metric of some experiments and compares it with a number; nothing in it is executed. A claim holds
where all its tests hold, fails where one fails, and is not run where results are missing and what
is there does not decide.
"""

import math
import re
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from groundwork.errors import InputError
from groundwork.files import LONGEST_NAME, NAME, require

OVER = {  # what is compared
    "median": "median of the replicates",
    "every": "every replicate",
    "pooled-median": "median of all replicates",
    "pooled-mean": "mean of all replicates",
    "mirrored-to-not": "median of the mirrored over that of the others",
}


@dataclass(frozen=True)
class Test:
    """A metric of some experiments against a number.

    `metric` is a key of the evaluation (`rmsd`, `shape.ring_diameter`), of run.json
    (`run.seconds`), of the last line of history.csv (`history.sigma_out`) or of the line nearest
    to half an epoch (`early.loss`); two of them with ` / ` between are their ratio. Exactly one of
    `below`, `above` and `between` is given; with `than` it is in units of the median of that
    experiment.
    """

    metric: str
    experiments: tuple[str, ...]
    below: float | None = None
    above: float | None = None
    between: tuple[float, float] | None = None
    over: str = "median"
    than: str | None = None

    def __post_init__(self) -> None:
        """Check what can be checked without results."""
        if not isinstance(self.metric, str) or not self.metric:
            raise ValueError("metric: give its name")
        names = self.experiments
        if isinstance(names, str) or not names or not all(_is_name(n) for n in names):
            raise ValueError("experiments: give a list of names")
        bounds = [b for b in ("below", "above", "between") if getattr(self, b) is not None]
        if len(bounds) != 1:
            raise ValueError("give exactly one of below, above, between")
        numbers = self.between if bounds == ["between"] else [getattr(self, bounds[0])]
        if len(numbers) != (2 if self.between is not None else 1):
            raise ValueError("between: give two numbers")
        if not all(isinstance(n, int | float) and math.isfinite(n) for n in numbers):
            raise ValueError(f"{bounds[0]}: not a number")
        if self.than is not None and not _is_name(self.than):
            raise ValueError("than: give the name of an experiment")
        if self.over not in OVER:
            raise ValueError(f"over: {reprlib.repr(self.over)}; allowed: {', '.join(OVER)}")

    @property
    def expected(self) -> str:
        """The test in words."""
        if self.between is not None:
            bound = f"between {self.between[0]:g} and {self.between[1]:g}"
        else:
            bound = f"below {self.below:g}" if self.below is not None else f"above {self.above:g}"
        than = f" times that of {self.than}" if self.than else ""
        return f"{self.metric} {bound}{than} ({OVER[self.over]})"

    def passes(self, value: float, unit: float) -> bool:
        """Whether a value, in this unit, is within the bounds."""
        if self.between is not None:
            return self.between[0] * unit <= value <= self.between[1] * unit
        if self.below is not None:
            return value < self.below * unit
        return value > self.above * unit


def _is_name(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, str) and len(value) <= LONGEST_NAME and bool(re.fullmatch(NAME, value))


@dataclass(frozen=True)
class Claim:
    """What the paper says, where, and how it is tested."""

    id: str
    claim: str
    source: str
    tests: tuple[Test, ...]


def read_claims(path: Path) -> list[Claim]:
    """Read claims from YAML.

    Raises:
        InputError: one line that names the claim, what is wrong with it and what is allowed.
    """
    import yaml

    remedy = "name a file of claims as config/claims.yaml"
    try:
        rows = yaml.safe_load(require(path, remedy).read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        reason = " ".join(str(fault).split())
        raise InputError(f"{path}: not YAML ({reason}); {remedy}") from None
    if not isinstance(rows, list) or not rows:
        raise InputError(f"{path}: not a list of claims; see config/claims.yaml")
    claims: dict[str, Claim] = {}
    for number, row in enumerate(rows, 1):
        name = row.get("id", f"number {number}") if isinstance(row, dict) else f"number {number}"
        try:
            claim = _claim(row)
        except (TypeError, ValueError, OverflowError) as fault:
            raise InputError(
                f"{path}: claim {reprlib.repr(name)}: {fault}; see config/claims.yaml"
            ) from None
        if claim.id in claims:
            raise InputError(
                f"{path}: claim {reprlib.repr(name)}: another has this id; give it its own"
            )
        claims[claim.id] = claim
    return list(claims.values())


def _claim(row: object) -> Claim:
    if not isinstance(row, dict):
        raise TypeError("not a map of id, claim, source, tests")
    _check_keys(row, Claim)
    if not all(isinstance(row[key], str) and row[key] for key in ("id", "claim", "source")):
        raise ValueError("id, claim and source are texts")
    if not isinstance(row["tests"], list) or not row["tests"]:
        raise ValueError("tests: give a list of at least one")
    tests = []
    for test in row["tests"]:
        if not isinstance(test, dict):
            raise TypeError("tests: not a list of maps")
        _check_keys(test, Test, optional={"below", "above", "between", "over", "than"})
        tests.append(Test(**test))
    return Claim(row["id"], row["claim"], row["source"], tuple(tests))


def _check_keys(row: Mapping[str, Any], kind: type, optional: set[str] = frozenset()) -> None:
    allowed = [field.name for field in fields(kind)]
    for key in row:
        if key not in allowed:
            raise ValueError(f"unknown key {reprlib.repr(key)}; allowed: {', '.join(allowed)}")
    for key in allowed:
        if key not in row and key not in optional:
            raise ValueError(f"no key {key!r}")
