"""Helpers for arrays."""

import numpy as np


def spread(count: int, most: int) -> np.ndarray:
    """At most `most` of the indices of `count` items, evenly spread from the first to the last."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))
