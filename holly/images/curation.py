"""The table of accepted and rejected particles; reading it needs no h5py."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import require_lines
from holly.images.verdicts import agreement, read_list, read_verdicts

if TYPE_CHECKING:
    from holly.data.particles import Particles

REMEDY = "run curation again"


def read_curation(curation: Path) -> pd.DataFrame:
    """The table written by holly.images.curate.curate, a row per particle.

    Raises:
        InputError: not such a table.
    """
    require_lines(curation, REMEDY)
    table = read_verdicts(curation, ("particle", "id", "accepted"), REMEDY)
    if not np.array_equal(table["particle"], np.arange(len(table))):
        raise InputError(f"{curation}: particles are missing or out of order; {REMEDY}")
    return table


def read_accepted(curation: Path, particles: "Particles") -> np.ndarray:
    """Indices of the accepted particles, ascending, from a table written by `curate`.

    Raises:
        InputError: not such a table, a table of other particles, or none accepted.
    """
    table = read_curation(curation)
    if not np.array_equal(table["id"], particles.ids):
        raise InputError(f"{curation}: made from other localisations; {REMEDY}")
    accepted = np.flatnonzero(table["accepted"])
    if not len(accepted):
        raise InputError(f"{curation}: no particle is accepted; loosen the rules and {REMEDY}")
    return accepted


def judge(curation: Path, accepted_list: Path) -> dict[str, int | float | None]:
    """How far a curation agrees with a list of accepted ids, one per line.

    Returns:
        The numbers of holly.images.verdicts.agreement.

    Raises:
        InputError: an unreadable file.
    """
    table = read_curation(curation)
    return agreement(table["accepted"].to_numpy(), read_list(accepted_list, table["id"]))
