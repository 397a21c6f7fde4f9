"""Clouds of points: read from OBJ, PLY and CSV files, packaged, or generated from a description."""

import csv
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import require

PLY_TYPES = {
    **{"char": "i1", "uchar": "u1", "short": "i2", "ushort": "u2", "int": "i4", "uint": "u4"},
    **{"int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4", "uint32": "u4"},
    **{"float": "f4", "double": "f8", "float32": "f4", "float64": "f8"},
}


def write_model(source: str, output: Path, *, scale: float = 1.0) -> None:
    """Write the model `source`, a key of BUILTIN or a file's path, to `output` as PLY.

    Args:
        source: builtin name, or OBJ, PLY or CSV file.
        output: PLY file to write.
        scale: divides the coordinates; nm per model unit for a cloud in nm.

    Raises:
        InputError: unknown name, unreadable file, or a scale that is not positive.
    """
    from holly.data.structure import write_structure  # which reads through this module

    if not 0 < scale < np.inf:
        raise InputError(f"scale {scale:g} of model {source}: give a positive number")
    write_structure(output, model(source) / scale)


def model(source: str) -> np.ndarray:
    """Points [N, 3] of a key of BUILTIN, or of the file of that path."""
    if source in BUILTIN:
        return BUILTIN[source]()
    if not Path(source).suffix:
        raise InputError(f"{source}: no such model; give a file or one of {', '.join(BUILTIN)}")
    return read_cloud(Path(source))


def read_cloud(path: Path) -> np.ndarray:
    """Points [N, 3], float64, of an OBJ, PLY (ascii or binary little endian) or CSV file.

    Raises:
        InputError: missing, empty, truncated or non-numeric file, no vertices, unknown suffix.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: unknown kind of cloud; give one of {', '.join(READERS)}")
    require(path, "give an existing cloud of points")
    try:
        points = reader(path)
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a text file; check that it is what its name says") from None
    except ValueError as error:
        raise InputError(f"{path}: {error}; mend the file or fetch it again") from None
    if len(points) == 0:
        raise InputError(f"{path}: no vertices; give a cloud with at least one point")
    if not np.isfinite(points).all():
        bad = int(np.flatnonzero(~np.isfinite(points).all(1))[0])
        raise InputError(f"{path}: vertex {bad} (from 0) is not finite; remove it from the file")
    return points


def packaged(name: str) -> np.ndarray:
    """Points [N, 3] of a cloud that comes with the package; holly/data/packaged/README.md says whence."""
    with resources.as_file(resources.files("holly.data") / "packaged" / f"{name}.csv") as path:
        return read_cloud(path)


def cep152_approximation() -> np.ndarray:
    """Approximation of the CEP152/HsSAS-6 complex, [184, 3], model units.

    Two hollow cylinders of points in eight regular columns each: the larger about y, and a smaller
    one about z, standing out of its side and offset towards its top; 1.396 units end to end.
    """
    large = _cylinder(radius=0.6, height=0.6, rows=18)
    small = _cylinder(radius=0.21, height=0.3, rows=5)[:, [0, 2, 1]]  # its axis from y to z
    end = large[:, 2].max() - 1.396
    offset = np.array([0, 0.063, end - small[:, 2].min()])
    return np.concatenate([large, small + offset])


def toroid(
    points: int = 250, *, ring_radius: float = 200.0, tube_radius: float = 35.0
) -> np.ndarray:
    """Solid ring about z, evenly filled, [points, 3], nm: the truth of holly.data.synthetic's data."""
    golden = 1.2207440846057596  # root of g⁴ = g + 1: the even sequence in three dimensions
    unit = np.arange(1, points + 1)[:, None] / golden ** np.arange(1, 4) % 1
    return ring(unit, ring_radius=ring_radius, tube_radius=tube_radius)


def ring(unit: np.ndarray, *, ring_radius: float, tube_radius: float) -> np.ndarray:
    """Map [N, 3] from the unit cube into a ring about z: along it, about and across its tube."""
    along, about = 2 * np.pi * unit[:, 0], 2 * np.pi * unit[:, 1]
    across = tube_radius * np.sqrt(unit[:, 2])
    distance = ring_radius + across * np.cos(about)
    return np.stack(
        [distance * np.cos(along), distance * np.sin(along), across * np.sin(about)], axis=1
    )


