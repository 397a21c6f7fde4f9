"""Ground truths: clouds of known structures, built in or read from a file.

The bunny and the teapot are files of the package (holly/data/packaged/README.md says where they
come from); the CEP152 approximation and the toroid are computed.
"""

import logging
from collections.abc import Callable
from functools import partial
from importlib import resources
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from holly.data.clouds import Cloud, read_cloud, read_cloud_file, write_cloud
from holly.settings.choices import BuiltIn

RING_RADIUS, TUBE_RADIUS = 200.0, 35.0  # nm, of the toroid
IMAGE = 4.0  # width of an image, model units; a structure cannot be wider
NARROWEST = 0.05  # model units, 1.6 of 128 pixels; a smaller cloud is a spot in every image

log = logging.getLogger(__name__)


def write_ground_truth(source: str, output: Path, *, nm_per_unit: float | None = None) -> None:
    """Write the ground truth `source` to `output` as a PLY file in model units.

    The source is a key of BUILT_IN, or a file that holly.data.clouds reads. With `nm_per_unit`
    its coordinates are in the unit that the file names, otherwise in nm, and are divided by it.
    Without `nm_per_unit` they are in model units already. A cloud off the origin by more than
    its radius is moved there.

    Raises:
        InputError: unknown name, unreadable file, a scale that is not positive, a unit of length
            without a scale, or a cloud of a size that no image shows.
    """
    if nm_per_unit is not None and not 0 < nm_per_unit < np.inf:
        raise InputError(f"{source}: nm_per_unit {nm_per_unit:g}; give a positive number")
    cloud = _cloud(source)
    if nm_per_unit is None and cloud.nm is not None:
        raise InputError(
            f"{source}: its coordinates have a unit of {cloud.nm:g} nm; give nm_per_unit, the nm "
            f"per model unit, {_remedy(np.ptp(cloud.points, axis=0).max() * cloud.nm)}"
        )
    points = cloud.points if nm_per_unit is None else cloud.points * (cloud.nm or 1) / nm_per_unit
    write_cloud(output, _placed(source, points, nm_per_unit or 1.0))


def ground_truth(source: str) -> np.ndarray:
    """Points [N, 3] of a built-in ground truth, or of a file; InputError if `source` is neither."""
    return _cloud(source).points


def _cloud(source: str) -> Cloud:
    """The points and their unit, where it is known."""
    if source in BUILT_IN:
        return Cloud(BUILT_IN[source](), 1.0 if source in IN_NM else None)
    if not Path(source).suffix:
        names = ", ".join(BUILT_IN)
        raise InputError(f"{source}: not a built-in ground truth; give a file or one of {names}")
    return read_cloud_file(Path(source))


def _placed(source: str, points: np.ndarray, nm_per_unit: float) -> np.ndarray:
    """Points [N, 3], model units, about the origin; InputError if they do not fit an image."""
    low, high = points.min(0), points.max(0)
    extent, middle = float((high - low).max()), (low + high) / 2
    if not NARROWEST <= extent <= IMAGE:
        raise InputError(
            f"{source}: {extent:.3g} model units wide, where an image is {IMAGE:g} units wide; "
            f"give nm_per_unit, {_remedy(extent * nm_per_unit)}"
        )
    if np.linalg.norm(middle) > np.linalg.norm(high - low) / 2:
        log.warning(
            "%s: its middle lies at (%.3g, %.3g, %.3g) model units, outside it; moved to the "
            "origin, which is the middle of an image",
            *(source, *middle),
        )
        points = points - middle
    outside = int((np.linalg.norm(points, axis=1) > IMAGE / 2).sum())
    if outside:
        log.warning(
            "%s: %d of %d points are more than %g model units from the origin, so that images "
            "from some directions lack them; a larger nm_per_unit makes it smaller",
            *(source, outside, len(points), IMAGE / 2),
        )
    return points


def _remedy(extent: float) -> str:
    """Which scale makes a cloud of this extent half as wide as an image."""
    if extent <= 0:
        return "and more than one point"
    return f"which is {extent / (IMAGE / 2):.3g} for a cloud half as wide as an image"


def cep152_approximation() -> np.ndarray:
    """Approximation of the CEP152/HsSAS-6 complex, [184, 3], model units.

    Two hollow cylinders, each of eight regular columns of points. The axis of the larger one is y.
    The smaller one has its axis along z and stands out of the larger one's side, offset towards
    its top. Both together measure 1.396 units along z.
    """
    large = _cylinder(radius=0.6, height=0.6, rows=18)
    small = _cylinder(radius=0.21, height=0.3, rows=5)[:, [0, 2, 1]]  # its axis from y to z
    end = large[:, 2].max() - 1.396
    offset = np.array([0, 0.063, end - small[:, 2].min()])
    return np.concatenate([large, small + offset])


def toroid(points: int = 250) -> np.ndarray:
    """Evenly filled ring about z, [points, 3], nm; holly.data.synthetic makes data of it."""
    golden = 1.2207440846057596  # root of g⁴ = g + 1: the even sequence in three dimensions
    return ring(np.arange(1, points + 1)[:, None] / golden ** np.arange(1, 4) % 1)


def ring(unit: np.ndarray) -> np.ndarray:
    """Map points [N, 3] of the unit cube evenly into the toroid, nm.

    The first coordinate runs along the ring, the second about its tube and the third from the
    tube's centre line to its surface.
    """
    along, about = 2 * np.pi * unit[:, 0], 2 * np.pi * unit[:, 1]
    from_centre = TUBE_RADIUS * np.sqrt(unit[:, 2])
    distance = RING_RADIUS + from_centre * np.cos(about)
    return np.stack(
        [distance * np.cos(along), distance * np.sin(along), from_centre * np.sin(about)], axis=1
    )


def _packaged(name: str) -> np.ndarray:
    with resources.as_file(resources.files("holly.data") / "packaged" / f"{name}.csv") as path:
        return read_cloud(path)


def _cylinder(radius: float, height: float, rows: int, columns: int = 8) -> np.ndarray:
    angle = 2 * np.pi * np.arange(columns) / columns
    level = np.linspace(-height / 2, height / 2, rows)
    angle, level = (grid.ravel() for grid in np.meshgrid(angle, level))
    return np.stack([radius * np.cos(angle), level, radius * np.sin(angle)], axis=1)


BUILT_IN: dict[BuiltIn, Callable[[], np.ndarray]] = {
    "bunny": partial(_packaged, "bunny"),
    "teapot": partial(_packaged, "teapot"),
    "cep152": cep152_approximation,
    "toroid": toroid,
}
IN_NM = {"toroid"}  # the others are in model units
