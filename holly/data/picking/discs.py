"""Discs that hold many localisations: where particles may be.

A disc as wide as a particle that holds more localisations than any disc beside it lies on a
particle, however hollow that is, and also if it consists of separate spots. Such discs are the
peaks of a density with a flat kernel; they are found on a grid and then placed without it.
"""

from collections.abc import Iterator

import numpy as np
from scipy.ndimage import gaussian_filter, maximum_filter
from scipy.signal import oaconvolve
from scipy.spatial import cKDTree

CELLS = 5  # of the grid in a radius
TILE = 1024  # cells of a grid that are looked at together, along an axis
REACH, PLACES = 0.5, 11  # radii by which a disc is moved, in how many places along an axis
NEARLY = 0.99  # of the most localisations


def find_peaks(positions: np.ndarray, radius: float, fewest: float) -> np.ndarray:
    """Places [K, 2] whose discs are fuller than those around, to the size of a cell of a grid.

    Args:
        positions: [n, 2], in the unit of the radius.
        radius: of the discs.
        fewest: localisations that a disc holds.
    """
    return np.concatenate([np.empty((0, 2)), *_peaks(positions, radius, fewest)])


def place_discs(tree: cKDTree, places: np.ndarray, radius: float) -> np.ndarray:
    """Centres [K, 2] of discs near these places [k, 2], the fullest first.

    None of the discs holds the centre of another.
    """
    if not len(places):
        return places
    centres = _fullest(tree, places, radius)
    counts = tree.query_ball_point(centres, radius, return_length=True)
    return _apart(centres[np.argsort(-counts, kind="stable")], radius)


def _peaks(positions: np.ndarray, radius: float, fewest: float) -> Iterator[np.ndarray]:
    """Middles [k, 2] of the cells whose discs are fuller than those around, tile by tile."""
    cell, halo = radius / CELLS, 3 * CELLS
    origin = positions.min(axis=0) - radius
    cells = ((positions - origin) / cell).astype(np.int64)
    for tile in np.unique(cells // TILE, axis=0):
        start = tile * TILE - halo
        inside = ((cells >= start) & (cells < start + TILE + 2 * halo)).all(axis=1)
        counts = _disc_counts(cells[inside] - start, TILE + 2 * halo)
        peaks = (counts == maximum_filter(counts, 2 * CELLS + 1)) & (counts >= fewest)
        places = np.argwhere(peaks)
        places = places[((places >= halo) & (places < halo + TILE)).all(axis=1)]
        yield (places + start + 0.5) * cell + origin


def _disc_counts(cells: np.ndarray, size: int) -> np.ndarray:
    """How many of these cells [n, 2] lie in the disc around each cell of a grid [size, size]."""
    histogram = np.bincount(cells @ [size, 1], minlength=size * size).reshape(size, size)
    steps = np.arange(-CELLS, CELLS + 1)
    disc = np.hypot(*np.meshgrid(steps, steps)) <= CELLS
    counts = oaconvolve(histogram.astype(float), disc.astype(float), mode="same")
    return gaussian_filter(counts, 1)  # equal counts would otherwise be peaks everywhere


def _fullest(tree: cKDTree, centres: np.ndarray, radius: float) -> np.ndarray:
    """Each disc moved to the mean of the places near it where a disc holds the most.

    Where the particle is smaller than the disc, many places are as good, and their mean centres it.
    """
    steps = np.linspace(-REACH, REACH, PLACES) * radius
    offsets = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    places = centres[:, None] + offsets
    counts = tree.query_ball_point(places, radius, return_length=True)
    best = counts >= NEARLY * counts.max(axis=1, keepdims=True)
    return (places * best[..., None]).sum(axis=1) / best.sum(axis=1, keepdims=True)


def _apart(centres: np.ndarray, distance: float) -> np.ndarray:
    """These centres without those that are nearer than `distance` to an earlier one."""
    kept = np.ones(len(centres), bool)
    for first, second in sorted(cKDTree(centres).query_pairs(distance)):
        kept[second] &= not kept[first]
    return centres[kept]
