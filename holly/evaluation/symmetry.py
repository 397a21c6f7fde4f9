"""Symmetries of clouds: those of a truth, and those that only a structure has.

A cloud is compared with itself under half, third, … turns and reflections whose axes cover the
hemisphere. The self-distance is the root mean square distance of a moved point to its nearest
unmoved one, over its median among all axes of the kind: 0 is a perfect symmetry, 1 is none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from holly.evaluation.clouds import DistanceField, centre, thinned
from holly.evaluation.directions import frame, hemisphere, reflections, turns

AXES = 1000  # directions of the hemisphere, 4.5° apart
ORDERS = range(2, 11)  # of the rotations looked for in a truth
ROUND = (3, 4, 5)  # a cloud with an axis of all these orders is round about it
SYMMETRIC = 0.2  # self-distance up to which a truth counts as symmetric
ROUGH = 0.45  # self-distance on the grid of axes up to which one is worth a closer look
STARTS = 12  # distinct axes of a kind that are looked at closely in a truth
APART = 15.0  # degrees between them
NEAR = np.cos(np.radians(10.0))  # two operations of a group within this angle are one
MOST = 96  # operations of a finite group
CIRCLE = 180  # rotations that stand for all those about an axis
FALSE = 0.75  # self-distance over the truth's, below which a symmetry is false
CLEAR = 0.65  # self-distance above which a structure has no symmetry to speak of
KINDS = {
    "twofold axis": "half a turn about an axis",
    "threefold axis": "a third of a turn about an axis",
    "fourfold axis": "a quarter of a turn about an axis",
    "mirror plane": "reflection in a plane",
}


@dataclass(frozen=True)
class FalseSymmetry:
    """A symmetry of a structure that its truth lacks."""

    kind: str  # a key of KINDS
    axis: list[float]  # unit vector [3] in the truth's frame; of a mirror plane, its normal
    score: float  # the structure's self-distance over the truth's least one within 10° of the axis

    @property
    def sentence(self) -> str:
        """What is wrong, in words."""
        return (
            f"The structure has a {self.kind} that the truth lacks: under {KINDS[self.kind]} it "
            f"comes {1 / self.score:.1f} times as near to itself as the truth does."
        )


def false_symmetry(structure: np.ndarray, truth: np.ndarray) -> FalseSymmetry | None:
    """The clearest symmetry of a structure [N, 3] that the truth [M, 3], aligned with it, lacks."""
    own, true = _Cloud(structure), _Cloud(truth)
    axes, found = hemisphere(AXES), []
    families = [*(turns(axes, angle) for angle in (180.0, 120.0, 90.0)), reflections(axes)]
    for kind, operations in zip(KINDS, families, strict=True):
        distances, expected = own.distances(operations), true.distances(operations)
        best = int(distances.argmin())
        around = np.abs(axes @ axes[best]) >= NEAR
        if distances[best] <= CLEAR:
            score = float(distances[best] / max(expected[around].min(), 1e-9))
            found.append(FalseSymmetry(kind, axes[best].tolist(), score))
    clearest = min(found, key=lambda one: one.score, default=None)
    return clearest if clearest and clearest.score < FALSE else None


def symmetry_group(truth: np.ndarray) -> np.ndarray:
    """Rotations and reflections [K, 3, 3] about its centre that leave a cloud [N, 3] as it is.

    The identity is first. If the cloud is round about an axis, 180 turns about it stand for all.
    """
    cloud = _Cloud(truth)
    rotations = {n: cloud.symmetries(lambda axes, n=n: turns(axes, 360 / n)) for n in ORDERS}
    mirrors = cloud.symmetries(reflections)
    round_axes = [rotations[n][0] for n in ROUND if rotations[n]]
    flips = [turns(axis, 180.0) for axis in rotations[2]] + [reflections(a) for a in mirrors]
    parallel = all(abs(axis @ round_axes[0]) > NEAR for axis in round_axes)
    if len(round_axes) == len(ROUND) and parallel:
        axis = np.mean([a * np.sign(a @ round_axes[0]) for a in round_axes], axis=0)
        circle = np.array([turns(axis, angle) for angle in np.arange(CIRCLE) * 360 / CIRCLE])
        flips = [_squared(flip, axis) for flip in flips if abs(abs(axis @ flip @ axis) - 1) < 0.1]
        flips = [f for f in flips if axis @ f @ axis < 0 or np.linalg.det(f) < 0]
        cosets = _closure(flips, axis)
        return (cosets[:, None] @ circle).reshape(-1, 3, 3)
    return _closure([*(turns(a, 360 / n) for n in ORDERS for a in rotations[n][:1]), *flips])


class _Cloud:
    """A centred cloud, thinned if it is large, and its distances from itself."""

    def __init__(self, points: np.ndarray) -> None:
        points = thinned(points)
        self.points = points - centre(points)
        self.field, self.tree = DistanceField(self.points), KDTree(self.points)

    def distances(self, operations: np.ndarray) -> np.ndarray:
        """Self-distances [R] under operations [R, 3, 3] of a kind, to a voxel."""
        values = np.sqrt(self.field(self._moved(operations)))
        return values / (np.median(values) or 1.0)

    def symmetries(self, operations: Callable[[np.ndarray], np.ndarray]) -> list[np.ndarray]:
        """Axes [3], the best first, of a family of operations that are symmetries."""
        axes, found = hemisphere(AXES), []
        usual = float(np.median(np.sqrt(self.field(self._moved(operations(axes))))))
        for start in _distinct(axes, self.distances(operations(axes))):
            around = _cone(axes[start], 5.0)
            squares = np.square(self.tree.query(self._moved(operations(around)))[0]).mean(1)
            best = int(squares.argmin())
            if squares[best] <= (SYMMETRIC * usual) ** 2:
                found.append((squares[best], around[best]))
        return [axis for _, axis in sorted(found, key=lambda one: one[0])]

    def _moved(self, operations: np.ndarray) -> np.ndarray:
        return self.points @ operations.transpose(0, 2, 1)


def _distinct(axes: np.ndarray, values: np.ndarray) -> list[int]:
    """Indices of the axes of least value, none within APART of a better one."""
    chosen: list[int] = []
    for index in [i for i in np.argsort(values, kind="stable") if values[i] <= ROUGH]:
        if all(abs(axes[index] @ axes[i]) < np.cos(np.radians(APART)) for i in chosen):
            chosen.append(int(index))
        if len(chosen) == STARTS:
            break
    return chosen


def _cone(axis: np.ndarray, degrees: float) -> np.ndarray:
    """Unit vectors [R, 3] up to some degrees from an axis, a degree apart, the axis first."""
    steps = np.radians(np.arange(-degrees, degrees + 1))
    grid = np.stack(np.meshgrid(steps, steps), -1).reshape(-1, 2)
    grid = grid[np.argsort(np.square(grid).sum(1), kind="stable")]
    vectors = axis + grid @ frame(axis)[:2]
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _closure(generators: Sequence[np.ndarray], axis: np.ndarray | None = None) -> np.ndarray:
    """The group [K, 3, 3] that generators make; with an axis, one of all that move it alike."""
    group = [np.eye(3)]
    for one in group:  # which grows
        for generator in generators:
            product = _orthogonal(one @ generator)
            if len(group) < MOST and not any(_same(product, other, axis) for other in group):
                group.append(product)
    return np.stack(group)


def _same(first: np.ndarray, second: np.ndarray, axis: np.ndarray | None) -> bool:
    between = first.T @ second
    cosine = (np.trace(between) - 1) / 2 if axis is None else axis @ between @ axis
    return bool(np.linalg.det(between) > 0 and cosine > NEAR)


def _orthogonal(matrix: np.ndarray) -> np.ndarray:
    left, _, right = np.linalg.svd(matrix)
    return left @ right


def _squared(operation: np.ndarray, axis: np.ndarray) -> np.ndarray:
    """The operation nearest to this one that keeps an axis or turns it over."""
    axis = axis / np.linalg.norm(axis)
    along = np.sign(axis @ operation @ axis) * np.outer(axis, axis)
    across = np.eye(3) - np.outer(axis, axis)
    return _orthogonal(along + across @ operation @ across)
