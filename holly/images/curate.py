"""Particles measured from their localisations, and kept or rejected by rules, list or hand.

Reading the table needs pandas alone, so that pages are made where h5py is absent.
"""

import logging
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import atomic_file, require, require_lines
from holly.settings.datasets import CurationRules

if TYPE_CHECKING:
    from holly.data.particles import Particles

CORE = 3.0  # localisations further out than so many median distances count as strays
SPOT = 0.5  # side of the square a spot fits in, in median radii of gyration
NAMED = 20  # particles named in one message; the files have them all
BY_HAND = "rejected by hand"

log = logging.getLogger(__name__)


def curate(
    localisations: Path,
    output: Path,
    *,
    rules: CurationRules,
    accepted_list: Path | None,
    choices: Path | None = None,
) -> None:
    """Measure every particle, accept or reject it, and write the table `output`.

    Columns: particle (index in `localisations`), id (index in its source), the measures (see
    `measure`), accepted, reason.

    Args:
        localisations: HDF5 file of particles, nm.
        output: the CSV file to write.
        rules: used where there is no list; where there is one, the log says how far they agree.
        accepted_list: text, one accepted id a line; overrides the rules.
        choices: CSV saved from the contact sheet, with columns id, accepted and as a rule
            particle; overrides rules and list for the particles it names.

    Raises:
        InputError: an unreadable file, a choice of an unknown particle, or no particle accepted.
    """
    from holly.data.particles import open_particles

    with open_particles(localisations) as particles:
        table = measure(particles)
    reasons = _apply(rules, table)
    decided = "the curation rules"
    if accepted_list is not None:
        listed = _listed(table["id"], accepted_list)
        found = _compare(np.array(reasons) == "", listed)
        log.info("the rules, which %s overrides: %s", accepted_list, _describe(found))
        reasons = ["" if member else f"not in {accepted_list.name}" for member in listed]
        decided = str(accepted_list)
    if choices is not None:
        reasons = _choose(choices, table, reasons)
        decided += f" and {choices}"
    table["accepted"] = [not reason for reason in reasons]
    table["reason"] = reasons
    _report(table)
    if not table["accepted"].any():
        raise InputError(f"{localisations}: no particle is accepted by {decided}; loosen them")
    with atomic_file(output) as scratch:
        table.to_csv(scratch, index=False, lineterminator="\n")


def read_curation(curation: Path) -> pd.DataFrame:
    """The table written by `curate`, a row a particle.

    Raises:
        InputError: not such a table.
    """
    remedy = "run curation again"
    require_lines(curation, remedy)
    table = _read_verdicts(curation, ("particle", "id", "accepted"), remedy)
    if not np.array_equal(table["particle"], np.arange(len(table))):
        raise InputError(f"{curation}: particles are missing or out of order; {remedy}")
    return table


def read_accepted(curation: Path, particles: "Particles") -> np.ndarray:
    """Indices of the accepted particles, ascending, from a table written by `curate`.

    Raises:
        InputError: not such a table, a table of other particles, or none accepted.
    """
    remedy = "run curation again"
    table = read_curation(curation)
    if not np.array_equal(table["id"], particles.ids):
        raise InputError(f"{curation}: made from other localisations; {remedy}")
    accepted = np.flatnonzero(table["accepted"])
    if not len(accepted):
        raise InputError(f"{curation}: no particle is accepted; loosen the rules and {remedy}")
    return accepted


def judge(curation: Path, accepted_list: Path) -> dict[str, int | float | None]:
    """How far a curation agrees with a list of accepted ids, one a line.

    Returns:
        particles; accepted, by the curation; listed, of these particles; both; agreement, the
        share of particles of one verdict; precision, the share of the accepted that is listed;
        recall, the share of the listed that is accepted. None where nothing is shared out.

    Raises:
        InputError: an unreadable file.
    """
    table = read_curation(curation)
    return _compare(table["accepted"].to_numpy(), _listed(table["id"], accepted_list))


