"""Synthetic fields of view with planted particles, to judge how they are picked.

Molecules blink: each is localised a random number of times, in runs of consecutive frames. The
background has single molecules at uniformly random places, which blink as well.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from holly.data.blinking import blinking_frames, geometric_times
from holly.data.thunderstorm import write_thunderstorm
from holly.settings.choices import Planted

RING, RINGS_APART = 55.0, 50.0  # nm, radius of a pore's rings and their distance along z
LABELLED = 0.8  # share of a pore's sites that have a molecule
EDGE = 100.0  # nm, of a tetrahedron
BALL = 60.0  # nm, radius of a filled ball
TRIES = 200  # places tried per particle


@dataclass(frozen=True)
class PlantedField:
    """N localisations of P particles and of a background."""

    positions: np.ndarray  # [N, 3], nm
    frame: np.ndarray  # [N], from 1
    photons: np.ndarray  # [N]
    precision: np.ndarray  # [N], nm
    particle: np.ndarray  # [N], the index of its particle; -1 for the background
    centres: np.ndarray  # [P, 2], nm


def plant(
    shape: Planted,
    *,
    particles: int,
    side: float,
    apart: float,
    background: float,
    localisations: int = 100,
    precision: float = 8.0,
    seed: int,
) -> PlantedField:
    """A field with particles of a shape.

    Args:
        shape: pores lie flat, and a fifth of them any way; tetrahedra and balls lie any way.
        particles: their number.
        side: of the square field, nm.
        apart: the least distance between two centres, nm; 0 lets particles touch and overlap.
        background: molecules per µm².
        localisations: of a complete particle, on average.
        precision: the mean localisation error in the plane, nm.
        seed: of everything.

    Raises:
        InputError: so many particles do not fit.
    """
    rng = np.random.default_rng(seed)
    centres = _places(rng, particles, side, apart)
    sites = [_particle(shape, rng) for _ in centres]
    owner = np.repeat(np.arange(particles), [len(one) for one in sites])
    molecules = np.concatenate(sites) + np.pad(centres, ((0, 0), (0, 1)))[owner]
    lone = rng.poisson(background * side**2 * 1e-6)
    elsewhere = np.column_stack([rng.uniform(0, side, (lone, 2)), rng.uniform(-50, 50, lone)])
    times = geometric_times(rng, len(molecules), localisations * particles / len(molecules))
    times = np.concatenate([times, geometric_times(rng, lone, 2.5)])
    everything = np.repeat(np.concatenate([molecules, elsewhere]), times, axis=0)
    error = precision * rng.lognormal(0, 0.2, len(everything))
    noise = rng.standard_normal(everything.shape) * error[:, None] * [1, 1, 2.5]
    return PlantedField(
        everything + noise,
        blinking_frames(rng, times),
        rng.lognormal(7, 0.5, len(everything)),
        error,
        np.repeat(np.concatenate([owner, np.full(lone, -1)]), times),
        centres,
    )


def write_field(path: Path, field: PlantedField) -> None:
    """Write a field as ThunderSTORM does, a CSV file without a column of particles."""
    columns = dict(zip(("x [nm]", "y [nm]", "z [nm]"), field.positions.T, strict=True))
    columns = {"frame": field.frame, **columns, "intensity [photon]": field.photons}
    columns["uncertainty_xy [nm]"] = field.precision
    order = np.argsort(field.frame, kind="stable")
    write_thunderstorm(path, {name: values[order] for name, values in columns.items()})


def _places(rng: np.random.Generator, count: int, side: float, apart: float) -> np.ndarray:
    """Random centres [count, 2] at least 150 nm from the edges."""
    places = np.empty((count, 2))
    placed = 0
    for candidate in rng.uniform(150, side - 150, (TRIES * count, 2)):
        if placed == count:
            break
        if not apart or (np.hypot(*(places[:placed] - candidate).T) >= apart).all():
            places[placed] = candidate
            placed += 1
    if placed < count:
        raise InputError(f"only {placed} of {count} particles fit; give a wider side")
    return places


def _particle(shape: Planted, rng: np.random.Generator) -> np.ndarray:
    """The molecules [n, 3] of a particle about its centre, nm."""
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    if shape == "pores":
        around = np.arange(8) * np.pi / 4
        heights = np.array([-0.5, 0.5])[:, None] * np.ones(8) * RINGS_APART
        ring = np.stack([RING * np.cos(around), RING * np.sin(around)])
        sites = np.stack([*np.tile(ring, (2,)), heights.ravel()], axis=1)
        sites = sites[rng.random(16) < LABELLED]
        return sites @ turn.T if rng.random() < 0.2 else sites
    if shape == "tetrahedra":
        corners = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) * EDGE / 8**0.5
        return np.repeat(corners, 3, axis=0) @ turn.T + rng.normal(0, 2, (12, 3))
    outward = rng.normal(size=(40, 3))
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    return outward * BALL * rng.random((40, 1)) ** (1 / 3)
