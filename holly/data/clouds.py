"""Clouds of points: read from the formats of holly.data.cloud_files, written as ASCII PLY."""

from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file, require
from holly.data.cloud_files import READERS
from holly.data.cloud_files.cloud import Cloud


def write_cloud(path: Path, points: np.ndarray, *, comment: str = "") -> None:
    """Write points [N, 3] as an ASCII PLY of vertices; every float64 reads back exactly.

    Readers ignore the comment, a line for people.

    Raises:
        ValueError: not [N, 3].
    """
    points = np.asarray(points, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 3:
        raise ValueError(f"points must be [N, 3], not {list(points.shape)}")
    header = ["ply", "format ascii 1.0", *([f"comment {comment}"] if comment else [])]
    header.append(f"element vertex {len(points)}")
    header += [*(f"property double {axis}" for axis in "xyz"), "end_header"]
    vertices = [" ".join(map(repr, point)) for point in points.tolist()]
    with atomic_file(path) as scratch:
        scratch.write_text("\n".join([*header, *vertices]) + "\n", encoding="ascii")


def read_cloud(path: Path, *, nm_per_unit: float | None = None) -> np.ndarray:
    """Points [N, 3], float64, model units, of a file in one of the formats of READERS.

    Coordinates without a unit are in model units. Those whose columns name a unit are divided by
    `nm_per_unit`.

    Raises:
        InputError: as `read_cloud_file`; or a unit is named, but `nm_per_unit` is not given.
    """
    cloud = read_cloud_file(path)
    if cloud.nm is None:
        return cloud.points
    if nm_per_unit is None:
        raise InputError(
            f"{path}: its columns name a unit of {cloud.nm:g} nm; give nm_per_unit, the nm per "
            "model unit (an image is 4 units wide)"
        )
    return cloud.points * (cloud.nm / nm_per_unit)


def read_cloud_file(path: Path) -> Cloud:
    """Points [N, 3], float64, as they are in a file, and their unit if the file names it.

    Raises:
        InputError: no complete file of a type in READERS, a unit that is not known, no vertices,
            or one that is not finite.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: unknown file type of a cloud; give one of {', '.join(READERS)}")
    require(path, "give an existing cloud of points")
    try:
        cloud = reader(path)
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a text file; give a file of the type of its name") from None
    except ValueError as error:
        raise InputError(f"{path}: {error}; correct the file or fetch it again") from None
    if len(cloud.points) == 0:
        raise InputError(f"{path}: no vertices; give a cloud with at least one point")
    if not np.isfinite(cloud.points).all():
        bad = int(np.flatnonzero(~np.isfinite(cloud.points).all(1))[0])
        raise InputError(f"{path}: vertex {bad} (from 0) is not finite; remove it from the file")
    return cloud
