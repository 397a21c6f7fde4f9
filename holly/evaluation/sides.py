"""From which sides images show the particle, and what these views leave unmeasured.

A particle is transparent, so an image from the opposite side is only the mirror image: a side is
an axis, and half a sphere holds them all. It is drawn as a disc on which equal areas of the sphere
are equally large (Lambert's azimuthal projection).
"""

from dataclasses import dataclass

import numpy as np

EVEN = 5.0  # particles per side that make a finer map, if they are spread evenly
RINGS = (2, 6)  # of the map, at least and at most: 12 to 108 sides
FEW = 0.2  # of an even share of the particles; a side that has fewer counts as not seen
NEARLY = np.sin(np.radians(10))  # sine of the angle between a view and the slice it measures
FINE = 10  # rings of the map of directions that views measure


@dataclass(frozen=True)
class Sides:
    """A map of the sides of a particle, and how many particles show each.

    Ring k of the map, counted from its middle, has 3(2k + 1) sides, all of the same area.
    """

    rings: int
    counts: np.ndarray  # [3 rings²], ring by ring, anticlockwise from the right

    @property
    def even(self) -> float:
        """Particles per side, if they were spread evenly."""
        return float(self.counts.mean())

    @property
    def seen(self) -> np.ndarray:
        """Whether each side is seen by FEW of an even share or more, [3 rings²]."""
        return self.counts >= FEW * self.even


def seen_from(rotations: np.ndarray) -> np.ndarray:
    """Unit directions [P, 3], in the frame of the structure, from the particle to the viewer.

    They are the third rows of the rotations, which are given as axis times angle [P, 3], radians.
    """
    angle = np.linalg.norm(rotations, axis=1, keepdims=True)
    axis = rotations / np.maximum(angle, 1e-12)
    ez, cosine, sine = np.array([0.0, 0.0, 1.0]), np.cos(angle), np.sin(angle)
    # R^T z, by Rodrigues' formula with the angle reversed
    return ez * cosine - np.cross(axis, ez) * sine + axis * axis[:, 2:] * (1 - cosine)


def count_sides(directions: np.ndarray, weights: np.ndarray) -> Sides:
    """Count the particles on each side.

    Args:
        directions: [P, 3], of any length, of images; z points out of the middle of the map.
        weights: [P], which sum to the number of particles.
    """
    fitting = int(np.sqrt(weights.sum() / (3 * EVEN)))
    rings = int(np.clip(fitting, *RINGS))
    side = _side(directions, rings)
    return Sides(rings, np.bincount(side, weights, minlength=3 * rings**2))


def measured(directions: np.ndarray, weights: np.ndarray) -> float:
    """The share of all directions in the structure along which these views show its detail.

    An image holds the plane of the structure's Fourier transform at right angles to the view
    (the projection-slice theorem). A direction counts if the views within 10° of a right angle to
    it are FEW of an even share or more (compare Baldwin & Lyumkis 2020, Prog. Biophys. Mol. Biol.
    150:160). Arguments are those of `count_sides`.
    """
    views = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    along = np.abs(_middles(FINE) @ views.T) <= NEARLY
    return float((along @ weights >= FEW * NEARLY * weights.sum()).mean())


def _side(directions: np.ndarray, rings: int) -> np.ndarray:
    """The index of the side of each direction [P, 3], of 3 rings²."""
    unit = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    unit = np.where(unit[:, 2:] < 0, -unit, unit)
    from_middle = np.sqrt(1 - np.clip(unit[:, 2], 0, 1))
    ring = np.minimum((from_middle * rings).astype(int), rings - 1)
    turn = np.arctan2(unit[:, 1], unit[:, 0]) / (2 * np.pi) % 1
    many = 3 * (2 * ring + 1)
    return 3 * ring**2 + np.minimum((turn * many).astype(int), many - 1)


def _middles(rings: int) -> np.ndarray:
    """The directions [3 rings², 3] in the middle of all sides."""
    ring = np.repeat(np.arange(rings), 3 * (2 * np.arange(rings) + 1))
    number = np.arange(3 * rings**2) - 3 * ring**2
    turn = 2 * np.pi * (number + 0.5) / (3 * (2 * ring + 1))
    z = 1 - ((ring + 0.5) / rings) ** 2
    rim = np.sqrt(1 - z**2)
    return np.stack([rim * np.cos(turn), rim * np.sin(turn), z], axis=1)
