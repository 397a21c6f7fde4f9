"""Shapes fitted to a cloud without a truth: toroid, two rings of a nuclear pore, cylinder.

Each fit takes points [N, 3] in any unit and gives lengths in that unit. It tries axes over the
whole hemisphere, because a pore is about as high as it is wide and its principal axes mislead.
Loss and medians are robust, because reconstructions leave a few points stranded. A cloud without
extent gives zeros.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from holly.evaluation.clouds import centre, thinned
from holly.evaluation.directions import frame, hemisphere

AXES = 400  # directions of the hemisphere tried, 7° apart
REFINED = 8  # of those refined
SOFT = 0.1  # residuals beyond this, in radii of the cloud, count linearly
BOUNDS = ([-1] * 5 + [0], [1] * 5 + [3])  # of tilts, shift, radius; a huge circle can fit a plane
DRAWS = 100  # resamplings of the points for an interval
LENGTHS = ("ring_diameter", "tube_radius", "ring_radius", "ring_separation", "diameter", "height")

Shape = dict[str, float | bool | list[float]]


def intervals(name: str, points: np.ndarray, axis: np.ndarray) -> dict[str, list[float]]:
    """95 % intervals [low, high] of the lengths of a shape, a key of SHAPES.

    The points [N, 3] are drawn anew with replacement DRAWS times (bootstrap) and fitted from the
    axis [3] of the fit to all of them. An interval says how well so many points fix the shape,
    not how far another training would end from it.
    """
    rng = np.random.default_rng(0)
    draws = (rng.integers(len(points), size=len(points)) for _ in range(DRAWS))
    fits = [SHAPES[name](points[draw], near=axis) for draw in draws]
    ends = {key: [fit[key] for fit in fits] for key in LENGTHS if key in fits[0]}
    return {key: np.percentile(values, [2.5, 97.5]).tolist() for key, values in ends.items()}


def torus(points: np.ndarray, *, near: np.ndarray | None = None) -> Shape:
    """Fit a ring to points [N, 3] scattered about it; `near` is an axis [3] to start from.

    Returns:
        ring_diameter; tube_radius, the root mean square distance from the ring of the points
        within three times the median; axis; hollowness, the share of all points within half the
        ring's radius of the axis (0 is hollow; a filled disc has 0.25).
    """
    fit = _fit_axis(points, near, along=True)
    distance = np.hypot(fit.rho - fit.radius, fit.z)
    near = distance <= 3 * np.median(distance)
    return {
        "ring_diameter": 2 * fit.radius,
        "tube_radius": float(np.sqrt(np.square(distance[near]).mean())),
        **_common(fit),
    }


def rings(points: np.ndarray, symmetry: int = 8, *, near: np.ndarray | None = None) -> Shape:
    """Fit two parallel rings about one axis to points [N, 3], as of a nuclear pore.

    Points are split into two rings by their coordinate along the axis, where the two variances
    sum to the least. Everything but hollowness leaves out points that are further from the wall
    than half its radius, and points whose distance along the axis from the middle of the 10th and
    90th percentiles is larger than the distance between these.

    Returns:
        ring_radius; ring_separation, between the rings' medians; valley, the density midway
        between the rings over that at the rings (1 for an even wall); rings_resolved, whether
        the valley is less than half; symmetry_amplitude, the weighted root mean square over the
        rings of |mean exp(i·symmetry·φ)| (1 is perfect); symmetry_power, the same over its
        expectation 1/√n for n random angles per ring; axis; hollowness as of a torus.
    """
    fit = _fit_axis(points, near, along=False)
    wall = _on_wall(fit)
    low, high = np.percentile(fit.z[wall], [10, 90])  # one in each ring, whatever their shares
    wall &= np.abs(fit.z - (low + high) / 2) <= high - low
    z, phi = fit.z[wall], fit.phi[wall]
    upper = z > _split(z)
    members = [ring for ring in (~upper, upper) if ring.any()]
    heights = [float(np.median(z[ring])) for ring in members]
    valley = _valley(z, heights[0], heights[-1])
    squares = [np.abs(np.exp(1j * symmetry * phi[ring]).mean()) ** 2 for ring in members]
    sizes = [int(ring.sum()) for ring in members]
    amplitude = float(np.sqrt(np.average(squares, weights=sizes)))
    return {
        "ring_radius": fit.radius,
        "ring_separation": heights[-1] - heights[0],
        "valley": valley,
        "rings_resolved": valley < 0.5,
        "symmetry_amplitude": amplitude,
        "symmetry_power": amplitude * float(np.sqrt(np.mean(sizes))),
        **_common(fit),
    }


def cylinder(points: np.ndarray, *, near: np.ndarray | None = None) -> Shape:
    """Fit a cylinder's wall to points [N, 3] spread evenly along it.

    Returns:
        diameter; height, from the 5th to the 95th percentile along the axis, divided by 0.9;
        axis; hollowness as of a torus.
    """
    fit = _fit_axis(points, near, along=False)
    low, high = np.percentile(fit.z[_on_wall(fit)], [5, 95])
    return {"diameter": 2 * fit.radius, "height": float(high - low) / 0.9, **_common(fit)}


SHAPES: dict[str, Callable[..., Shape]] = {"torus": torus, "rings": rings, "cylinder": cylinder}


@dataclass(frozen=True)
class _Fit:
    """An axis, the radius about it, and the points' cylindrical coordinates rho, phi, z [N]."""

    axis: np.ndarray
    radius: float
    rho: np.ndarray
    phi: np.ndarray
    z: np.ndarray


