"""How wide the particles of a field of view are, from the distances between localisations.

Inside a particle, pairs of localisations are far more frequent than chance. The pair correlation
(the density of localisations at a distance r from a localisation; Ripley 1977, J. R. Stat. Soc. B
39:172; for localisations Sengupta et al. 2011, Nat. Methods 8:969) therefore falls steeply at the
diameter of the particles. It does so also if a particle is hollow or consists of separate spots.
"""

from collections.abc import Sequence

import numpy as np
from scipy.spatial import cKDTree

from groundwork.errors import InputError
from holly.data.plausible import CORE

SMALLEST, LARGEST = 10.0, 2000.0  # nm, extents that are looked for
STEP = 1.08  # ratio of neighbouring distances
FAR = (1.4, 2.8)  # multiples of a distance between which lie the neighbours it is compared with
CONTRAST = 1.5  # times as dense as these
RUN = 3  # neighbouring distances that must agree
SAMPLE = 4000  # localisations of a field whose neighbours are counted
BLOCKS = 4  # parts of a field along an axis
SHARE = 0.6  # of these parts, which must agree


def particle_extent(fields: Sequence[np.ndarray]) -> float:
    """The diameter of the particles in these fields [n, 2], nm.

    It is the largest distance at which, in the SHARE of the BLOCKS² parts of each field or more,
    neighbours of a localisation are CONTRAST times as dense as at FAR times this distance. The same
    must hold for the RUN distances before it.

    Raises:
        InputError: the localisations form no particles.
    """
    widest = max(np.ptp(_edges(field), axis=0).max() for field in fields)
    largest = min(LARGEST, widest / 10)
    if largest <= SMALLEST * STEP**RUN:
        raise InputError(f"the widest field is only {widest:.3g} nm wide; check the units")
    edges = SMALLEST * STEP ** np.arange(np.log(FAR[1] * largest / SMALLEST) / np.log(STEP))
    middles = np.sqrt(edges[1:] * edges[:-1])
    pairs = np.concatenate([pairs_by_distance(field, edges) for field in fields])
    areas = np.diff(edges**2)
    dense = []
    for i, middle in enumerate(middles[: np.searchsorted(middles, largest)]):
        far = (middles > FAR[0] * middle) & (middles < FAR[1] * middle)
        chance = pairs[:, far].sum(axis=1) / areas[far].sum() * areas[i]
        dense.append((pairs[:, i] > CONTRAST * chance).mean() >= SHARE)
    runs = np.convolve(dense, np.ones(RUN), "valid") == RUN
    if not runs.any():
        raise InputError(
            "the localisations form no particles: their neighbours are as dense near them as far "
            "away; give the extent of the particles, or outline them"
        )
    return float(edges[np.flatnonzero(runs)[-1] + RUN])


def pairs_by_distance(field: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Pairs of localisations by their distance, from a sample of SAMPLE localisations.

    Args:
        field: positions [n, 2], nm.
        edges: [K + 1], between which distances are counted, nm, ascending and above 0.

    Returns:
        Pairs [B, K], the row of each block of the field that holds localisations of the sample.
    """
    rng = np.random.default_rng(0)
    some = rng.choice(field, min(len(field), SAMPLE), replace=False)
    low, high = _edges(field)
    cells = ((some - low) / (high - low + 1e-9) * BLOCKS).astype(int)
    blocks = cells.clip(0, BLOCKS - 1) @ [BLOCKS, 1]
    tree = cKDTree(field)
    return np.stack(
        [
            np.diff(tree.count_neighbors(cKDTree(some[blocks == block]), edges))
            for block in np.unique(blocks)
        ]
    )


def _edges(field: np.ndarray) -> np.ndarray:
    """The corners [2, 2] of a field of localisations [n, 2], whatever lies outside of it."""
    return np.percentile(field, CORE, axis=0)
