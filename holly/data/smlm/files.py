"""Simulated particles as a localisation file, and the truth beside it."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from groundwork.errors import InputError
from groundwork.files import atomic_file
from holly.data.smlm.molecules import Localisations, joined
from holly.data.smlm.particle import Microscope, SeenParticle
from holly.data.smlm.views import COLUMNS
from holly.data.thunderstorm import write_thunderstorm
from holly.geometry import axis_angle_from_rotation

PICK = 2.0  # model units, radius of the pick of a particle: the circle within its image
APART = 5.0  # model units between the centres of two picks

TRUTH = (
    *("particle", "id", "structure", "junk", *COLUMNS, "x_nm", "y_nm"),
    *("localisations", "own"),
)


def write_simulated(output: Path, microscope: Microscope, particles: int) -> None:
    """Write the first `particles` that a microscope sees, and `<output>.truth.csv` beside them.

    The localisations of each particle are those in a circle as wide as an image. Their rows follow
    each other; particles lie side by side on a square grid.

    Raises:
        InputError: no particle has a localisation, or the disk is full.
    """
    places = _grid(particles) * APART * microscope.smlm.nm_per_unit
    seen, truth = [], []
    for number in tqdm(range(particles), "simulate", unit="particle", disable=None):
        particle = microscope.particle(number)
        own, found = _picked(particle, PICK * microscope.smlm.nm_per_unit)
        seen.append(found)
        truth.append(_row(number, particle, places[number], own, len(found)))
    found, counts = joined(seen), np.array([len(one) for one in seen])
    if not len(found):
        raise InputError(f"{output}: no particle has a localisation; label more sites")
    number = np.repeat(np.arange(particles), counts)
    write_thunderstorm(output, _columns(found, number, places, microscope))
    _write_truth(output.with_name(f"{output.name}.truth.csv"), truth)


def _write_truth(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write the truth; readers count the particles that have localisations."""
    known = np.cumsum([row["localisations"] > 0 for row in rows]) - 1
    with atomic_file(path) as scratch, scratch.open("w", newline="") as file:
        table = csv.DictWriter(file, TRUTH)
        table.writeheader()
        for row, index in zip(rows, known, strict=True):
            table.writerow(row | {"id": index if row["localisations"] else ""})


def _picked(particle: SeenParticle, radius: float) -> tuple[int, Localisations]:
    """How many localisations of a pick are the particle's own, and all of the pick by frame."""
    found = particle.localisations
    within = np.hypot(*found.positions[:, :2].T) <= radius
    picked = found.chosen(within)
    order = np.argsort(picked.frame, kind="stable")
    return int(within[: particle.own].sum()), picked.chosen(order)


def _row(
    number: int, particle: SeenParticle, place: np.ndarray, own: int, total: int
) -> dict[str, Any]:
    """What is true of a particle, but for its id."""
    vector = axis_angle_from_rotation(torch.from_numpy(particle.rotation)).tolist()
    numbers = dict(zip((*COLUMNS, "x_nm", "y_nm"), (*vector, *place), strict=True))
    return {
        "particle": number,
        "structure": particle.structure,
        "junk": particle.junk,
        **{name: f"{value:.9g}" for name, value in numbers.items()},
        "localisations": total,
        "own": own,
    }


def _columns(
    found: Localisations, number: np.ndarray, places: np.ndarray, microscope: Microscope
) -> dict[str, np.ndarray]:
    """The columns of the file, without z in 2D data."""
    x, y = (found.positions[:, :2] + places[number]).T
    deep = microscope.smlm.precision.axial_nm is not None
    return {
        "frame": found.frame,
        **{"x [nm]": x, "y [nm]": y},
        **({"z [nm]": found.positions[:, 2]} if deep else {}),
        "intensity [photon]": found.photons,
        "uncertainty_xy [nm]": found.lateral,
        **({"uncertainty_z [nm]": found.axial} if deep else {}),
        "particle": number,
    }


def _grid(count: int) -> np.ndarray:
    """Places [count, 2] on a square grid, from 1 on."""
    side = int(np.ceil(np.sqrt(count)))
    return np.stack(np.divmod(np.arange(count), side)[::-1], axis=1) + 1.0