def measure(particles: "Particles") -> pd.DataFrame:
    """A row a particle: particle, id and the measures.

    Of all localisations: `localisations`, their number; `extent_nm`, the larger of the ranges
    of x and y; `brightest_share`, see `brightest_share`. Of the core (a few strays must not
    decide): `radius_of_gyration_nm`; `eccentricity` of the ellipse of inertia, 0 to 1;
    `centre_offset_nm`, from the mean to the middle of the extent; `asymmetry`, see `asymmetry`.
    """
    from holly.images.prerender import extent

    rows = []
    for index in range(len(particles)):
        everything = particles.particle(index)[:, :2]
        points = core(everything)
        rows.append(
            {
                "particle": index,
                "id": int(particles.ids[index]),
                "localisations": len(everything),
                "extent_nm": extent(everything),
                "radius_of_gyration_nm": np.sqrt(points.var(0).sum()),
                "eccentricity": eccentricity(points),
                "brightest_share": np.nan,  # needs the median of all
                "centre_offset_nm": centre_offset(points),
                "asymmetry": asymmetry(points),
            }
        )
    table = pd.DataFrame(rows)
    side = SPOT * float(table["radius_of_gyration_nm"].median())
    table["brightest_share"] = [
        brightest_share(particles.particle(index)[:, :2], side) for index in range(len(particles))
    ]
    return table


def core(points: np.ndarray) -> np.ndarray:
    """Those of the localisations [N, 2] within three median distances of the median position."""
    distance = np.linalg.norm(points - np.median(points, axis=0), axis=1)
    return points[distance <= CORE * np.median(distance)]


def eccentricity(points: np.ndarray) -> float:
    """Eccentricity of the ellipse of inertia of localisations [N, 2]: 0 round, 1 a line."""
    minor, major = np.linalg.eigvalsh(_covariance(points))
    return float(np.sqrt(1 - max(minor, 0) / major)) if major > 0 else 0.0


def brightest_share(points: np.ndarray, side: float) -> float:
    """The largest share of localisations [N, 2] in one square of `side`.

    The squares are those of a grid and of the same grid moved by half a side in x, y and both,
    so a spot smaller than half a side is never cut. A set of spots (side 0) counts as one.
    """
    if side == 0:
        return 1.0
    cells = points / side
    most = 0
    for shift in product((0.0, 0.5), repeat=2):
        i, j = np.floor(cells + shift).astype(np.int64).T
        most = max(most, np.unique(i * 2**32 + j, return_counts=True)[1].max())
    return float(most / len(points))


def centre_offset(points: np.ndarray) -> float:
    """Distance from the mean of localisations [N, 2] to the middle of their extent."""
    middle = (points.min(0) + points.max(0)) / 2
    return float(np.linalg.norm(points.mean(0) - middle))


def asymmetry(points: np.ndarray) -> float:
    """The norm of the third moments of localisations [N, 2], whitened (root of Mardia's skewness).

    Every view of a whole ring is the same turned by half a turn, so its third moments vanish
    but for chance; those of an arc do not. Whitening makes edge-on views count like the others.
    """
    values, vectors = np.linalg.eigh(_covariance(points))
    flat = values <= 1e-12 * values[1]  # a line, or a single spot
    white = (points - points.mean(0)) @ vectors / np.where(flat, np.inf, np.sqrt(np.abs(values)))
    a, b = white.T
    moments = [(a**3).mean(), (a**2 * b).mean(), (a * b**2).mean(), (b**3).mean()]
    return float(np.sqrt(np.square(moments) @ [1, 3, 3, 1]))  # [1, 3, 3, 1] of the 2x2x2 tensor


def _covariance(points: np.ndarray) -> np.ndarray:
    offset = points - points.mean(0)
    return offset.T @ offset / len(points)


