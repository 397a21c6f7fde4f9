"""Background around particles, and particles without it.

What belongs to a particle lies densely, and what belongs to nothing lies evenly, also where no
particle is. So the density of the background is that in a ring around the particles, if it is even
there; and a localisation is kept if it has more neighbours than background would have.
"""

from collections.abc import Sequence

import numpy as np

RINGS = (0.7, 0.8, 0.9, 1.0)  # of the radius, between which the density is measured
ENDS = 0.98  # share of the localisations that lie within the radius
UNEVEN = 0.25  # largest relative difference of the density in a ring from that in all
FEWEST = 100  # localisations in the rings
NEIGHBOURS = 8  # that a localisation must have within a distance
EXPECTED = 3.3071  # neighbours of background within that distance: 2 % of it has 8 or more
AT_ONCE = 1000  # localisations whose distances are computed together


def background_density(clouds: Sequence[np.ndarray]) -> float | None:
    """The density of the background around particles; None if none lies evenly around them.

    Args:
        clouds: localisations [N, 2] of each particle, about its centre, in any unit of length.

    Returns:
        Localisations per particle and unit of area.
    """
    radii = np.concatenate([np.hypot(*(cloud - np.median(cloud, axis=0)).T) for cloud in clouds])
    edges = np.quantile(radii, ENDS) * np.array(RINGS)
    counts = np.histogram(radii, edges)[0]
    areas = np.pi * np.diff(edges**2) * len(clouds)
    if counts.sum() < FEWEST:
        return None
    density = counts.sum() / areas.sum()
    even = np.abs(counts / areas / density - 1).max() <= UNEVEN
    return float(density) if even else None


def denser(clouds: Sequence[np.ndarray], density: float) -> list[np.ndarray]:
    """Which localisations lie more densely than background of this density does.

    How many neighbours background has within a distance follows a Poisson distribution, so that the
    distance of the k-th tells background from particles (Byers and Raftery 1998,
    doi:10.1080/01621459.1998.10473711).

    Args:
        clouds: localisations [N, 2] of each particle.
        density: of the background, per particle and unit of area; 0 keeps all.

    Returns:
        bool [N] for each particle.
    """
    if not density:
        return [np.ones(len(cloud), bool) for cloud in clouds]
    reach = np.sqrt(EXPECTED / np.pi / density)
    return [_neighbours(cloud, reach) >= NEIGHBOURS for cloud in clouds]


def _neighbours(cloud: np.ndarray, reach: float) -> np.ndarray:
    """How many others [N] lie within a distance of each localisation [N, 2]."""
    length = (cloud**2).sum(1)
    counts = [
        (length[rows, None] + length - 2 * cloud[rows] @ cloud.T < reach**2).sum(1)
        for rows in np.array_split(np.arange(len(cloud)), len(cloud) // AT_ONCE + 1)
    ]
    return np.concatenate(counts) - 1
