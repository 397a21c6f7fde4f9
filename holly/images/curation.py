"""Verdicts on particles, as tables and as lists; reading them needs no h5py."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import require, require_lines
from holly.images.cube import open_cube

if TYPE_CHECKING:
    from holly.data.particles import Particles

REMEDY = "run curation again"

log = logging.getLogger(__name__)


def read_curation(curation: Path) -> pd.DataFrame:
    """The table written by holly.images.curate.curate; InputError for any other file."""
    require_lines(curation, REMEDY)
    table = read_verdicts(curation, ("particle", "id", "accepted"), REMEDY)
    if not np.array_equal(table["particle"], np.arange(len(table))):
        raise InputError(f"{curation}: particles are missing or out of order; {REMEDY}")
    return table


def read_previews(previews: Path, curation: Path) -> tuple[np.ndarray, float, pd.DataFrame]:
    """A cube with an image of every particle, its sigma in pixels, and the particles' curation.

    Raises:
        InputError: a file is missing or broken, or the two belong to different data.
    """
    images, header = open_cube(previews)
    table = read_curation(curation)
    if len(table) != len(images):
        raise InputError(
            f"{curation}: {len(table)} particles, but {previews} has {len(images)}; curate again"
        )
    return images, header.sigma, table


def read_accepted(curation: Path, particles: "Particles") -> np.ndarray:
    """Indices of the accepted particles, ascending; InputError if none of them is accepted."""
    table = read_curation(curation)
    if not np.array_equal(table["id"], particles.ids):
        raise InputError(f"{curation}: made from other localisations; {REMEDY}")
    accepted = np.flatnonzero(table["accepted"])
    if not len(accepted):
        raise InputError(f"{curation}: no particle is accepted; loosen the rules and {REMEDY}")
    return accepted


def read_verdicts(path: Path, columns: tuple[str, ...], remedy: str) -> pd.DataFrame:
    """A CSV table with these columns, `accepted` True or False; InputError for any other file."""
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
    """Whether each particle [P] is on a list of ids, one per line; InputError for other text."""
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


def judge(curation: Path, accepted_list: Path) -> dict[str, int | float | None]:
    """The `agreement` of a curation with a list of accepted ids; InputError for other files."""
    table = read_curation(curation)
    return agreement(table["accepted"].to_numpy(), read_list(accepted_list, table["id"]))


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
