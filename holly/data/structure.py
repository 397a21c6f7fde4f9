"""The reconstructed structure: a cloud of points in model units, kept as an ASCII PLY."""

import os
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file
from holly.data.models import read_cloud


def write_structure(path: Path, points: np.ndarray) -> None:
    """Write points [N, 3] as an ASCII PLY of vertices; every float64 reads back exactly.

    Raises:
        ValueError: not [N, 3].
    """
    points = np.asarray(points, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 3:
        raise ValueError(f"points must be [N, 3], not {list(points.shape)}")
    header = [
        *("ply", "format ascii 1.0", f"element vertex {len(points)}"),
        *(f"property double {axis}" for axis in "xyz"),
        "end_header",
    ]
    vertices = [" ".join(map(repr, point)) for point in points.tolist()]
    with atomic_file(path) as scratch:
        scratch.write_text("\n".join([*header, *vertices]) + "\n", encoding="ascii")


def read_structure(path: Path) -> np.ndarray:
    """Read the points [N, 3], float64, at least one and all finite, of a structure or a truth.

    Raises:
        InputError: no such file, not a cloud, no points, a coordinate that is not finite, or a
            last line that is cut.
    """
    points = read_cloud(path)
    with Path(path).open("rb") as file:
        begins = file.read(40)
        file.seek(-1, os.SEEK_END)
        if b"format ascii" in begins and file.read() != b"\n":  # perhaps within a number
            raise InputError(f"{path}: truncated, its last line has no end; write it again")
    return points
