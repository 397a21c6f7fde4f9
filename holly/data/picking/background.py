"""How many of the localisations in the accepted picks are background."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from holly.data.picking.results import FieldMap

AROUND = 1.5  # radii to which the ring around a pick reaches


def background_share(picks: pd.DataFrame, fields: Sequence[FieldMap]) -> float | None:
    """The share of the accepted picks' localisations that background accounts for, 0 to 1.

    Its density is that in the rings around the accepted picks, to AROUND radii, without what lies
    in another pick, unless that has too few localisations and is background itself. None if no
    pick is accepted or nothing lies around them. The share is up to a third too small, because
    picks are placed where they hold the most; and a pick that holds no particle is not noticed.
    """
    inside = around = area = expected = 0.0
    for field in fields:
        own = picks[picks["field"] == field.name]
        places = (own[["x_nm", "y_nm"]].to_numpy() - field.corner) / field.nm_per_pixel
        radii = own["radius_nm"].to_numpy() / field.nm_per_pixel
        particle = (own["reason"] != "too few").to_numpy()
        free = _outside(field.counts.shape, places[particle], radii[particle])
        accepted = own["accepted"].to_numpy()
        for place, radius in zip(places[accepted], radii[accepted], strict=True):
            rows, ring = _disc(field.counts.shape, place, AROUND * radius)
            ring &= free[rows]
            around += float(field.counts[rows][ring].sum())
            area += float(ring.sum())
            expected += np.pi * radius**2
        inside += float(own["localisations"][accepted].sum())
    return min(around / area * expected / inside, 1.0) if area and inside else None


def _outside(shape: tuple[int, ...], places: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Whether each pixel lies outside all these picks."""
    free = np.ones(shape, bool)
    for place, radius in zip(places, radii, strict=True):
        rows, disc = _disc(shape, place, radius)
        free[rows] &= ~disc
    return free


def _disc(
    shape: tuple[int, ...], place: np.ndarray, radius: float
) -> tuple[tuple[slice, slice], np.ndarray]:
    """A part of a map, and whether each pixel in it lies in a disc about a place (x, y), px."""
    low = np.maximum(np.floor(place - radius), 0).astype(int)
    high = np.maximum(np.minimum(np.ceil(place + radius) + 1, shape[::-1]), low).astype(int)
    y, x = np.mgrid[low[1] : high[1], low[0] : high[0]] + 0.5
    rows = slice(low[1], high[1]), slice(low[0], high[0])
    return rows, np.hypot(x - place[0], y - place[1]) <= radius
