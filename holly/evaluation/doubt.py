"""How much two structures differ, between two samples of one structure and no structure at all.

Two samples of one structure differ the more, the fewer points they have; so does a structure from
a cloud without any. `Doubt` puts the distance of two structures on the scale between the two, and
says where so few points have no such scale.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from holly.evaluation.clouds import centre
from holly.evaluation.registration import apply, register
from holly.results.agreement import LIMIT

TRIMMED = 0.05  # of the points of each structure, those that are furthest from the other one
FEWEST = 3  # that are left out of 30 points or more
SPLITS = 12  # random halves whose distances are those of two samples of one structure
BLOBS = 2  # clouds without structure, for each structure
SURE = 2  # spreads by which a doubt that is believed would still have to be small
DIFFERENT = 3  # spreads by which what differs is told from chance
REPEATED = 0.5  # of the distance of two samples: below, the points themselves recur


@dataclass(frozen=True)
class Doubt:
    """The distance of two structures, and what it is to be compared with; model units."""

    distance: float
    sampling: float  # the mean distance of two samples of one structure
    sampling_spread: float  # its standard deviation from sample to sample
    chance: float  # the mean distance from clouds of the same size and axes without structure

    @property
    def scale(self) -> float:
        """From two samples of one structure to no structure; it can be 0 or less."""
        return self.chance - self.sampling

    @property
    def excess(self) -> float:
        """What the structures differ by beyond two samples of one."""
        return self.distance - self.sampling

    @property
    def value(self) -> float | None:
        """0 as between two samples of one structure (or less), 1 as between a structure and none.

        None if so few points, or so little structure, are not clearly told from chance.
        """
        return max(self.excess, 0.0) / self.scale if self._scaled else None

    @property
    def error(self) -> float | None:
        """The standard deviation of `value` between two samples of one structure."""
        return self.sampling_spread / self.scale if self._scaled else None

    def belief(self, limit: float = LIMIT) -> str:
        """What follows: a key of holly.results.agreement.BELIEFS."""
        limit, spread = limit * self.scale, self.sampling_spread
        repeated = self.distance < REPEATED * self.sampling
        if max(self.excess, 0) + SURE * spread < limit or repeated:
            return "supported"
        different = self.excess > DIFFERENT * spread and self.excess >= limit
        return "refuted" if different else "unclear"

    @property
    def _scaled(self) -> bool:
        return self.scale > DIFFERENT * self.sampling_spread


def doubt_of(first: np.ndarray, second: np.ndarray, *, seed: int = 0) -> Doubt:
    """Compare a structure [N, 3] with a second one [M, 3], to which it has been aligned.

    Two samples of one structure are random halves of both structures' points put together: if both
    are samples of one density, so are these (a permutation test). No structure is an ellipsoid,
    evenly filled. The seed draws both.
    """
    rng = np.random.default_rng(seed)
    samples = [registered_distance(*halves) for halves in _splits(first, second, rng)]
    blobs = [
        registered_distance(_blob(cloud, rng), cloud)
        for cloud in (first, second)
        for _ in range(BLOBS)
    ]
    return Doubt(
        distance=trimmed_distance(first, second),
        sampling=float(np.mean(samples)),
        sampling_spread=float(np.std(samples, ddof=1)),
        chance=float(np.mean(blobs)),
    )


def trimmed_distance(first: np.ndarray, second: np.ndarray) -> float:
    """Root mean square of both nearest distances of [N, 3] and [M, 3] as they lie, but the largest.

    A twentieth of the points of each cloud is left out, so that a few strays do not decide it.
    """
    squares = [
        np.sort(np.square(KDTree(other).query(points)[0]))[: len(points) - _strays(points)].mean()
        for points, other in ((first, second), (second, first))
    ]
    return float(np.sqrt(np.mean(squares)))


def registered_distance(first: np.ndarray, second: np.ndarray) -> float:
    """The trimmed distance of two clouds [N, 3], [M, 3] after the first is aligned to the second.

    Halves of aligned structures are aligned anew, because the structures themselves were: they
    have the least distance over all rotations, which for a round structure is smaller than others.
    """
    return trimmed_distance(apply(register(first, second).transform, first), second)


def _splits(
    first: np.ndarray, second: np.ndarray, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Both structures' points put together and divided at random, into [N, 3] and [M, 3].

    If both are samples of one density, so are these.
    """
    both = np.concatenate([first, second])
    for _ in range(SPLITS):
        order = rng.permutation(len(both))
        yield both[order[: len(first)]], both[order[len(first) :]]


def _blob(cloud: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """As many points as a cloud [N, 3] has, even in an ellipsoid with its centre and axes."""
    kept = _core(cloud)
    axes = np.linalg.svd(kept - kept.mean(0), full_matrices=False)
    widths = axes.S * np.sqrt(5 / len(kept))  # an even ball of radius r has a variance of r²/5
    ball = rng.normal(size=cloud.shape)
    ball *= (rng.random(len(cloud)) ** (1 / 3) / np.linalg.norm(ball, axis=1))[:, None]
    return kept.mean(0) + ball * widths @ axes.Vh


def _core(cloud: np.ndarray) -> np.ndarray:
    """The points of a cloud [N, 3] but for the strays."""
    distances = np.linalg.norm(cloud - centre(cloud), axis=1)
    return cloud[np.argsort(distances, kind="stable")[: len(cloud) - _strays(cloud)]]


def _strays(points: np.ndarray) -> int:
    """How many points are left out: TRIMMED of them, or FEWEST where they are few."""
    return max(int(TRIMMED * len(points)), min(FEWEST, len(points) // 10))
