"""Automatic rigid alignment of two clouds, over all rotations and both hands.

The pose of a structure reconstructed from projections is arbitrary, and so is its hand. The search
scores a near-uniform grid of rotations of the cloud and of its mirror image by looking distances
up in a table, refines the best by ICP, and keeps the best of those. Nothing is drawn at random.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from holly.evaluation.clouds import DistanceField, centre, nearest_rmsd, sample, thinned
from holly.evaluation.directions import divided, rotation_grid

ROTATIONS = 4608  # of each hand; neighbours about 15° apart
DIVIDED = 60  # best rotations of the grid, for each hand; each is divided into 27, 5° apart
REFINED = 20  # best of those, for each hand, refined by ICP
STAGES = ((1.0, 20), (0.5, 200))  # ICP: longest pair in radii of the target, most iterations
CONVERGED = 1e-9  # ICP ends where share and root mean square distance of pairs change less
PAIRINGS = 20  # most rounds of one-to-one pairing
SLACK = 1.02  # among results within this factor of the best score, rmsd alone decides
TIE = 1e-12  # a mirror image must be better than this, in squared radii, to be preferred


@dataclass(frozen=True)
class Registration:
    """How a source lies on a target."""

    transform: np.ndarray  # [4, 4], maps source to target; of determinant -1 if mirrored
    mirrored: bool  # whether the mirror image of the source fits better
    rmsd: float  # root mean square distance of source points to the nearest target point
    coverage: float  # the same of target points to the nearest source point

    @property
    def distance(self) -> float:
        """Root mean square distance to the nearest point, both ways."""
        return float(np.sqrt((self.rmsd**2 + self.coverage**2) / 2))


def register(source: np.ndarray, target: np.ndarray) -> Registration:
    """Align source [N, 3] to target [M, 3] by a rotation, a shift and, if better, a reflection.

    Starts and results are chosen by rmsd² + coverage², because one of them alone is small for a
    cloud collapsed onto a part of the other. Distances in this score are cut at the target's
    radius, so that a few stranded points do not choose the pose; the numbers returned are not cut.
    ICP can end in many places near the best one; the one of least rmsd is taken. Large clouds are
    thinned to find the transform; the numbers returned are those of all points.

    Raises:
        ValueError: a cloud that is not [N, 3], is empty, or has a coordinate that is not finite.
    """
    every_source, every_target = _checked(source, "source"), _checked(target, "target")
    source, target = thinned(every_source), thinned(every_target)
    shift, middle = -centre(source), centre(target)
    score = _Score(target - middle)
    found = []
    for hand in (1.0, -1.0):
        reflection = _affine(np.diag([1.0, 1.0, hand]), shift * [1.0, 1.0, hand])
        found.append((*_align(apply(reflection, source), score), reflection))
    (value, *_), (mirror_value, *_) = found
    mirrored = mirror_value < value - TIE * score.radius**2
    _, aligning, reflection = found[mirrored]
    aligning = _settle(apply(reflection, source), score, aligning)
    transform = _affine(np.eye(3), middle) @ aligning @ reflection
    rmsd, coverage = nearest_rmsd(apply(transform, every_source), every_target)
    return Registration(transform, mirrored, rmsd, coverage)


def apply(transform: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points [N, 3] after an affine transform [4, 4]."""
    return points @ transform[:3, :3].T + transform[:3, 3]


def refine(source: np.ndarray, target: np.ndarray, transform: np.ndarray) -> np.ndarray:
    """The transform [4, 4] at which the ICP of `register` ends if it begins at this rigid one."""
    middle = centre(target)
    start = _affine(np.eye(3), -middle) @ transform
    return _affine(np.eye(3), middle) @ _icp(source, _Score(target - middle), start[None])[0]


class _Score:
    """rmsd² + coverage² against one centred target, distances cut at its radius."""

    def __init__(self, target: np.ndarray) -> None:
        self.target = target
        self.tree = KDTree(target)
        self.field = DistanceField(target)
        self.radius = self.field.radius

    def __call__(self, source: np.ndarray) -> float:
        """The exact score of a source [N, 3] where it is."""
        return self.square(self.tree, source) + self.square(KDTree(source), self.target)

    def square(self, tree: KDTree, points: np.ndarray) -> float:
        """Mean squared distance, cut, of points [N, 3] to the nearest point of a tree."""
        distances = tree.query(points, distance_upper_bound=self.radius)[0]
        return float(np.square(np.minimum(distances, self.radius)).mean())

    def starts(self, source: np.ndarray) -> np.ndarray:
        """The best rotations [REFINED, 3, 3] of source: on a grid, then within its best cells."""
        back = DistanceField(source, cut=self.radius)
        own, other = (sample(points).astype(np.float32) for points in (source, self.target))

        def score(rotations: np.ndarray) -> np.ndarray:
            rotations = rotations.astype(np.float32)
            return self.field(own @ rotations.transpose(0, 2, 1)) + back(other @ rotations)

        grid = rotation_grid(ROTATIONS)
        grid = grid[np.argsort(score(grid), kind="stable")[:DIVIDED]]
        cells = divided(grid, ROTATIONS)
        values = score(cells.reshape(-1, 3, 3)).reshape(cells.shape[:2])
        best = cells[np.arange(len(cells)), values.argmin(1)]
        return best[np.argsort(values.min(1), kind="stable")[:REFINED]]


