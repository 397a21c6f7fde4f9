"""Ground truths: clouds of known structures, built in or read from a file.

The bunny and the teapot are files of the package (holly/data/packaged/README.md says where they
come from); the CEP152 approximation and the toroid are computed.
"""

from collections.abc import Callable
from functools import partial
from importlib import resources
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from holly.data.clouds import read_cloud, write_cloud
from holly.settings.choices import BuiltIn

RING_RADIUS, TUBE_RADIUS = 200.0, 35.0  # nm, of the toroid


def write_ground_truth(source: str, output: Path, *, nm_per_unit: float = 1.0) -> None:
    """Write the ground truth `source` to `output` as a PLY file in model units.

    The source is a key of BUILT_IN, or an OBJ, PLY or CSV file. Its coordinates are divided by
    `nm_per_unit`, which is 1 for a cloud that is in model units already.

    Raises:
        InputError: unknown name, unreadable file, or a scale that is not positive.
    """
    if not 0 < nm_per_unit < np.inf:
        raise InputError(f"{source}: nm_per_unit {nm_per_unit:g}; give a positive number")
    write_cloud(output, ground_truth(source) / nm_per_unit)


def ground_truth(source: str) -> np.ndarray:
    """Points [N, 3] of a built-in ground truth, or of a file; InputError if `source` is neither."""
    if source in BUILT_IN:
        return BUILT_IN[source]()
    if not Path(source).suffix:
        names = ", ".join(BUILT_IN)
        raise InputError(f"{source}: not a built-in ground truth; give a file or one of {names}")
    return read_cloud(Path(source))


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
