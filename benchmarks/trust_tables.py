"""The tables of docs/accuracy.md about doubt, from the rows of benchmarks/trust.py.

python benchmarks/trust_tables.py          (prints them, and the limit that follows)

The limit of doubt is the largest multiple of 0.05 at which at most 2 % of the planted pairs of
draw 1 that are believed are of different structures. The limit of the misfit is the smallest
multiple of 0.01 that no right training of seed 1 reaches. Draw 2 and seed 2 had no say.
"""

import math
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pandas as pd
from conditions import CONDITIONS
from trust import right, rows

from holly.evaluation.agreement import verdict
from holly.evaluation.doubt import Doubt
from holly.results.agreement import LIMIT, MISFIT

RESULTS = Path(__file__).resolve().parent / "results"
LIMITS = [round(0.05 * step, 2) for step in range(1, 21)]
MISTAKEN = 0.02  # most believed pairs that are wrong, of all that are believed
NUMBERS = [field.name for field in fields(Doubt)]
WORDS = {"supported": "believed", "unclear": "unclear", "refuted": "refuted"}


def pairs(name: str) -> pd.DataFrame:
    """The rows of a file, with what holly says of each pair."""
    table = pd.read_csv(RESULTS / f"trust-{name}.csv")
    table["doubt"] = [Doubt(*row) for row in table[NUMBERS].itertuples(index=False)]
    table["belief"] = [doubt.belief() for doubt in table.doubt]
    return table


def limit() -> float:
    """The limit that follows from the planted pairs of draw 1."""
    table = pairs("planted")
    table = table[table.seed == 1]
    return max(one for one in LIMITS if _mistaken(table, one) <= MISTAKEN)


def _mistaken(table: pd.DataFrame, limit: float) -> float:
    """The share of pairs of different structures among those believed at this limit."""
    believed = table[[doubt.belief(limit) == "supported" for doubt in table.doubt]]
    return 1 - believed.same.mean() if len(believed) else 0.0


def misfit() -> float:
    """The limit that follows from the trainings of seed 1."""
    first = [row for row in rows(RESULTS / "trust-trainings.csv") if row["seed"] == "1"]
    largest = max(float(row["misfit"]) for row in first if right(row))
    return round(math.floor(100 * largest + 1) / 100, 2)


def planted() -> str:
    """What is said of planted pairs: a row per relation, a column per number of points."""
    table = pairs("planted")
    points = sorted(table.points.unique())
    lines = [
        f"| pairs | {' | '.join(f'{n} points' for n in points)} |",
        "|---|" + "---|" * len(points),
    ]
    for relation, some in table.groupby("relation", sort=False):
        cells = [_counts(some[some.points == n]) for n in points]
        lines.append(f"| {relation} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def trained() -> str:
    """What is said of trainings: a row per condition."""
    table = pairs("trained")
    place = {name: number for number, name in enumerate(CONDITIONS)}
    table = table.sort_values("condition", key=lambda names: names.map(place))
    lines = ["| images | right | doubt | misfit | verdict |", "|---|---|--:|--:|---|"]
    for row in table.itertuples():
        doubt = "–" if row.doubt.value is None else f"{row.doubt.value:.2f}"
        told = "yes" if row.right else "no"
        cells = [row.condition, told, doubt, f"{row.misfit:.3f}", verdict(row.doubt, row.misfit)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def verdicts() -> str:
    """How often each verdict is right, over all pairs of trainings."""
    table = pairs("trained")
    numbers = zip(table.doubt, table.misfit, strict=True)
    table["verdict"] = [verdict(doubt, misfit) for doubt, misfit in numbers]
    lines = ["| verdict | right pairs | wrong pairs |", "|---|--:|--:|"]
    for told in ("supported", "misfit", "unclear", "refuted"):
        right = table[table.verdict == told].right
        lines.append(f"| `{told}` | {(right == 1).sum()} | {(right == 0).sum()} |")
    return "\n".join(lines) + "\n"


def _counts(some: pd.DataFrame) -> str:
    """How many pairs are believed, unclear and refuted."""
    counts = [(int((some.belief == key).sum()), word) for key, word in WORDS.items()]
    return ", ".join(f"{count} {word}" for count, word in counts if count) or "–"


TABLES: dict[str, Callable[[], str]] = {
    "planted": planted,
    "trained": trained,
    "verdicts": verdicts,
}

if __name__ == "__main__":
    for table in TABLES.values():
        print(table())
    print(f"doubt {limit():g}, in use {LIMIT:g}; misfit {misfit():g}, in use {MISFIT:g}")