def _fit_axis(points: np.ndarray, near: np.ndarray | None, *, along: bool) -> _Fit:
    """The axis whose distance to the points varies least; if `along`, z must be small as well."""
    points = np.asarray(points, dtype=np.float64)
    middle = centre(points)
    scale = float(np.median(np.linalg.norm(points - middle, axis=1))) or 1.0
    cloud = (points - middle) / scale

    def residuals(parameters: np.ndarray, rows: np.ndarray) -> np.ndarray:
        rho, z = _about(cloud, *_axis(parameters, rows))
        return np.concatenate([rho - parameters[5], z]) if along else rho - parameters[5]

    best = None
    for start in _starts(cloud, along=along) if near is None else [frame(near)]:
        rho, _ = _about(cloud, start[2], np.zeros(3))
        first = [0, 0, 0, 0, 0, np.median(rho)]
        found = least_squares(
            residuals, first, args=(start,), bounds=BOUNDS, loss="soft_l1", f_scale=SOFT
        )
        if best is None or found.cost < best[0] - 1e-12:
            best = found.cost, found.x, start
    _, parameters, start = best
    axis, foot = _axis(parameters, start)
    axis = axis * np.sign(axis[np.abs(axis).argmax()])
    rho, z = _about(cloud, axis, foot)
    across, second, _ = frame(axis)
    phi = np.arctan2((cloud - foot) @ second, (cloud - foot) @ across)
    return _Fit(axis, float(parameters[5]) * scale, rho * scale, phi, z * scale)


def _axis(parameters: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A unit axis and a point on it, from two tilts and a shift in a frame along the last row."""
    axis = parameters[:2] @ rows[:2] + rows[2]
    return axis / np.linalg.norm(axis), parameters[2:5] @ rows


def _about(cloud: np.ndarray, axis: np.ndarray, foot: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance from an axis through `foot`, and coordinate along it."""
    z = (cloud - foot) @ axis
    return np.linalg.norm(cloud - foot - z[:, None] * axis, axis=1), z


def _starts(cloud: np.ndarray, *, along: bool) -> list[np.ndarray]:
    """Frames of the best axes of a Fibonacci hemisphere, through the centre of the cloud."""
    axes, cloud = hemisphere(AXES), thinned(cloud)
    z = cloud @ axes.T  # [N, AXES]
    rho = np.sqrt(np.maximum(np.square(cloud).sum(1)[:, None] - z**2, 0))
    off = np.abs(rho - np.median(rho, axis=0)) + (np.abs(z) if along else 0)
    order = np.argsort(off.mean(0), kind="stable")
    return [frame(axes[i]) for i in order[:REFINED]]


def _common(fit: _Fit) -> Shape:
    inside = fit.rho <= fit.radius / 2
    return {"axis": fit.axis.tolist(), "hollowness": float(inside.mean())}


def _on_wall(fit: _Fit) -> np.ndarray:
    off = np.abs(fit.rho - fit.radius)
    return off <= max(fit.radius / 2, np.median(off))


def _split(z: np.ndarray) -> float:
    """Where to cut z in two so that the sum of squares within both is the least."""
    ordered = np.sort(z)
    left, right = np.cumsum(ordered)[:-1], np.cumsum(ordered[::-1])[-2::-1]
    below = np.arange(1, len(z))
    between = left**2 / below + right**2 / (len(z) - below)
    return float(ordered[between.argmax() if len(z) > 1 else 0])


def _valley(z: np.ndarray, low: float, high: float) -> float:
    """Points in the middle half of the gap, over those within an eighth of the gap of a ring."""
    apart = high - low
    middle = np.abs(z - (low + high) / 2) <= apart / 4
    peaks = np.minimum(np.abs(z - low), np.abs(z - high)) <= apart / 8
    return float(middle.sum() / max(peaks.sum(), 1))
