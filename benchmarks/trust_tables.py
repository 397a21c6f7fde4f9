"""The tables of docs/accuracy.md about doubt, from the rows of benchmarks/trust.py.

python benchmarks/trust_tables.py          (prints them, and the limit that follows)

The limit of doubt is the largest multiple of 0.05 at which at most 2 % of the planted pairs of
draw 1 that are believed are of different structures. Draw 2 had no say in it.
"""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pandas as pd

from holly.evaluation.doubt import Doubt
from holly.results.agreement import LIMIT

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


def planted() -> str:
    """What is said of planted pairs: a row per relation, a column per number of points."""
    table = pairs("planted")
    points = sorted(table.points.unique())
    lines = [
        f"| pairs | {' | '.join(f'{n} points' for n in points)} |",
        "|---|" + "---|" * len(points),
    ]
    for relation, rows in table.groupby("relation", sort=False):
        cells = [_counts(rows[rows.points == n]) for n in points]
        lines.append(f"| {relation} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def trained() -> str:
    """What is said of trainings: a row per condition."""
    lines = ["| images | right | verdict | doubt |", "|---|--:|---|---|"]
    for condition, rows in pairs("trained").groupby("condition", sort=False):
        doubts = [doubt.value for doubt in rows.doubt]
        numbers = ", ".join("–" if one is None else f"{one:.2f}" for one in doubts)
        right = f"{rows.right.sum()} of {len(rows)}"
        lines.append(f"| {condition} | {right} | {_counts(rows)} | {numbers} |")
    return "\n".join(lines) + "\n"


def _counts(rows: pd.DataFrame) -> str:
    """How many pairs are believed, unclear and refuted."""
    counts = [(int((rows.belief == key).sum()), word) for key, word in WORDS.items()]
    return ", ".join(f"{count} {word}" for count, word in counts if count) or "–"


TABLES: dict[str, Callable[[], str]] = {"planted": planted}

if __name__ == "__main__":
    for table in TABLES.values():
        print(table())
    print(f"limit {limit():g}, in use {LIMIT:g}")