def _align(source: np.ndarray, score: _Score) -> tuple[float, np.ndarray]:
    """The best score of source in its own hand, and the proper transform [4, 4] that has it."""
    starts = [_affine(start, np.zeros(3)) for start in score.starts(source)]
    ends = _icp(source, score, np.array(starts))
    best = min(ends, key=lambda end: score(apply(end, source)))
    # Nearest points of a regular model pair many to one, which can hold ICP a degree off.
    paired = _icp(source, score, _paired(source, score.target, best)[None])[0]
    candidates = [(score(apply(end, source)), end) for end in (best, paired)]
    return min(candidates, key=lambda candidate: candidate[0])


def _settle(source: np.ndarray, score: _Score, best: np.ndarray) -> np.ndarray:
    """Of `best` and the ends of ICP about it, the one of least rmsd that scores nearly as well."""
    turns = divided(np.eye(3)[None], ROTATIONS)[0]
    about = np.array([best @ _affine(turn, np.zeros(3)) for turn in turns])
    ends = [best, *_icp(source, score, about)]
    values = [score(apply(end, source)) for end in ends]
    near = [end for end, value in zip(ends, values, strict=True) if value <= SLACK * values[0]]
    return min(near, key=lambda end: score.square(score.tree, apply(end, source)))


def _icp(source: np.ndarray, score: _Score, starts: np.ndarray) -> np.ndarray:
    """The transforms [S, 4, 4] at which point-to-point ICP ends, one per start [S, 4, 4]."""
    ends = starts.copy()
    for reach, iterations in STAGES:
        going, last = np.arange(len(ends)), np.full((len(ends), 2), np.inf)
        for iteration in range(iterations + 1):
            placed = source @ ends[going, :3, :3].swapaxes(1, 2) + ends[going, None, :3, 3]
            distances, nearest = score.tree.query(placed, distance_upper_bound=reach * score.radius)
            paired = np.isfinite(distances)
            shares = paired / np.maximum(paired.sum(1, keepdims=True), 1)
            squares = np.square(np.where(paired, distances, 0.0))
            fit = np.stack([paired.mean(1), np.sqrt((shares * squares).sum(1))], axis=1)
            moving = (np.abs(fit - last) >= CONVERGED).any(1)
            if iteration == iterations or not moving.any():
                break
            going, last = going[moving], fit[moving]
            partners = score.target[np.where(paired, nearest, 0)[moving]]
            steps = _rigid(placed[moving], partners, shares[moving])
            ends[going] = steps @ ends[going]
    return ends


def _paired(source: np.ndarray, target: np.ndarray, transform: np.ndarray) -> np.ndarray:
    """ICP from `transform` [4, 4] with one-to-one pairs instead of nearest ones."""
    last = None
    for _ in range(PAIRINGS):
        squares = cdist(apply(transform, source), target, "sqeuclidean")
        pairs = own, other = linear_sum_assignment(squares)
        if last is not None and np.array_equal(pairs, last):
            break
        last = pairs
        transform = _rigid(source[own], target[other], np.full(len(own), 1 / len(own)))
    return transform


def _rigid(source: np.ndarray, target: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Rotations and shifts [..., 4, 4] that bring source [..., N, 3] nearest to target (Kabsch).

    Each point of target [..., N, 3] is the partner of one of source; `shares` [..., N], which add
    up to one, are the weights of the pairs.
    """
    middles = [(shares[..., None] * points).sum(-2, keepdims=True) for points in (source, target)]
    weighted = shares[..., None] * (source - middles[0])
    left, _, right = np.linalg.svd(weighted.swapaxes(-1, -2) @ (target - middles[1]))
    left[..., 2] *= np.sign(np.linalg.det(left @ right))[..., None]
    rotation = (left @ right).swapaxes(-1, -2)
    transform = np.zeros((*rotation.shape[:-2], 4, 4))
    transform[..., :3, :3] = rotation
    transform[..., :3, 3] = (middles[1] - middles[0] @ (left @ right))[..., 0, :]
    transform[..., 3, 3] = 1.0
    return transform


def _checked(points: np.ndarray, name: str) -> np.ndarray:
    points = np.asarray(points, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 3 or len(points) == 0:
        raise ValueError(f"{name} must be [N, 3] with N > 0, not {list(points.shape)}")
    if not np.isfinite(points).all():
        raise ValueError(f"{name} has coordinates that are not finite")
    return points


def _affine(matrix: np.ndarray, shift: np.ndarray) -> np.ndarray:
    transform = np.eye(4)
    transform[:3, :3], transform[:3, 3] = matrix, shift
    return transform
