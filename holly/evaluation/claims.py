"""The paper's claims, tested on the results there are.

A claim is a row of a YAML file: what the paper says, where, and tests as data. A test takes a
metric of some experiments and compares it with a number; nothing in it is executed. A claim holds
where all its tests hold, fails where one fails, and is not run where results are missing and what
is there does not decide.
"""

import json
import math
import re
import reprlib
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.errors import InputError
from groundwork.files import LONGEST_NAME, NAME, atomic_file, require
from holly.results.evaluation import Evaluation, read_evaluation
from holly.results.folder import Results, RunFiles
from holly.results.history import COLUMNS, read_history
from holly.results.run import read_run
from holly.results.summary import Verdict

HOLDS, FAILS, NOT_RUN = "holds", "fails", "not run"
EARLY = 0.5  # epochs, of metrics that begin with `early.`
OVER = {  # what is compared
    "median": "median of the replicates",
    "every": "every replicate",
    "pooled-median": "median of all replicates",
    "pooled-mean": "mean of all replicates",
    "mirrored-to-not": "median of the mirrored over that of the others",
}
POOLED = ("pooled-median", "pooled-mean", "mirrored-to-not")


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


def judge(claims: Sequence[Claim], results: Path) -> list[Verdict]:
    """Test claims on a folder of results.

    Returns:
        One verdict per claim.

    Raises:
        InputError: a result is broken.
    """
    reader = _Reader(Path(results))
    verdicts = []
    for claim in claims:
        outcomes = [_test(test, reader) for test in claim.tests]
        found = {outcome.verdict for outcome in outcomes}
        verdicts.append(
            Verdict(
                claim.id,
                claim.claim,
                claim.source,
                expected="; ".join(test.expected for test in claim.tests),
                figure="; ".join(dict.fromkeys(o.figure for o in outcomes if o.figure)),
                verdict=next(v for v in (FAILS, NOT_RUN, HOLDS) if v in found),
                missing=sorted({name for outcome in outcomes for name in outcome.missing}),
            )
        )
    return verdicts


