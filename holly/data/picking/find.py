"""Particles found in fields of view, and which of them to keep."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from groundwork.errors import InputError
from holly.data.picking.discs import find_peaks, place_discs
from holly.data.picking.extent import particle_extent

JUNG = 3**0.5  # what is this many radii across fits into the circle (Jung's theorem)
LEAST = 5  # localisations of a disc that is looked at
AROUND = 1.5  # radii of the wider disc that shows whether something touches a particle
LISTED = 1 / 6  # of the typical number of localisations; what has fewer is background
FEWEST = 1 / 3  # of the typical number of localisations
MOST = 2.5  # robust standard deviations above the typical logarithm of this number
CHANCE = 5.0  # standard deviations above the background that chance does not reach
ALONE = 0.1  # share of the particles that surely have only background around them
SPREAD = 5.0  # standard deviations above this background; molecules of it blink
TOUCHING = 0.08  # share of the localisations, in the ring around the disc
OUTSIDE = 0.5  # radii by which a disc may reach over the edge of the field


@dataclass(frozen=True)
class Picks:
    """Discs on K particles or what may be some, in all fields."""

    field: np.ndarray  # [K], the index of its field
    centres: np.ndarray  # [K, 2], nm
    radii: np.ndarray  # [K], nm
    counts: np.ndarray  # [K], localisations inside
    reasons: np.ndarray  # [K] of text, why a pick is rejected; empty if it is accepted

    def __len__(self) -> int:
        return len(self.field)


def find_picks(
    fields: Sequence[np.ndarray], *, extent: float | None = None, fewest: int | None = None
) -> Picks:
    """Find the particles in fields [n, 2] of localisations, nm, and judge each of them.

    Args:
        fields: positions.
        extent: diameter of the particles, nm; measured if it is None.
        fewest: localisations of a particle; derived from the typical particle if it is None.

    Raises:
        InputError: the localisations form no particles.
    """
    trees = [cKDTree(field) for field in fields]
    radius = (extent or particle_extent(fields)) / JUNG
    peaks = [find_peaks(tree.data, radius, LEAST) for tree in trees]
    counts = _counts(trees, peaks, radius)
    if not len(counts):
        raise InputError("the localisations form no particles; outline them (regions)")
    typical = _typical(counts)
    listed = _by_field(counts >= min(LISTED * typical, fewest or np.inf), peaks)
    found = [
        place_discs(tree, own[some], radius)
        for tree, own, some in zip(trees, peaks, listed, strict=True)
    ]
    return _judged(trees, found, radius, fewest or max(FEWEST * typical, LEAST))


def _judged(
    trees: Sequence[cKDTree], found: Sequence[np.ndarray], radius: float, fewest: float
) -> Picks:
    """Discs of this radius with their verdicts."""
    counts = _counts(trees, found, radius)
    around = _counts(trees, found, AROUND * radius) - counts
    full = counts >= fewest
    isolated = np.quantile(around[full], ALONE) if full.any() else 0.0
    background = isolated / (AROUND**2 - 1)
    full &= counts >= background + CHANCE * np.sqrt(background)
    touching = around > isolated + SPREAD * np.sqrt(isolated) + TOUCHING * counts
    near, cut = _neighbours(found, full, 2 * radius), _cut(trees, found, radius)
    reasons = np.full(len(counts), "", object)
    for wrong, reason in (
        (cut, "cut by the edge of the field"),
        (touching | near, "touches another"),
        (counts > _most(counts[full]), "too many"),
        (~full, "too few"),
    ):
        reasons[wrong] = reason
    fields = np.repeat(np.arange(len(found)), [len(centres) for centres in found])
    return Picks(fields, np.concatenate(found), np.full(len(counts), radius), counts, reasons)


def _most(counts: np.ndarray) -> float:
    """The largest of these numbers of localisations that one particle explains."""
    if not len(counts):
        return np.inf
    logs = np.log(counts)
    middle = np.median(logs)
    return float(np.exp(middle + MOST * 1.4826 * np.median(np.abs(logs - middle))))


def _counts(trees: Sequence[cKDTree], found: Sequence[np.ndarray], radius: float) -> np.ndarray:
    """How many localisations lie in the discs of all fields, [K]."""
    return np.concatenate(
        [
            tree.query_ball_point(centres, radius, return_length=True)
            for tree, centres in zip(trees, found, strict=True)
        ]
    )


def _by_field(values: np.ndarray, found: Sequence[np.ndarray]) -> list[np.ndarray]:
    return np.split(values, np.cumsum([len(centres) for centres in found])[:-1])


def _typical(counts: np.ndarray) -> float:
    """The median number of localisations of the fuller discs, parted from the emptier by Otsu."""
    if len(counts) < 2:
        return float(np.median(counts))
    logs = np.sort(np.log(counts))
    lower = np.arange(1, len(logs))
    below = np.cumsum(logs)[:-1] / lower
    above = (logs.sum() - np.cumsum(logs)[:-1]) / (len(logs) - lower)
    parted = lower * (len(logs) - lower) * (above - below) ** 2
    best = parted.argmax()
    if above[best] - below[best] < np.log(3):
        return float(np.median(counts))
    return float(np.exp(np.median(logs[best + 1 :])))


def _neighbours(found: Sequence[np.ndarray], full: np.ndarray, distance: float) -> np.ndarray:
    near = []
    for centres, chosen in zip(found, _by_field(full, found), strict=True):
        places = np.flatnonzero(chosen)
        pairs = cKDTree(centres[places]).query_pairs(distance, output_type="ndarray")
        mask = np.zeros(len(centres), bool)
        mask[places[pairs.ravel()]] = True
        near.append(mask)
    return np.concatenate(near)


def _cut(trees: Sequence[cKDTree], found: Sequence[np.ndarray], radius: float) -> np.ndarray:
    margin = radius * (1 - OUTSIDE)
    return np.concatenate(
        [
            ((centres < tree.mins + margin) | (centres > tree.maxes - margin)).any(axis=1)
            for tree, centres in zip(trees, found, strict=True)
        ]
    )
