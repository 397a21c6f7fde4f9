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
    seen, truth, places = [], [], _grid(particles) * APART * microscope.smlm.nm_per_unit
    for number in tqdm(range(particles), "simulate", unit="particle", disable=None):
        particle = microscope.particle(number)
        own, found = _picked(particle, PICK * microscope.smlm.nm_per_unit)
        row = _row(particle, sum(map(bool, map(len, seen))), places[number], own, len(found))
        truth.append({"particle": number} | row)
        seen.append(found)
    found = joined(seen)
    if not len(found):
        raise InputError(f"{output}: no particle has a localisation; label more sites")
    number = np.repeat(np.arange(particles), [len(one) for one in seen])
    write_thunderstorm(output, _columns(found, number, places, microscope))
    path = output.with_name(f"{output.name}.truth.csv")
    with atomic_file(path) as scratch, scratch.open("w", newline="") as file:
        table = csv.DictWriter(file, TRUTH)
        table.writeheader()
        table.writerows(truth)


def _picked(particle: SeenParticle, radius: float) -> tuple[int, Localisations]:
    """How many localisations of a pick are the particle's own, and all of the pick by frame."""
    found = particle.localisations
    within = np.hypot(*found.positions[:, :2].T) <= radius
    picked = found.chosen(within)
    order = np.argsort(picked.frame, kind="stable")
    return int(within[: particle.own].sum()), picked.chosen(order)


def _row(
    particle: SeenParticle, before: int, place: np.ndarray, own: int, total: int
) -> dict[str, Any]:
    """What is true of a particle; it is counted by readers if it has localisations."""
    vector = axis_angle_from_rotation(torch.from_numpy(particle.rotation)).tolist()
    return {
        "id": before if total else "",
        "structure": particle.structure,
        "junk": particle.junk,
        **{name: f"{value:.9g}" for name, value in zip(COLUMNS, vector, strict=True)},
        **{name: f"{value:.9g}" for name, value in zip(("x_nm", "y_nm"), place, strict=True)},
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
