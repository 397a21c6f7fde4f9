"""Clouds of points: read from OBJ, PLY and CSV files, written as ASCII PLY."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file, require

PLY_TYPES = {
    **{"char": "i1", "uchar": "u1", "short": "i2", "ushort": "u2", "int": "i4", "uint": "u4"},
    **{"int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4", "uint32": "u4"},
    **{"float": "f4", "double": "f8", "float32": "f4", "float64": "f8"},
}


def write_cloud(path: Path, points: np.ndarray) -> None:
    """Write points [N, 3] as an ASCII PLY of vertices; every float64 reads back exactly.

    Raises:
        ValueError: not [N, 3].
    """
    points = np.asarray(points, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 3:
        raise ValueError(f"points must be [N, 3], not {list(points.shape)}")
    header = ["ply", "format ascii 1.0", f"element vertex {len(points)}"]
    header += [*(f"property double {axis}" for axis in "xyz"), "end_header"]
    vertices = [" ".join(map(repr, point)) for point in points.tolist()]
    with atomic_file(path) as scratch:
        scratch.write_text("\n".join([*header, *vertices]) + "\n", encoding="ascii")


def read_cloud(path: Path) -> np.ndarray:
    """Points [N, 3], float64, of an OBJ, PLY (ASCII or binary little-endian) or CSV file.

    Raises:
        InputError: no complete file of such a type, no vertices, or one that is not finite.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: unknown file type of a cloud; give one of {', '.join(READERS)}")
    require(path, "give an existing cloud of points")
    try:
        points = reader(path)
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a text file; give a file of the type of its name") from None
    except ValueError as error:
        raise InputError(f"{path}: {error}; correct the file or fetch it again") from None
    if len(points) == 0:
        raise InputError(f"{path}: no vertices; give a cloud with at least one point")
    if not np.isfinite(points).all():
        bad = int(np.flatnonzero(~np.isfinite(points).all(1))[0])
        raise InputError(f"{path}: vertex {bad} (from 0) is not finite; remove it from the file")
    return points


def _read_obj(path: Path) -> np.ndarray:
    lines = enumerate(path.read_text().splitlines(), 1)
    rows = ((number, s.split()) for number, s in lines if s.startswith(("v ", "v\t")))
    return _columns(rows, [1, 2, 3])


def _read_csv(path: Path) -> np.ndarray:
    with path.open(newline="") as file:
        rows = [(n, row) for n, row in enumerate(csv.reader(file), 1) if "".join(row).strip()]
    if not rows:
        return np.empty((0, 3))
    names = [name.strip().lower().removesuffix("_nm") for name in rows[0][1]]
    for number, row in rows:
        if len(row) > len(names):
            raise ValueError(f"line {number} has more values than the first line")
    if {"x", "y", "z"} <= set(names):
        columns, rows = [names.index(axis) for axis in "xyz"], rows[1:]
    elif len(names) == 3:
        columns = [0, 1, 2]
    else:
        raise ValueError("no columns x, y, z in its first line")
    return _columns(rows, columns)


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
    lines = body.decode("ascii").splitlines(keepends=True)[:count]
    if len(lines) < count:
        raise ValueError(f"truncated: {len(lines)} of the {count} vertices of its header")
    if lines and not lines[-1].endswith(("\n", "\r")):  # the cut may be within a number
        raise ValueError("truncated: its last line has no end")
    rows = enumerate(map(str.split, lines), len(header.splitlines()) + 1)
    return _columns(rows, [vertex.names.index(axis) for axis in "xyz"])


def _ply_header(lines: list[str]) -> tuple[str, int, np.dtype]:
    """Format, number of vertices and type of a vertex; the first element must be `vertex`."""
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


def _columns(rows: Iterable[tuple[int, list[str]]], columns: list[int]) -> np.ndarray:
    """Columns x, y and z [N, 3] of rows of words, each with the number of its line."""
    points = [_floats([row[i] for i in columns if i < len(row)], line) for line, row in rows]
    return np.array(points).reshape(-1, 3)


def _floats(words: list[str], line: int) -> list[float]:
    if len(words) < 3:
        raise ValueError(f"line {line} has fewer than three coordinates")
    try:
        return [float(word) for word in words]
    except ValueError:
        raise ValueError(f"line {line} is not numeric ({' '.join(words)!r:.60})") from None


READERS: dict[str, Callable[[Path], np.ndarray]] = {
    ".obj": _read_obj,
    ".ply": _read_ply,
    ".csv": _read_csv,
}
