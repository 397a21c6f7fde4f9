"""What the pick stage leaves: its table of picks, and its maps of the fields."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import require, require_lines
from groundwork.formats.npz import read_npz
from holly.data.picking.maps import WIDEST

REMEDY = "run the pick stage again"
COLUMNS = ("id", "field", "x_nm", "y_nm", "radius_nm", "localisations", "accepted", "reason")
LONGEST = 250  # bytes of the name of a field, which becomes that of a picture
NUMBERS = {
    **dict.fromkeys(("id", "localisations"), "int64"),
    **dict.fromkeys(("x_nm", "y_nm", "radius_nm"), "float64"),
}


@dataclass(frozen=True)
class FieldMap:
    """The map of a field: counts [height, width], y down."""

    name: str
    counts: np.ndarray
    corner: np.ndarray  # [2], of its first pixel, nm
    nm_per_pixel: float


def read_picks(table: Path, maps: Path) -> tuple[pd.DataFrame, list[FieldMap]]:
    """The table of picks, in which no reason is "", and the maps of their fields.

    Raises:
        InputError: a file is missing or broken, or the two belong to different data.
    """
    picks, fields = _read_table(table), _read_maps(maps)
    if not set(picks["field"]) <= {field.name for field in fields}:
        raise InputError(f"{table}: other fields than in {maps}; {REMEDY}")
    return picks, fields


def _read_table(path: Path) -> pd.DataFrame:
    require_lines(path, REMEDY)
    try:
        table = pd.read_csv(path, dtype={**NUMBERS, "field": str, "reason": str})
    except (ValueError, OverflowError) as fault:
        raise InputError(f"{path}: not a table ({fault}); {REMEDY}") from None
    absent = [name for name in COLUMNS if name not in table]
    if absent or table["accepted"].dtype != bool:
        raise InputError(f"{path}: no column {(absent or ['accepted'])[0]}; {REMEDY}")
    strange = [name for name in NUMBERS if not np.isfinite(table[name]).all()]
    strange += [] if (table["radius_nm"] > 0).all() else ["radius_nm"]
    if strange:
        raise InputError(f"{path}: a {strange[0]} is no such number; {REMEDY}")
    if table["id"].duplicated().any():
        raise InputError(f"{path}: an id occurs twice; {REMEDY}")
    return table.fillna({"reason": ""})


def _read_maps(path: Path) -> list[FieldMap]:
    require(path, REMEDY)
    try:
        names, corners, scales = read_npz(path, ("names", "corners", "nm_per_pixel"), "Uf")
        if names.ndim != 1 or names.dtype.kind != "U" or len(set(names.tolist())) < len(names):
            raise ValueError("no list of names")
        if (corners.shape, scales.shape) != ((len(names), 2), names.shape):
            raise ValueError("a map without its place")
        maps = read_npz(path, [f"map{number}" for number in range(len(names))], "u")
        fields = zip(names.tolist(), maps, corners, scales, strict=True)
        return [_checked(FieldMap(*field)) for field in fields]
    except ValueError as fault:
        raise InputError(f"{path}: not a complete file of maps ({fault}); {REMEDY}") from None


def _checked(field: FieldMap) -> FieldMap:
    """The same map; ValueError if its name cannot be that of a file, or it is no map."""
    size = len(field.name.encode())  # ValueError if it cannot be written at all
    if not field.name.strip(".") or set(field.name) & {"/", "\0"} or size > LONGEST:
        raise ValueError(f"a field named {field.name!r}")
    if field.counts.ndim != 2 or not field.counts.size or max(field.counts.shape) > WIDEST:
        raise ValueError(f"a map of {field.counts.shape} pixels")
    if not (np.isfinite([*field.corner, field.nm_per_pixel]).all() and field.nm_per_pixel > 0):
        raise ValueError("a map without its place")
    return field