def write_verdicts(verdicts: Sequence[Verdict], output: Path, markdown: Path) -> None:
    """Write what `judge` found as JSON and as Markdown."""
    with atomic_file(output) as scratch:
        text = json.dumps([vars(one) for one in verdicts], indent=2, ensure_ascii=False)
        scratch.write_text(text + "\n", encoding="utf-8")
    heads = ["verdict", "claim", "expected", "found", "source"]
    lines = ["# The paper's claims", "", _counts(verdicts), ""]
    lines += [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for one in verdicts:
        cells = [one.verdict, one.claim, one.expected, _found(one), one.source]
        lines.append(f"| {' | '.join(cells)} |")
    with atomic_file(markdown) as scratch:
        scratch.write_text("\n".join(lines) + "\n", encoding="utf-8")


def describe(verdicts: Sequence[Verdict]) -> str:
    """The verdicts as a table for a terminal, with what was found and what is missing."""
    wide = max((len(one.id) for one in verdicts), default=0)
    rows = [f"{one.verdict:<8} {one.id:<{wide}}  {_found(one)}" for one in verdicts]
    return "\n".join([*rows, "", _counts(verdicts)]) + "\n"


@dataclass(frozen=True)
class _Outcome:
    verdict: str
    figure: str
    missing: list[str]


class _Reader:
    """Metrics of the replicates in a folder of results."""

    def __init__(self, results: Path) -> None:
        self.results = Results(results)

    def values(self, metric: str, experiment: str) -> list[tuple[float, bool]]:
        """The metric of each replicate that has it, and whether the replicate is mirrored."""
        found = []
        for path in self.results.evaluations(experiment):
            evaluation, run = read_evaluation(path), self.results.run(experiment, path.stem)
            parts = [_value(part, evaluation, run) for part in _parts(metric)]
            if all(part is not None for part in parts) and (len(parts) == 1 or parts[1]):
                value = parts[0] if len(parts) == 1 else parts[0] / parts[1]
                found.append((value, bool(evaluation.mirrored)))
        return found


def _value(name: str, evaluation: Evaluation, run: RunFiles) -> float | None:
    group, _, rest = name.partition(".")
    if group == "run":
        return _number(rest, read_run(run.record).entries) if run.record.exists() else None
    if group not in ("history", "early"):
        return _number(name, vars(evaluation))
    if not run.history.exists() or rest not in COLUMNS:
        return None
    history = read_history(run.history)
    row = int(np.abs(history.epoch - EARLY).argmin()) if group == "early" else -1
    value = float(vars(history)[rest][row])
    return value if math.isfinite(value) else None


def _test(test: Test, reader: _Reader) -> _Outcome:
    found = {name: reader.values(test.metric, name) for name in test.experiments}
    missing = [name for name, values in found.items() if not values]
    unit = 1.0
    if test.than is not None:
        base = [value for value, _ in reader.values(test.metric, test.than)]
        if not base:
            return _Outcome(NOT_RUN, "", [*missing, test.than])
        unit = statistics.median(base)
    compared = _compared(test, {name: values for name, values in found.items() if values})
    if test.over in POOLED and missing:
        return _Outcome(NOT_RUN, "", missing)
    if not compared:  # all there, but none or all of them mirrored
        return _Outcome(NOT_RUN, "", missing or list(test.experiments))
    words = ", ".join(f"{name} {_span(values)}" for name, values in compared.items())
    figure = f"{test.metric}: {words}" + (f" ({test.than} {unit:.3g})" if test.than else "")
    if not all(test.passes(value, unit) for values in compared.values() for value in values):
        return _Outcome(FAILS, figure, missing)
    return _Outcome(NOT_RUN if missing else HOLDS, figure, missing)


def _compared(
    test: Test, found: Mapping[str, Sequence[tuple[float, bool]]]
) -> dict[str, list[float]]:
    """The numbers that must be within the bounds, by what they are of."""
    if test.over == "every":
        return {name: [value for value, _ in values] for name, values in found.items()}
    if test.over == "median":
        return {n: [statistics.median(v for v, _ in values)] for n, values in found.items()}
    pool = [pair for values in found.values() for pair in values]
    if not pool:
        return {}
    label = f"{len(pool)} replicates"
    if test.over == "mirrored-to-not":
        hands = [[value for value, mirrored in pool if mirrored is hand] for hand in (True, False)]
        if not all(hands):
            return {}
        return {label: [statistics.median(hands[0]) / statistics.median(hands[1])]}
    average = statistics.median if test.over == "pooled-median" else statistics.fmean
    return {label: [average(value for value, _ in pool)]}


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


def _parts(metric: str) -> list[str]:
    """A metric, or the two of a ratio."""
    return metric.split(" / ", 1)


def _number(path: str, entries: Mapping[str, Any]) -> float | None:
    """A number of nested JSON, None where there is none; whether there is a false symmetry."""
    value: Any = entries
    for key in path.split("."):
        if not isinstance(value, Mapping) or key not in value:
            return None
        value = value[key]
    if path == "false_symmetry":
        return float(value is not None)
    finite = isinstance(value, int | float) and math.isfinite(value)
    return float(value) if finite else None


def _found(one: Verdict) -> str:
    lacks = f"missing: {', '.join(one.missing)}" if one.missing else ""
    return "; ".join(filter(None, (one.figure, lacks)))


def _span(values: Sequence[float]) -> str:
    low, high = min(values), max(values)
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"


def _counts(verdicts: Sequence[Verdict]) -> str:
    counts = [sum(one.verdict == v for one in verdicts) for v in (HOLDS, FAILS, NOT_RUN)]
    return "{} hold, {} fail, {} not run.".format(*counts)
