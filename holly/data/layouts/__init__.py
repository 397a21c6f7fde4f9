"""Readers of localisation files, one for each layout; docs/data.md describes the layouts.

A reader yields one particle after the other: its name in the file, and a table of localisations
[n, columns] in nm. The columns are x, y and, in 3D, z; readers of WITH_PRECISION add the
localisation precision, nan where the file does not give it.
"""

from collections.abc import Callable

from holly.data.layouts.by_particle import NamedTables
from holly.data.layouts.matlab import read_cep152, read_matlab_cell
from holly.data.layouts.picasso import read_picasso
from holly.data.layouts.tables import read_csv, read_thunderstorm
from holly.settings.choices import Layout

__all__ = ["READERS", "WITH_PRECISION", "NamedTables"]

# Each takes the file, a folder for temporary files, and the layout's LAYOUT_OPTIONS by keyword.
READERS: dict[Layout, Callable[..., NamedTables]] = {
    "cep152": read_cep152,
    "matlab-cell": read_matlab_cell,
    "picasso": read_picasso,
    "thunderstorm": read_thunderstorm,
    "csv": read_csv,
}
WITH_PRECISION: tuple[Layout, ...] = ("picasso", "thunderstorm")