def _apply(rules: CurationRules, table: pd.DataFrame) -> list[str]:
    """Why each particle is rejected: every rule it breaks, with the values; empty if none."""
    broken: list[list[str]] = [[] for _ in range(len(table))]
    for rule, bound in asdict(rules).items():
        if bound is None:
            continue
        relative = rule.endswith("_ratio")
        column, kind = rule.removesuffix("_ratio").rsplit("_", 1)
        median = float(table[column].median())
        limit = bound * median if relative else bound
        sign = ">" if kind == "max" else "<"
        says = f"{bound:g} x the median {median:.4g}" if relative else f"{bound:g}"
        outside = table[column] > limit if kind == "max" else table[column] < limit
        for index in np.flatnonzero(outside):
            broken[index].append(f"{column} {table[column][index]:.4g} {sign} {says}")
    return ["; ".join(reasons) for reasons in broken]


def _listed(ids: pd.Series, path: Path) -> np.ndarray:
    """Whether each particle [P] is on the list."""
    remedy = "give one accepted particle's id (an integer) a line"
    lines = require(path, remedy).read_text(encoding="utf-8", errors="replace").split()
    try:
        listed = {int(line) for line in lines}
    except ValueError as error:
        raise InputError(f"{path}: {error}; {remedy}") from error
    unknown = len(listed - set(ids))
    if unknown:
        log.warning("%s: %d of %d ids are not in the localisations", path, unknown, len(listed))
    return ids.isin(listed).to_numpy()


def _choose(path: Path, table: pd.DataFrame, reasons: list[str]) -> list[str]:
    """Why each particle is rejected once the choices are applied; empty if it is not."""
    remedy = "save it anew from the contact sheet of these localisations"
    chosen = _read_verdicts(path, ("id", "accepted"), remedy)
    unknown = chosen["id"][~chosen["id"].isin(table["id"])]
    if len(unknown):
        raise InputError(f"{path}: no particle has the {_ids(unknown)}; {remedy}")
    twice = chosen["id"][chosen["id"].duplicated()].drop_duplicates()
    if len(twice):
        raise InputError(f"{path}: chosen more than once, {_ids(twice)}; {remedy}")
    places = table.set_index("id")["particle"].loc[chosen["id"]].to_numpy()
    if "particle" in chosen and not np.array_equal(chosen["particle"], places):
        raise InputError(
            f"{path}: made from other localisations; {remedy}, or leave out its column particle "
            "if the ids still hold"
        )
    before = list(reasons)
    for place, accepted in zip(places, chosen["accepted"], strict=True):
        reasons[place] = "" if accepted else before[place] or BY_HAND
    changed = sum(bool(old) != bool(new) for old, new in zip(before, reasons, strict=True))
    log.info("%s: %d particles chosen, %d of them otherwise", path, len(chosen), changed)
    return reasons


def _ids(ids: pd.Series) -> str:
    some = ", ".join(map(str, ids.head(NAMED)))
    return f"id {some}" + (f" and {len(ids) - NAMED} more" if len(ids) > NAMED else "")


def _read_verdicts(path: Path, columns: tuple[str, ...], remedy: str) -> pd.DataFrame:
    """A CSV table with these columns, of which `accepted` is of True and False."""
    try:
        table = pd.read_csv(require(path, remedy), dtype={"reason": str})
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a table ({error}); {remedy}") from error
    absent = [name for name in columns if name not in table]
    if absent or table["accepted"].dtype != bool:
        column = absent[0] if absent else "accepted, of True and False,"
        raise InputError(f"{path}: no column {column} among {list(table)}; {remedy}")
    return table


def _compare(accepted: np.ndarray, listed: np.ndarray) -> dict[str, int | float | None]:
    """The numbers of `judge`, from two verdicts [P]."""
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


def _describe(found: dict[str, int | float | None]) -> str:
    return ", ".join(
        f"{name} {'–' if value is None else format(value, '.4g')}" for name, value in found.items()
    )


def _report(table: pd.DataFrame) -> None:
    rejected = table[~table["accepted"]]
    log.info("%d particles accepted, %d rejected", len(table) - len(rejected), len(rejected))
    for row in rejected.head(NAMED).itertuples():
        log.info("particle %d rejected: %s", row.id, row.reason)
    if len(rejected) > NAMED:
        log.info("and %d more, named in the table", len(rejected) - NAMED)
