"""How long, wide and thick a cloud is, whatever its shape."""

import numpy as np

SHARE = 95  # percent of the points, between whose ends an extent lies; a few are stranded
DRAWS = 200  # resamplings of the points for an interval


def extents(points: np.ndarray) -> np.ndarray:
    """The three extents [3] of points [N, 3] along their principal axes, the longest first.

    An extent holds the middle SHARE of the points; its unit is that of the points.
    """
    centred = points - points.mean(axis=0)
    axes = np.linalg.eigh(centred.T @ centred)[1]
    ends = np.percentile(centred @ axes, [50 - SHARE / 2, 50 + SHARE / 2], axis=0)
    return np.sort(ends[1] - ends[0])[::-1]


def extent_intervals(points: np.ndarray) -> np.ndarray:
    """95 % intervals [3, 2] of the extents: the points are drawn anew with replacement (bootstrap).

    They say how well so many points fix the extents, not how far another training would end from
    them.
    """
    rng = np.random.default_rng(0)
    draws = [points[rng.integers(len(points), size=len(points))] for _ in range(DRAWS)]
    return np.percentile([extents(draw) for draw in draws], [2.5, 97.5], axis=0).T
