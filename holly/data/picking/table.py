"""The table of picks, and the corrections of a person who has looked at them."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import require_lines
from holly.data.picking.find import Picks

BY_HAND = "rejected by hand"
SAME = 1.0  # nm, between the places of a pick in two tables
REMEDY = "save it again from the page of these fields"
NUMBERS = {"id": "int64", "x_nm": "float64", "y_nm": "float64"}

log = logging.getLogger(__name__)


def pick_table(picks: Picks, names: Sequence[str]) -> pd.DataFrame:
    """A row for each pick; `particle`, its index among the accepted ones, is filled in later."""
    return pd.DataFrame(
        {
            "particle": pd.array([pd.NA] * len(picks), "Int64"),
            "id": np.arange(len(picks)),
            "field": np.array(names, object)[picks.field],
            "x_nm": picks.centres[:, 0].round(2),
            "y_nm": picks.centres[:, 1].round(2),
            "radius_nm": picks.radii.round(2),
            "localisations": picks.counts,
            "accepted": picks.reasons == "",
            "reason": picks.reasons,
        }
    )


def apply_choices(path: Path | str, table: pd.DataFrame) -> pd.DataFrame:
    """The table with the verdicts of a CSV file saved from the page.

    Args:
        path: columns id, x_nm, y_nm and accepted; a row for each pick or for some.
        table: the picks.

    Raises:
        InputError: another file, a pick that is unknown or elsewhere, or named twice.
    """
    path = Path(path)
    chosen = _read(path)
    ids = chosen["id"]
    if ids.duplicated().any():
        raise InputError(
            f"{path}: chosen more than once, id {ids[ids.duplicated()].iloc[0]}; {REMEDY}"
        )
    if not ids.isin(table["id"]).all():
        raise InputError(
            f"{path}: no pick has the id {ids[~ids.isin(table['id'])].iloc[0]}; {REMEDY}"
        )
    places = ["x_nm", "y_nm"]
    moved = ~(np.abs(table.loc[ids, places].to_numpy() - chosen[places].to_numpy()) <= SAME)
    if moved.any():
        first = ids[moved.any(axis=1)].iloc[0]
        raise InputError(
            f"{path}: pick {first} lies elsewhere now, because data or settings have changed; "
            f"{REMEDY}"
        )
    after, verdicts = table.copy(), chosen["accepted"].to_numpy()
    changed = table.loc[ids, "accepted"].to_numpy() != verdicts
    after.loc[ids, "accepted"] = verdicts
    after.loc[ids[changed & ~verdicts], "reason"] = BY_HAND
    after.loc[ids[changed & verdicts], "reason"] = ""
    log.info("%s: %d picks chosen, which changes %d verdicts", path, len(ids), changed.sum())
    return after


def _read(path: Path) -> pd.DataFrame:
    require_lines(path, REMEDY)
    try:
        chosen = pd.read_csv(path, dtype=NUMBERS)
    except (ValueError, OverflowError) as fault:
        raise InputError(f"{path}: not a table ({fault}); {REMEDY}") from None
    needed = (*NUMBERS, "accepted")
    twice = [name for name in needed if f"{name}.1" in chosen]  # pandas numbers repeated names
    if twice:
        raise InputError(f"{path}: two columns have the same name, {twice[0]!r}; remove one")
    absent = [name for name in needed if name not in chosen]
    if absent or chosen["accepted"].dtype != bool:
        raise InputError(
            f"{path}: no column {absent[0] if absent else 'accepted, of True and False,'}; {REMEDY}"
        )
    return chosen


def report(table: pd.DataFrame) -> None:
    """Log how many picks of each field are accepted, and why the others are not."""
    for name, picks in table.groupby("field", sort=False):
        wrong = picks["reason"][~picks["accepted"]].value_counts()
        why = "".join(f", {count} {reason}" for reason, count in wrong.items())
        log.info("%s: %d particles accepted%s", name, picks["accepted"].sum(), why)
