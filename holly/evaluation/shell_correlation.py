"""Fourier shell correlation of the volumes that two clouds render to."""

import numpy as np

GRID = 64  # voxels along each side of a volume
SPREAD = 1.0  # sigma of a rendered point, voxels; it cancels in the correlation
MARGIN = 1.25  # side of the volume over the largest extent of the two clouds


def shell_correlation(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fourier shell correlation of the volumes of two aligned clouds [N, 3], [M, 3].

    Each point is a 3D Gaussian of one voxel's sigma, drawn exactly, on a cube of 1.25 times the
    largest extent of the clouds.

    Returns:
        Frequencies [GRID/2 - 1], in cycles per unit of the clouds, and correlations there.
    """
    both = np.concatenate([first, second])
    middle = (both.min(0) + both.max(0)) / 2
    side = MARGIN * float(np.ptp(both, axis=0).max()) or 1.0
    voxel = side / GRID
    volumes = [_render((points - middle) / voxel) for points in (first, second)]
    one, other = (np.fft.fftn(volume) for volume in volumes)
    steps = np.fft.fftfreq(GRID) * GRID
    radius = np.sqrt(sum(np.square(axis) for axis in np.meshgrid(steps, steps, steps)))
    shells = np.round(radius).astype(int).ravel()

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(shells, values.ravel())[1 : GRID // 2]

    power = total(np.abs(one) ** 2) * total(np.abs(other) ** 2)
    correlation = total((one * other.conj()).real) / np.sqrt(np.maximum(power, 1e-300))
    return np.arange(1, GRID // 2) / side, correlation


def resolution(frequency: np.ndarray, correlation: np.ndarray, threshold: float) -> float | None:
    """The length 1/f at which correlations [F] first fall below a threshold, interpolated.

    None where they never do: the volumes are the same as far as the grid can tell. Where the
    first is below, the lowest frequency counts.
    """
    below = np.flatnonzero(correlation < threshold)
    if len(below) == 0:
        return None
    at = int(below[0])
    if at == 0:
        return float(1 / frequency[0])
    high, low = correlation[at - 1], correlation[at]
    share = (high - threshold) / (high - low)
    return float(1 / (frequency[at - 1] + share * (frequency[at] - frequency[at - 1])))


def _render(points: np.ndarray) -> np.ndarray:
    """A volume [GRID, GRID, GRID] of points [N, 3] in voxels from its middle."""
    voxels = np.arange(GRID) - (GRID - 1) / 2
    profiles = np.exp(-np.square(voxels - points[:, :, None]) / (2 * SPREAD**2))  # [N, 3, GRID]
    planes = (profiles[:, 0, :, None] * profiles[:, 1, None]).reshape(len(points), -1)
    return (planes.T @ profiles[:, 2]).reshape(GRID, GRID, GRID)
