"""Localisations of the same molecule in consecutive frames, linked to one.

A molecule that shines for several frames is localised in each of them. Such a chain becomes one
localisation at its weighted mean, as most programs for localisation do when they merge or link.
"""

import logging
from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from groundwork.errors import InputError
from holly.data.table import Table
from holly.settings.picking import Linking

PRECISIONS = 3.0  # standard deviations of a localisation that two of one molecule may be apart


log = logging.getLogger(__name__)


def linked(name: str, table: Table, linking: Linking) -> Table:
    """The field with one localisation for each chain of the same molecule in consecutive frames.

    Coordinates are means weighted by precision or photons, photons add up, the precision is that
    of the mean, and the frame is the first.

    Raises:
        InputError: no frames, or no whole ones; neither a distance nor the precision.
    """
    if table.frame is None:
        raise InputError(f"{name}: no column of frames, so nothing can be linked; leave out link")
    if (table.frame % 1).any():
        raise InputError(f"{name}: frames that are not whole numbers, as if in s; leave out link")
    known = table.precision is not None and (table.precision > 0).all()
    if linking.distance_nm is None and not known:
        raise InputError(f"{name}: no precision; give the distance_nm of link")
    distance = linking.distance_nm or link_distance(table.precision)
    chain = chains(table.points, table.frame, distance, linking.gap)
    weight = weights(table.precision, table.photons, len(table))
    first = np.unique(chain, return_index=True)[1]
    log.info(
        "%s: %d localisations linked to %d (at most %.3g nm apart, %d dark frames)",
        *(name, len(table), len(first), distance, linking.gap),
    )
    columns = {
        axis: means(getattr(table, axis), weight, chain)
        for axis in "xyz"
        if getattr(table, axis) is not None
    }
    if known:
        columns["precision"] = np.bincount(chain, table.precision**-2.0) ** -0.5
    if table.photons is not None:
        columns["photons"] = np.bincount(chain, table.photons)
    return replace(table.rows(first), **columns)


def link_distance(precision: np.ndarray) -> float:
    """How far apart two localisations of a molecule may be, nm: PRECISIONS times the median."""
    return PRECISIONS * float(np.nanmedian(precision))


def chains(positions: np.ndarray, frame: np.ndarray, distance: float, gap: int) -> np.ndarray:
    """To which chain each localisation [n] belongs, from 0, in the order of their first rows.

    A localisation continues at most one other, and at most one continues it: first in the next
    frame, then in later ones, the nearest first.

    Args:
        positions: [n, 2] or [n, 3], nm; only x and y are compared.
        frame: [n].
        distance: the farthest that two localisations of a chain may be apart, nm.
        gap: frames in which a molecule may be dark between two localisations.
    """
    # within 1 of each other along each axis; the margin is for rounding
    scaled = np.column_stack([positions[:, :2] / distance, frame / (gap + 1)])
    pairs = cKDTree(scaled).query_pairs(1 + 1e-9, p=np.inf, output_type="ndarray")
    later = frame[pairs[:, 1]] > frame[pairs[:, 0]]
    pairs = np.where(later[:, None], pairs, pairs[:, ::-1])
    steps = frame[pairs[:, 1]] - frame[pairs[:, 0]]
    apart = np.linalg.norm(positions[pairs[:, 1], :2] - positions[pairs[:, 0], :2], axis=1)
    possible = (steps > 0) & (steps <= gap + 1) & (apart <= distance)
    order = np.lexsort((apart[possible], steps[possible]))
    links = _one_to_one(pairs[possible][order], len(positions))
    graph = coo_array((np.ones(len(links)), links.T), shape=(len(positions),) * 2)
    labels = connected_components(graph, directed=False)[1]
    return np.unique(labels, return_inverse=True)[1]


def _one_to_one(pairs: np.ndarray, count: int) -> np.ndarray:
    """The pairs, in order, without those whose first or second is already such a one."""
    has_next, has_previous = bytearray(count), bytearray(count)
    kept = []
    for first, second in pairs.tolist():
        if not has_next[first] and not has_previous[second]:
            has_next[first] = has_previous[second] = 1
            kept.append((first, second))
    return np.array(kept, np.int64).reshape(-1, 2)


def weights(precision: np.ndarray | None, photons: np.ndarray | None, count: int) -> np.ndarray:
    """The weights [n] of localisations in a mean: 1/precision², or photons, or 1."""
    if precision is not None and (precision > 0).all():
        return precision**-2.0
    if photons is not None and (photons > 0).all():
        return photons.astype(float)
    return np.ones(count)


def means(values: np.ndarray, weight: np.ndarray, chain: np.ndarray) -> np.ndarray:
    """The weighted mean of the values [n] of each chain."""
    return np.bincount(chain, values * weight) / np.bincount(chain, weight)
