"""Helpers for arrays: evenly spread items, and the cube around points."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Box:
    """A cube: its centre [3] and half its side."""

    centre: np.ndarray
    half: float

    @classmethod
    def around(cls, boxes: Sequence["Box"]) -> "Box":
        """The smallest cube that holds all of these."""
        low = np.min([box.centre - box.half for box in boxes], 0)
        high = np.max([box.centre + box.half for box in boxes], 0)
        return cls((low + high) / 2, float((high - low).max()) / 2)


def spread(count: int, most: int) -> np.ndarray:
    """At most `most` of the indices of `count` items, evenly spread from the first to the last."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))
