"""Particles measured from their localisations, and kept or rejected by rules or by a list."""

import logging
from dataclasses import asdict
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from holly.errors import InputError
from holly.files import aside, require
from holly.localisations import Particles, read_particles
from holly.prerender import extent
from holly.settings import CurationRules

CORE = 3.0  # localisations further out than so many median distances count as strays
SPOT = 0.5  # side of the square a spot fits in, in median radii of gyration
NAMED = 20  # rejected particles named in the log; the file has them all

log = logging.getLogger(__name__)


def curate(
    localisations: Path, output: Path, *, rules: CurationRules, accepted_list: Path | None
) -> None:
    """Measure every particle, accept or reject it, and write the table `output`.

    Columns: particle (index in `localisations`), id (index in its source), the measures (see
    `measure`), accepted, reason.

    Args:
        localisations: HDF5 file of particles, nm.
        output: the CSV file to write.
        rules: used where there is no list.
        accepted_list: text, one accepted id a line; overrides the rules.

    Raises:
        InputError: an unreadable file, or no particle accepted.
    """
    particles = read_particles(localisations)
    table = measure(particles)
    if accepted_list is None:
        reasons = _apply(rules, table)
    else:
        reasons = _not_listed(table["id"], accepted_list)
    table["accepted"] = [not reason for reason in reasons]
    table["reason"] = reasons
    _report(table)
    if not table["accepted"].any():
        source = "the curation rules" if accepted_list is None else accepted_list
        raise InputError(f"{localisations}: no particle is accepted by {source}; loosen them")
    with aside(output) as scratch:
        table.to_csv(scratch, index=False, lineterminator="\n")


def read_accepted(curation: Path, particles: Particles) -> np.ndarray:
    """Indices of the accepted particles, ascending, from a table written by `curate`.

    Raises:
        InputError: not such a table, a table of other particles, or none accepted.
    """
    remedy = "run curation again"
    try:
        table = pd.read_csv(require(curation, remedy))
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(f"{curation}: not a table ({error}); {remedy}") from error
    absent = [name for name in ("particle", "id", "accepted") if name not in table]
    if absent or table["accepted"].dtype != bool:
        column = absent[0] if absent else "accepted, of True and False,"
        raise InputError(f"{curation}: no column {column} among {list(table)}; {remedy}")
    whole = np.array_equal(table["particle"], np.arange(len(particles)))
    if not whole or not np.array_equal(table["id"], particles.ids):
        raise InputError(f"{curation}: made from other localisations; {remedy}")
    accepted = np.flatnonzero(table["accepted"])
    if not len(accepted):
        raise InputError(f"{curation}: no particle is accepted; loosen the rules and {remedy}")
    return accepted


def measure(particles: Particles) -> pd.DataFrame:
    """A row a particle: particle, id and the measures.

    Of all localisations: `localisations`, their number; `extent_nm`, the larger of the ranges
    of x and y; `brightest_share`, see `brightest_share`. Of the core (a few strays must not
    decide): `radius_of_gyration_nm`; `eccentricity` of the ellipse of inertia, 0 to 1;
    `centre_offset_nm`, from the mean to the middle of the extent; `asymmetry`, see `asymmetry`.
    """
    cores = [core(particles.particle(index)[:, :2]) for index in range(len(particles))]
    gyration = np.array([np.sqrt(points.var(0).sum()) for points in cores])
    side = SPOT * float(np.median(gyration))
    rows = []
    for index, points in enumerate(cores):
        everything = particles.particle(index)[:, :2]
        rows.append(
            {
                "particle": index,
                "id": int(particles.ids[index]),
                "localisations": len(everything),
                "extent_nm": extent(everything),
                "radius_of_gyration_nm": gyration[index],
                "eccentricity": eccentricity(points),
                "brightest_share": brightest_share(everything, side),
                "centre_offset_nm": centre_offset(points),
                "asymmetry": asymmetry(points),
            }
        )
    return pd.DataFrame(rows)


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


def _not_listed(ids: pd.Series, path: Path) -> list[str]:
    remedy = "give one accepted particle's id (an integer) a line"
    lines = require(path, remedy).read_text(encoding="utf-8", errors="replace").split()
    try:
        listed = {int(line) for line in lines}
    except ValueError as error:
        raise InputError(f"{path}: {error}; {remedy}") from error
    unknown = len(listed - set(ids))
    if unknown:
        log.warning("%s: %d of %d ids are not in the localisations", path, unknown, len(listed))
    return ["" if id_ in listed else f"not in {path.name}" for id_ in ids]


def _report(table: pd.DataFrame) -> None:
    rejected = table[~table["accepted"]]
    log.info("%d particles accepted, %d rejected", len(table) - len(rejected), len(rejected))
    for row in rejected.head(NAMED).itertuples():
        log.info("particle %d rejected: %s", row.id, row.reason)
    if len(rejected) > NAMED:
        log.info("and %d more, named in the table", len(rejected) - NAMED)
