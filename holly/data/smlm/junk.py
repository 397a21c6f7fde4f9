"""What is picked beside particles: sites that take the place of a structure's."""

from dataclasses import asdict

import numpy as np

from holly.settings.smlm import Junk


def draw_junk(junk: Junk, rng: np.random.Generator) -> str:
    """A key of Junk, each with its share; empty for a particle."""
    return draw_by_share(asdict(junk), rng) or ""


def draw_by_share(shares: dict[str, float], rng: np.random.Generator) -> str | None:
    """A key, each with its share, or None with the share that is left."""
    ends = np.cumsum(list(shares.values()))
    place = int(np.searchsorted(ends, rng.random(), side="right"))
    return list(shares)[place] if place < len(shares) else None


def junk_sites(kind: str, sites: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Sites [S, 3] of junk of this kind in place of those of a structure [N, 3] about its middle.

    A spot has all of them in the middle. A blob is normally distributed, with the structure's
    radius of gyration. A fragment is what lies on one side of a random plane through the middle.
    """
    middle = sites.mean(axis=0)
    if kind == "spot":
        return np.broadcast_to(middle, sites.shape)
    if kind == "blob":
        return middle + rng.standard_normal(sites.shape) * np.sqrt((sites - middle).var())
    if kind == "fragment":
        return sites[(sites - middle) @ rng.standard_normal(3) > 0]
    return sites[:0]
