"""A synthetic localisation file in the layout of the published CEP152 set, with bad particles.

The structure is the toroid of holly.data.ground_truths. The layout is that of MATLAB v7.3 (HDF5
behind 512 bytes of MATLAB's own): a group `#refs#` with one dataset (8, n) per particle, of which
rows 0 and 1 are x and y in nm, and a top-level `Cep152_all_filtered` that refers to them.
"""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import h5py
import numpy as np
import torch

from groundwork.errors import InputError
from groundwork.files import atomic_file
from groundwork.formats.hdf5 import creating
from groundwork.seeds import generator
from holly.data.ground_truths import RING_RADIUS, TUBE_RADIUS, ring
from holly.geometry import random_rotations

PRECISION = 10.0  # nm, mean localisation error in the plane
FIELD = 40_000.0  # nm, side of the field of view
OUTLIER = 1300.0  # nm from the particle's centre
USERBLOCK = 512  # bytes before the HDF5 data of a MATLAB v7.3 file

BAD: dict[str, str] = {
    "outlier": "one localisation lies far from the rest, which sets the scale of all images",
    "single": "only one localisation",
    "spot": "all localisations in one bright spot",
    "nan-rows": "a tenth of the localisations of a good particle are not numbers",
    "all-nan": "no localisation is a number",
    "arc": "a quarter of the ring",
    "merged": "two rings side by side",
}


def write_synthetic_cep152(
    output: Path, *, particles: int, localisations: int, bad: int, seed: int
) -> dict[int, str]:
    """Write `particles` good and `bad` bad particles, and `<output>.truth.csv` beside the file.

    The bad particles take the kinds of BAD in turn and are placed at random between the good ones.
    The truth has the columns particle (index in the file, from 0) and kind (a key of BAD, or good).

    Args:
        output: file to write, usually named .mat.
        particles: number of good particles, seen from uniformly random directions.
        localisations: number of localisations of each particle (one for `single`).
        bad: number of bad particles.
        seed: of all random numbers.

    Returns:
        The kind of each bad particle, by its index.

    Raises:
        InputError: a count is too small, or the disk is full.
    """
    if particles < 1 or bad < 0 or localisations < 10:
        raise InputError(f"{output}: give particles >= 1, bad >= 0 and localisations >= 10")
    output = Path(output)
    rng = np.random.default_rng(seed)
    places = rng.choice(particles + bad, bad, replace=False)
    planted = {int(place): list(BAD)[i % len(BAD)] for i, place in enumerate(places)}
    kinds = [planted.get(i, "good") for i in range(particles + bad)]
    rotations = random_rotations(
        2 * len(kinds), generator(seed, "synthetic"), dtype=torch.float64
    ).numpy()
    tables = (
        _particle(kind, localisations, rotations[2 * i : 2 * i + 2], rng)
        for i, kind in enumerate(kinds)
    )
    with atomic_file(output) as scratch:
        _write_matlab(scratch, tables, len(kinds))
    with (
        atomic_file(output.with_name(f"{output.name}.truth.csv")) as scratch,
        scratch.open("w", newline="") as file,
    ):
        csv.writer(file).writerows([("particle", "kind"), *enumerate(kinds)])
    return planted


def _particle(kind: str, count: int, rotations: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Table [8, count] of a particle: x, y, frame, photons, background, PSF width, error, z."""
    count = 1 if kind == "single" else count
    structure = SHAPES.get(kind, _ring)(count, rotations, rng)
    error = PRECISION * rng.lognormal(0, 0.2, count)
    plane = structure[:, :2] + error[:, None] * rng.standard_normal((count, 2))
    if kind == "outlier":
        plane[0] = (OUTLIER, 0)
    table = np.stack(
        [
            *(plane + rng.uniform(0, FIELD, 2)).T,
            np.sort(rng.integers(1, 20_000, count)),
            rng.lognormal(7, 0.5, count),
            rng.normal(100, 10, count),
            rng.normal(130, 10, count),
            error,
            np.zeros(count),
        ]
    )
    if kind == "nan-rows":
        table[:2, rng.choice(count, count // 10, replace=False)] = np.nan
    if kind == "all-nan":
        table[:2] = np.nan
    return table


def _ring(
    count: int, rotations: np.ndarray, rng: np.random.Generator, part: float = 1.0
) -> np.ndarray:
    unit = rng.random((count, 3)) * [part, 1, 1]
    return ring(unit) @ rotations[0].T


def _arc(count: int, rotations: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return _ring(count, rotations, rng, part=0.25)


def _spot(count: int, rotations: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.zeros((count, 3))


def _merged(count: int, rotations: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    first = _ring(count // 2, rotations[:1], rng)
    second = _ring(count - count // 2, rotations[1:], rng)
    second[:, 0] += 2 * (RING_RADIUS + TUBE_RADIUS)
    return np.concatenate([first, second])


Shape = Callable[[int, np.ndarray, np.random.Generator], np.ndarray]
SHAPES: dict[str, Shape] = {"arc": _arc, "spot": _spot, "merged": _merged}


def _write_matlab(path: Path, tables: Iterable[np.ndarray], total: int) -> None:
    """Write `total` tables, one at a time, as MATLAB v7.3 does.

    Indices of particles, also those in the published curation list, count the datasets in the
    bytewise order of their names. Names of equal length make this the order of writing. Like
    MATLAB's own files, the group also holds a placeholder.
    """
    with creating(path, userblock=USERBLOCK) as file:
        group = file.create_group("#refs#")
        group.create_dataset("a", data=np.zeros(2, np.uint64)).attrs["MATLAB_empty"] = np.uint8(1)
        references = np.empty((1, total), h5py.ref_dtype)
        for i, table in enumerate(tables):
            dataset = group.create_dataset(_name(i, total), data=table)
            dataset.attrs["MATLAB_class"] = np.bytes_("double")
            references[0, i] = dataset.ref
        cell = file.create_dataset("Cep152_all_filtered", data=references, dtype=h5py.ref_dtype)
        cell.attrs["MATLAB_class"] = np.bytes_("cell")
    text = b"MATLAB 7.3 MAT-file, Platform: synthetic, Created by: holly HDF5 schema 1.00 ."
    with path.open("r+b") as file:
        file.write(text.ljust(116) + bytes(8) + b"\x00\x02IM")


def _name(index: int, total: int) -> str:
    """Name of a dataset: letters, as in MATLAB's files, two or more and equally many for all."""
    width = 2
    while 26**width < total:
        width += 1
    return "".join(chr(ord("a") + index // 26**digit % 26) for digit in reversed(range(width)))
