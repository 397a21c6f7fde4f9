"""Entries of the JSON files of a results folder, complete but with nothing known."""

from dataclasses import fields

from holly.results.evaluation import Evaluation
from holly.results.history import COLUMNS

EVALUATION = {
    **{field.name: None for field in fields(Evaluation)},
    **{"experiment": "bunny", "replicate": "1", "points": 60},
}
RUN = {"images": 6400, "settings": {"nm_per_unit": None, "recipe": {}, "simulation": None}}


def write_history(path, **columns):
    """A history.csv with these columns; the others count from one."""
    rows = len(next(iter(columns.values())))
    table = dict.fromkeys(COLUMNS, range(1, rows + 1)) | columns
    lines = [",".join(table), *(",".join(map(str, row)) for row in zip(*table.values()))]  # noqa: B905
    path.write_text("\n".join(lines) + "\n")
