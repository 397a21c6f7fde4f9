"""Localisations as ThunderSTORM writes them, a CSV file."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from groundwork.files import atomic_file

FORMATS = {  # of the columns, by name
    "frame": "%d",
    "x [nm]": "%.2f",
    "y [nm]": "%.2f",
    "z [nm]": "%.2f",
    "intensity [photon]": "%.1f",
    "uncertainty_xy [nm]": "%.2f",
    "uncertainty_z [nm]": "%.2f",
    "particle": "%d",  # ThunderSTORM itself knows no particles
}


def write_thunderstorm(path: Path, columns: Mapping[str, np.ndarray]) -> None:
    """Write columns [N], keys of FORMATS in this order, and their ids from 1."""
    count = len(next(iter(columns.values())))
    rows = np.column_stack([np.arange(1, count + 1), *columns.values()])
    formats = ["%d", *(FORMATS[name] for name in columns)]
    header = ",".join(f'"{name}"' for name in ("id", *columns))
    with atomic_file(path) as scratch:
        np.savetxt(scratch, rows, ",".join(formats), header=header, comments="")
