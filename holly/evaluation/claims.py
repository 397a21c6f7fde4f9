"""The paper's claims: what it says, where, and how our results are tested for it.

A claim is a row of a YAML file. A test in it names a metric of some experiments and a bound;
nothing in the file is executed.
"""

import math
import re
import reprlib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from groundwork.errors import InputError
from groundwork.files import LONGEST_NAME, NAME, require

BOUNDS = ("below", "above", "between")
OVER = {  # what is compared
    "median": "median of the replicates",
    "every": "every replicate",
    "pooled-median": "median of all replicates",
    "pooled-mean": "mean of all replicates",
    "mirrored-to-not": "median of the mirrored over that of the others",
}


@dataclass(frozen=True)
class Test:
    """A metric of some experiments against one bound; docs/figures.md describes each key."""

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
        if sum(getattr(self, name) is not None for name in BOUNDS) != 1:
            raise ValueError(f"give exactly one of {', '.join(BOUNDS)}")
        if self.between is not None and len(self.between) != 2:
            raise ValueError("between: give two numbers")
        name, numbers = self.bound
        if not all(isinstance(n, int | float) and math.isfinite(n) for n in numbers):
            raise ValueError(f"{name}: not a number")
        if self.than is not None and not _is_name(self.than):
            raise ValueError("than: give the name of an experiment")
        if self.over not in OVER:
            raise ValueError(f"over: {reprlib.repr(self.over)}; allowed: {', '.join(OVER)}")

    @property
    def bound(self) -> tuple[str, tuple[float, ...]]:
        """Which bound is given, and its one or two numbers."""
        name = next(name for name in BOUNDS if getattr(self, name) is not None)
        return name, (tuple(self.between) if name == "between" else (getattr(self, name),))

    @property
    def expected(self) -> str:
        """The test in words."""
        name, numbers = self.bound
        bound = " and ".join(f"{number:g}" for number in numbers)
        than = f" times that of {self.than}" if self.than else ""
        return f"{self.metric} {name} {bound}{than} ({OVER[self.over]})"

    def passes(self, value: float, unit: float) -> bool:
        """Whether a value, in this unit, is within the bound."""
        name, numbers = self.bound
        if name == "between":
            return numbers[0] * unit <= value <= numbers[1] * unit
        return value < numbers[0] * unit if name == "below" else value > numbers[0] * unit


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
        where = f"{path}: claim {reprlib.repr(name)}"
        try:
            claim = _claim(row)
        except (TypeError, ValueError, OverflowError) as fault:
            raise InputError(f"{where}: {fault}; see config/claims.yaml") from None
        if claim.id in claims:
            raise InputError(f"{where}: another claim has this id; give each its own")
        claims[claim.id] = claim
    return list(claims.values())


def _claim(row: object) -> Claim:
    entries = _entries(row, Claim)
    if not all(isinstance(entries[key], str) and entries[key] for key in ("id", "claim", "source")):
        raise ValueError("id, claim and source must be texts")
    if not isinstance(entries["tests"], list) or not entries["tests"]:
        raise ValueError("tests: give a list of at least one test")
    tests = tuple(Test(**_entries(test, Test)) for test in entries["tests"])
    return Claim(**entries | {"tests": tests})


def _entries(row: object, kind: type) -> dict[str, Any]:
    """The row, if it is a map with the keys of this class."""
    allowed = [field.name for field in fields(kind)]
    if not isinstance(row, dict):
        raise TypeError(f"not a map with the keys {', '.join(allowed)}")
    for key in row:
        if key not in allowed:
            raise ValueError(f"unknown key {reprlib.repr(key)}; allowed: {', '.join(allowed)}")
    for field in fields(kind):
        if field.name not in row and field.default is MISSING:
            raise ValueError(f"no key {field.name!r}")
    return row


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NAME and bool(re.fullmatch(NAME, value))
