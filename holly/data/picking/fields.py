"""Fields of view: those of several files, each without stray localisations."""

import logging
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from holly.data.plausible import CORE
from holly.data.table import Table

FAR = 1.0  # such widths outside of it, from which a localisation is a stray

log = logging.getLogger(__name__)


def named_fields(files: Iterable[tuple[Path, Table]]) -> dict[str, Table]:
    """The fields of files by name: that of the file, and the number in it if it has several.

    Raises:
        InputError: two files have the same name.
    """
    fields: dict[str, Table] = {}
    for path, table in files:
        for name, field in _split(path, table).items():
            if name in fields:
                raise InputError(f"{path}: another file has the same name; rename one")
            fields[name] = without_strays(name, field)
    return fields


def without_strays(name: str, field: Table) -> Table:
    """The field without localisations FAR from it, which would set the scale of all that follows.

    The number of those that are left out is logged.
    """
    points = field.points[:, :2]
    low, high = np.percentile(points, CORE, axis=0)
    width = (high - low).max()
    near = ((points >= low - FAR * width) & (points <= high + FAR * width)).all(axis=1)
    if not near.all():
        log.warning(
            "%s: left out %d of %d localisations that are strays: the field is %.3g µm wide, and "
            "they lie farther than that outside of it",
            *(name, len(near) - near.sum(), len(near), width / 1000),
        )
    return field.rows(near)


def _split(path: Path, table: Table) -> dict[str, Table]:
    numbers = [] if table.field is None else np.unique(table.field)
    if len(numbers) < 2:
        return {path.stem: table}
    return {f"{path.stem} {number}": table.rows(table.field == number) for number in numbers}
