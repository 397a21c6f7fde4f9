"""What the pick stage leaves: its table of picks, and its maps of the fields."""

import zlib
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import require

REMEDY = "run the pick stage again"
COLUMNS = ("id", "field", "x_nm", "y_nm", "radius_nm", "localisations", "accepted", "reason")


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
    try:
        table = pd.read_csv(require(path, REMEDY), dtype={"field": str, "reason": str})
    except (ValueError, UnicodeDecodeError) as fault:
        raise InputError(f"{path}: not a table ({fault}); {REMEDY}") from None
    absent = [name for name in COLUMNS if name not in table]
    if absent or table["accepted"].dtype != bool:
        raise InputError(f"{path}: no column {(absent or ['accepted'])[0]}; {REMEDY}")
    return table.fillna({"reason": ""})


def _read_maps(path: Path) -> list[FieldMap]:
    damaged = (ValueError, KeyError, OSError, IndexError, EOFError, BadZipFile, zlib.error)
    try:
        with (
            require(path, REMEDY).open("rb") as stream,
            np.load(stream, allow_pickle=False) as file,
        ):
            return [
                FieldMap(str(name), file[f"map{i}"], file["corners"][i], file["nm_per_pixel"][i])
                for i, name in enumerate(file["names"])
            ]
    except damaged as fault:
        raise InputError(f"{path}: not a complete file of maps ({fault}); {REMEDY}") from None
