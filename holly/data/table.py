"""Localisations of a file in memory, in nm, and how their units were known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np

from holly.settings.choices import Layout

# "layout": the program that writes such files documents the unit; "assumed": nothing says it.
Known = Literal["header", "metadata", "yaml", "layout", "named by the user", "assumed"]


@dataclass(frozen=True)
class Table:
    """Localisations [n] in the order of their file. A column that the file lacks is None.

    Lengths are in nm. `precision` is lateral (x and y), `precision_z` axial; both are standard
    deviations, nan where unknown. `channel`, `particle` and `trace` are texts: of `particle`, ""
    says that a row belongs to none; a trace is what one molecule gave in one go (MINFLUX).
    """

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray | None = None
    precision: np.ndarray | None = None
    precision_z: np.ndarray | None = None
    frame: np.ndarray | None = None
    photons: np.ndarray | None = None
    channel: np.ndarray | None = None
    particle: np.ndarray | None = None
    trace: np.ndarray | None = None
    field: np.ndarray | None = None  # number of the field of view, if the file has several

    def __len__(self) -> int:
        return len(self.x)

    @property
    def points(self) -> np.ndarray:
        """The coordinates [n, 2], or [n, 3] if z is known."""
        return np.stack([axis for axis in (self.x, self.y, self.z) if axis is not None], axis=1)

    def rows(self, which: np.ndarray | slice) -> "Table":
        """The localisations of an index, a mask or a slice."""
        columns = {name: values for name, values in vars(self).items() if values is not None}
        return replace(self, **{name: values[which] for name, values in columns.items()})


@dataclass(frozen=True)
class Column:
    """Where the values of a column of a Table come from."""

    name: str  # in the file
    unit: str = ""  # nm, um, m or px; "" for what is no length
    known: Known = "header"  # how the unit, or the size of the px, was known
    factor: float = 1.0  # nm per unit

    def __str__(self) -> str:
        return f"{self.name} ({self.unit}, {self.known})" if self.unit else self.name


@dataclass(frozen=True)
class Opened:
    """A file of localisations that is about to be read.

    Each block is a name and a table. If the file stores its particles one by one, a block is one
    particle with its name, even one without localisations. Otherwise the name is "", and the
    column `particle`, if there is one, tells to which particle each row belongs.
    """

    layout: Layout
    columns: dict[str, Column]  # by the name of the column of Table
    blocks: Iterator[tuple[str, Table]]


@dataclass(frozen=True)
class Localisations:
    """All localisations of a file, its layout, and where each column comes from.

    `columns["x"].known` says how the unit of x was known.
    """

    table: Table
    layout: Layout
    columns: dict[str, Column]


def joined(parts: Sequence[Table]) -> Table:
    """The rows of all parts; they must have the same columns."""
    if len(parts) == 1:
        return parts[0]
    names = [field.name for field in fields(Table) if getattr(parts[0], field.name) is not None]
    return Table(**{name: np.concatenate([getattr(one, name) for one in parts]) for name in names})


def described(columns: dict[str, Column]) -> str:
    """The columns in one line: `x: x [nm] (nm, header), …`."""
    return ", ".join(f"{name}: {column}" for name, column in columns.items())
