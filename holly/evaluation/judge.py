"""The verdicts on the paper's claims, from a folder of results.

A claim holds if all its tests hold, and fails if one fails. Otherwise it is not run, because
results are missing.
"""

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.files import atomic_file
from holly.evaluation.claims import Claim, Test
from holly.results.evaluation import Evaluation, read_evaluation
from holly.results.folder import Results, RunFiles
from holly.results.history import COLUMNS, read_history
from holly.results.reading import is_number
from holly.results.run import read_run
from holly.results.summary import Verdict

HOLDS, FAILS, NOT_RUN = "holds", "fails", "not run"
EARLY = 0.5  # epochs, of metrics that begin with `early.`
POOLED = ("pooled-median", "pooled-mean", "mirrored-to-not")

Values = Sequence[tuple[float, bool]]  # a metric of each replicate, and whether it is mirrored


def judge(claims: Sequence[Claim], results: Path) -> list[Verdict]:
    """Test claims on a folder of results; one verdict per claim.

    Raises:
        InputError: a result is broken.
    """
    return [_judge(claim, Results(results)) for claim in claims]


def write_verdicts(verdicts: Sequence[Verdict], output: Path, markdown: Path) -> None:
    """Write verdicts as JSON and as a Markdown table."""
    with atomic_file(output) as scratch:
        text = json.dumps([vars(one) for one in verdicts], indent=2, ensure_ascii=False)
        scratch.write_text(text + "\n", encoding="utf-8")
    lines = ["# The paper's claims", "", _counts(verdicts), ""]
    lines += ["| verdict | claim | expected | found | source |", "|---|---|---|---|---|"]
    for one in verdicts:
        cells = [one.verdict, one.claim, one.expected, _found(one), one.source]
        lines.append(f"| {' | '.join(cells)} |")
    with atomic_file(markdown) as scratch:
        scratch.write_text("\n".join(lines) + "\n", encoding="utf-8")


def describe(verdicts: Sequence[Verdict]) -> str:
    """A table for a terminal, with what was found and which experiments are missing."""
    wide = max((len(one.id) for one in verdicts), default=0)
    rows = [f"{one.verdict:<8} {one.id:<{wide}}  {_found(one)}" for one in verdicts]
    return "\n".join([*rows, "", _counts(verdicts)]) + "\n"


def _judge(claim: Claim, results: Results) -> Verdict:
    verdicts, figures, missing = zip(*(_test(t, results) for t in claim.tests), strict=True)
    return Verdict(
        claim.id,
        claim.claim,
        claim.source,
        expected="; ".join(test.expected for test in claim.tests),
        figure="; ".join(dict.fromkeys(filter(None, figures))),
        verdict=next(v for v in (FAILS, NOT_RUN, HOLDS) if v in verdicts),
        missing=sorted({name for names in missing for name in names}),
    )


def _values(metric: str, experiment: str, results: Results) -> Values:
    """The metric, or ratio of two metrics, of each replicate that has it."""
    found = []
    for path in results.evaluations(experiment):
        evaluation, run = read_evaluation(path), results.run(experiment, path.stem)
        terms = [_value(term, evaluation, run) for term in metric.split(" / ", 1)]
        if None not in terms and (len(terms) == 1 or terms[1]):
            value = terms[0] if len(terms) == 1 else terms[0] / terms[1]
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


def _test(test: Test, results: Results) -> tuple[str, str, list[str]]:
    """The verdict, what was found, and the experiments whose results are missing."""
    found = {name: _values(test.metric, name, results) for name in test.experiments}
    missing = [name for name, values in found.items() if not values]
    base = _values(test.metric, test.than, results) if test.than else [(1.0, False)]
    if not base:
        return NOT_RUN, "", [*missing, test.than]
    compared = {} if missing and test.over in POOLED else _compared(test, found)
    if not compared:  # no results, or none that the mirrored can be compared with
        return NOT_RUN, "", missing or list(test.experiments)
    unit = statistics.median(value for value, _ in base)
    words = ", ".join(f"{name} {_span(values)}" for name, values in compared.items())
    figure = f"{test.metric}: {words}" + (f" ({test.than} {unit:.3g})" if test.than else "")
    if not all(test.passes(value, unit) for values in compared.values() for value in values):
        return FAILS, figure, missing
    return NOT_RUN if missing else HOLDS, figure, missing


def _compared(test: Test, found: Mapping[str, Values]) -> dict[str, list[float]]:
    """The numbers that must be within the bound, by the name of what they describe."""
    each = {name: [value for value, _ in values] for name, values in found.items() if values}
    if test.over == "every":
        return each
    if test.over == "median":
        return {name: [statistics.median(values)] for name, values in each.items()}
    pool = [value for values in each.values() for value in values]
    label = f"{len(pool)} replicates"
    if test.over != "mirrored-to-not":
        average = statistics.median if test.over == "pooled-median" else statistics.fmean
        return {label: [average(pool)]}
    pairs = [pair for values in found.values() for pair in values]
    hands = [[value for value, mirrored in pairs if mirrored is hand] for hand in (True, False)]
    if not all(hands) or not statistics.median(hands[1]):
        return {}
    return {label: [statistics.median(hands[0]) / statistics.median(hands[1])]}


def _number(path: str, entries: Mapping[str, Any]) -> float | None:
    """A number of nested JSON, keys joined by dots; 1 or 0 for a false symmetry or none."""
    value: Any = entries
    for key in path.split("."):
        if not isinstance(value, Mapping) or key not in value:
            return None
        value = value[key]
    if path == "false_symmetry":
        return float(value is not None)
    return float(value) if is_number(value) else None


def _found(one: Verdict) -> str:
    lacks = f"missing: {', '.join(one.missing)}" if one.missing else ""
    return "; ".join(filter(None, (one.figure, lacks)))


def _span(values: Sequence[float]) -> str:
    low, high = min(values), max(values)
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"


def _counts(verdicts: Sequence[Verdict]) -> str:
    counts = [sum(one.verdict == v for one in verdicts) for v in (HOLDS, FAILS, NOT_RUN)]
    return "{} hold, {} fail, {} not run.".format(*counts)
