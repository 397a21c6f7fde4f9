"""Verdicts on particles: tables with a column `accepted`, lists of ids, and how far both agree."""

import logging
from pathlib import Path

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import require

log = logging.getLogger(__name__)


def read_verdicts(path: Path, columns: tuple[str, ...], remedy: str) -> pd.DataFrame:
    """A CSV table with these columns, of which `accepted` holds True and False.

    Raises:
        InputError: not such a table.
    """
    try:
        table = pd.read_csv(require(path, remedy), dtype={"reason": str})
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a table ({error}); {remedy}") from error
    absent = [name for name in columns if name not in table]
    if absent or table["accepted"].dtype != bool:
        column = absent[0] if absent else "accepted, of True and False,"
        raise InputError(f"{path}: no column {column} among {list(table)}; {remedy}")
    return table


def read_list(path: Path, ids: pd.Series) -> np.ndarray:
    """Whether each particle [P] is on a list of accepted ids, one per line.

    Raises:
        InputError: not such a list.
    """
    remedy = "give the id (an integer) of one accepted particle per line"
    lines = require(path, remedy).read_text(encoding="utf-8", errors="replace").split()
    try:
        listed = {int(line) for line in lines}
    except ValueError as error:
        raise InputError(f"{path}: {error}; {remedy}") from error
    unknown = len(listed - set(ids))
    if unknown:
        log.warning("%s: %d of %d ids are not in the localisations", path, unknown, len(listed))
    return ids.isin(listed).to_numpy()


def agreement(accepted: np.ndarray, listed: np.ndarray) -> dict[str, int | float | None]:
    """How far two verdicts [P] agree.

    Returns:
        particles; accepted, by the curation; listed; both; agreement, the share of particles with
        the same verdict; precision, the share of the accepted that is listed; recall, the share
        of the listed that is accepted. A share of nothing is None.
    """
    both = int((accepted & listed).sum())
    return {
        "particles": len(listed),
        "accepted": int(accepted.sum()),
        "listed": int(listed.sum()),
        "both": both,
        "agreement": float((accepted == listed).mean()),
        "precision": both / int(accepted.sum()) if accepted.any() else None,
        "recall": both / int(listed.sum()) if listed.any() else None,
    }
