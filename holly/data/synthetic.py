"""A synthetic localisation file in the layout of the published CEP152 set, with bad particles.

The structure is the toroid of holly.data.ground_truths. The layout is that of MATLAB v7.3 (HDF5
behind 512 bytes of MATLAB's own): a group `#refs#` with one dataset (8, n) per particle, of which
rows 0 and 1 are x and y in nm, and a top-level `Cep152_all_filtered` that refers to them.
"""

import csv
from collections.abc import Iterable
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

    Good particles are seen from uniformly random directions. The bad ones take the kinds of BAD in
    turn and are placed at random between them. Each has so many `localisations`; `single` has one.
    The truth has the columns particle (index in the file, from 0) and kind (a key of BAD, or good).

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
    draws = generator(seed, "synthetic")
    rotations = random_rotations(2 * len(kinds), draws, dtype=torch.float64).view(-1, 2, 3, 3)
    pairs = zip(kinds, rotations.numpy(), strict=True)
    tables = (_particle(kind, localisations, pair, rng) for kind, pair in pairs)
    with atomic_file(output) as scratch:
        _write_matlab(scratch, tables, len(kinds))
    truth = output.with_name(f"{output.name}.truth.csv")
    with atomic_file(truth) as scratch, scratch.open("w", newline="") as file:
        csv.writer(file).writerows([("particle", "kind"), *enumerate(kinds)])
    return planted


def _particle(kind: str, count: int, rotations: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Table [8, count] of a particle: x, y, frame, photons, background, PSF width, error, z."""
    count = 1 if kind == "single" else count
    structure = _structure(kind, count, rotations, rng)
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


def _structure(
    kind: str, count: int, rotations: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Points [count, 3] of a particle of this kind, nm; `rotations` [2, 3, 3] turn its rings."""
    if kind == "spot":
        return np.zeros((count, 3))
    if kind == "merged":
        first = ring(rng.random((count // 2, 3))) @ rotations[0].T
        second = ring(rng.random((count - count // 2, 3))) @ rotations[1].T
        second[:, 0] += 2 * (RING_RADIUS + TUBE_RADIUS)
        return np.concatenate([first, second])
    part = 0.25 if kind == "arc" else 1
    return ring(rng.random((count, 3)) * [part, 1, 1]) @ rotations[0].T


def _write_matlab(path: Path, tables: Iterable[np.ndarray], total: int) -> None:
    """Write `total` tables, one at a time, as MATLAB v7.3 does, with its placeholder.

    Indices of particles, also those in the published curation list, count the datasets in the
    bytewise order of their names. Names of equal length make this the order of writing.
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