def _cylinder(radius: float, height: float, rows: int, columns: int = 8) -> np.ndarray:
    angle = 2 * np.pi * np.arange(columns) / columns
    level = np.linspace(-height / 2, height / 2, rows)
    angle, level = (grid.ravel() for grid in np.meshgrid(angle, level))
    return np.stack([radius * np.cos(angle), level, radius * np.sin(angle)], axis=1)


def _read_obj(path: Path) -> np.ndarray:
    rows = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith(("v ", "v\t")):
            rows.append(_numbers(line.split()[1:4], number))
    return np.array(rows).reshape(-1, 3)


def _read_csv(path: Path) -> np.ndarray:
    with path.open(newline="") as file:
        rows = [(n, row) for n, row in enumerate(csv.reader(file), 1) if "".join(row).strip()]
    if not rows:
        return np.empty((0, 3))
    names = [name.strip().lower().removesuffix("_nm") for name in rows[0][1]]
    if {"x", "y", "z"} <= set(names):
        columns, rows = [names.index(axis) for axis in "xyz"], rows[1:]
    elif len(names) == 3:
        columns = [0, 1, 2]
    else:
        raise ValueError("no columns x, y, z in its first line")
    numbers = [_numbers([row[i] for i in columns if i < len(row)], n) for n, row in rows]
    return np.array(numbers).reshape(-1, 3)


def _numbers(words: list[str], line: int) -> list[float]:
    if len(words) < 3:
        raise ValueError(f"line {line} has fewer than three coordinates")
    try:
        return [float(word) for word in words]
    except ValueError:
        raise ValueError(f"line {line} is not numeric ({' '.join(words)!r:.60})") from None


def _read_ply(path: Path) -> np.ndarray:
    content = path.read_bytes()
    header, mark, body = content.partition(b"end_header")
    if not content.startswith(b"ply") or not mark:
        raise ValueError("no complete PLY header")
    kind, count, vertex = _ply_header(header.decode("ascii", errors="replace").splitlines())
    body = body[body.find(b"\n") + 1 :]
    if kind == "binary_little_endian":
        if len(body) < count * vertex.itemsize:
            raise ValueError(f"truncated: fewer than the {count} vertices of its header")
        rows = np.frombuffer(body, vertex, count)
        return np.stack([rows[axis].astype(np.float64) for axis in "xyz"], axis=1)
    lines = body.decode("ascii").splitlines()[:count]
    if len(lines) < count:
        raise ValueError(f"truncated: {len(lines)} of the {count} vertices of its header")
    columns = [vertex.names.index(axis) for axis in "xyz"]
    first = len(header.splitlines()) + 1
    words = enumerate((line.split() for line in lines), first)
    numbers = [_numbers([w[i] for i in columns if i < len(w)], n) for n, w in words]
    return np.array(numbers).reshape(-1, 3)


def _ply_header(lines: list[str]) -> tuple[str, int, np.dtype]:
    """Format, number of vertices and their record, of a file whose first element is `vertex`."""
    words = [line.split() for line in lines if line.split()]
    kind = next((w[1] for w in words if w[0] == "format" and len(w) > 1), "")
    if kind not in ("ascii", "binary_little_endian"):
        raise ValueError(f"PLY format {kind!r}; only ascii and binary_little_endian are read")
    starts = [i for i, w in enumerate(words) if w[0] == "element"]
    if not starts or words[starts[0]][1:2] != ["vertex"] or not words[starts[0]][-1].isdecimal():
        raise ValueError("the first element of the PLY header is not 'vertex' with a count")
    end = starts[1] if len(starts) > 1 else len(words)
    properties = [w[1:] for w in words[starts[0] + 1 : end] if w[0] == "property"]
    if any(len(p) != 2 or p[0] not in PLY_TYPES for p in properties):
        raise ValueError("a property of the PLY's vertices is not a plain number")
    vertex = np.dtype([(name, "<" + PLY_TYPES[kind]) for kind, name in properties])
    if not {"x", "y", "z"} <= set(vertex.names or ()):
        raise ValueError("the PLY's vertices lack x, y or z")
    return kind, int(words[starts[0]][-1]), vertex


READERS: dict[str, Callable[[Path], np.ndarray]] = {
    ".obj": _read_obj,
    ".ply": _read_ply,
    ".csv": _read_csv,
}
BUILTIN: dict[str, Callable[[], np.ndarray]] = {
    "bunny": lambda: packaged("bunny"),
    "teapot": lambda: packaged("teapot"),
    "cep152": cep152_approximation,
    "toroid": toroid,
}
