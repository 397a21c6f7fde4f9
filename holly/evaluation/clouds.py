"""Clouds worth comparing, distances between them, their centres, and random ones."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from groundwork.errors import InputError
from holly.data.clouds import read_cloud

FEWEST = 4  # points; three lie in one plane, and fit almost anything
SAMPLE = 200  # points of a cloud that stand for all of them where rotations are tried
LARGE = 1000  # points; a larger cloud is thinned before it is aligned and paired
THINNED = 500  # points to which it is thinned
VOXELS = 48  # along each side of a table of distances
REACH = 3.0  # at most so many radii from the middle to a side of the table


def read_comparable(path: Path, nm_per_unit: float | None = None) -> np.ndarray:
    """Points [N, 3], model units, of a cloud with enough of them to compare it with others.

    Raises:
        InputError: as holly.data.clouds.read_cloud; or fewer than FEWEST points.
    """
    points = read_cloud(path, nm_per_unit=nm_per_unit)
    if len(points) < FEWEST:
        raise InputError(f"{path}: {len(points)} points, too few to compare; give {FEWEST} or more")
    return points


def nearest_rmsd(source: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    """Root mean square nearest distance, source [N, 3] to target [M, 3] and target to source."""
    there, back = KDTree(target).query(source)[0], KDTree(source).query(target)[0]
    return float(np.sqrt(np.square(there).mean())), float(np.sqrt(np.square(back).mean()))


def strays(aligned: np.ndarray, truth: np.ndarray) -> dict[str, float | None]:
    """Those fields of an Evaluation that tell strays of aligned points [N, 3] from the rest.

    A stray is further from every point of the truth [M, 3] than the truth's radius.
    """
    limit = radius(truth - centre(truth))
    distances = KDTree(truth).query(aligned)[0]
    rest = distances[distances <= limit]
    return {
        "strays": float((distances > limit).mean()),
        "stray_limit": limit,
        "rmsd_without_strays": float(np.sqrt(np.square(rest).mean())) if len(rest) else None,
    }


def assignment_rmsd(source: np.ndarray, target: np.ndarray) -> float:
    """Root mean square distance of aligned clouds [N, 3], [M, 3] in the best one-to-one pairs."""
    own, other = pair(source, target)
    return float(np.sqrt(np.square(own - other).sum(1).mean()))


def pair(source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points [min(N, M), 3] of two clouds, paired one to one with the least squared distances.

    Large clouds are thinned, because time and memory grow with the product of their sizes.
    """
    source, target = thinned(source), thinned(target)
    own, other = linear_sum_assignment(cdist(source, target, "sqeuclidean"))
    return source[own], target[other]


def best_scale(aligned: np.ndarray, truth: np.ndarray) -> float:
    """The factor about its mean that brings aligned points [N, 3] nearest to the truth [M, 3].

    Least squares over the one-to-one pairs; 1 for a cloud without extent.
    """
    own, true = pair(aligned, truth)
    own, true = own - own.mean(0), true - true.mean(0)
    square = np.square(own).sum()
    return float((own * true).sum() / square) if square > 0 else 1.0


def centre(points: np.ndarray) -> np.ndarray:
    """Geometric median [3] (Weiszfeld): it turns with the cloud and ignores stranded points."""
    centre = points.mean(0)
    for _ in range(50):
        weights = 1 / np.maximum(np.linalg.norm(points - centre, axis=1), 1e-9)
        centre = weights @ points / weights.sum()
    return centre


def radius(points: np.ndarray) -> float:
    """Root mean square distance of points [N, 3] from the origin; 1 if all of them are there."""
    return float(np.sqrt(np.square(np.linalg.norm(points, axis=1)).mean())) or 1.0


def sample(points: np.ndarray, most: int = SAMPLE) -> np.ndarray:
    """At most so many points, drawn the same each time; not every k-th, as models are regular."""
    return np.random.default_rng(0).permutation(points)[:most]


def thinned(points: np.ndarray) -> np.ndarray:
    """The points [N, 3] themselves, or THINNED of them if there are more than LARGE."""
    return points if len(points) <= LARGE else sample(points, THINNED)


def random_clouds_in(cloud: np.ndarray, points: int, count: int) -> Iterator[np.ndarray]:
    """`count` clouds [points, 3] uniform in the bounding box of a cloud, the same each time."""
    random = np.random.default_rng(0)
    low, high = cloud.min(0), cloud.max(0)
    return (random.uniform(low, high, (points, 3)) for _ in range(count))


class DistanceField:
    """Squared distance to the nearest of some centred points, read from a table of voxels.

    Distances are cut at `cut`, by default at `radius`, the root mean square of the points.
    """

    def __init__(self, points: np.ndarray, *, cut: float | None = None) -> None:
        self.radius = radius(points)
        cut = cut or self.radius
        self.reach = min(np.linalg.norm(points, axis=1).max() + cut, REACH * max(cut, self.radius))
        middles = ((np.arange(VOXELS) + 0.5) / VOXELS * 2 - 1) * self.reach
        places = np.stack(np.meshgrid(middles, middles, middles, indexing="ij"), -1)
        distances = KDTree(points).query(places.reshape(-1, 3), distance_upper_bound=cut)[0]
        self._squares = np.square(np.minimum(distances, cut)).astype(np.float32)

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """The mean [...] over the points of each cloud [..., N, 3], to a voxel."""
        voxel = ((points / self.reach + 1) * (VOXELS / 2)).astype(np.int32).clip(0, VOXELS - 1)
        index = (voxel[..., 0] * VOXELS + voxel[..., 1]) * VOXELS + voxel[..., 2]
        return self._squares[index].mean(-1)
