"""PLY files: ASCII, binary little-endian and binary big-endian."""

from pathlib import Path

import numpy as np

from holly.data.cloud_files.cloud import AXES, Cloud, from_records, from_words, whole_lines

TYPES = {
    **{"char": "i1", "uchar": "u1", "short": "i2", "ushort": "u2", "int": "i4", "uint": "u4"},
    **{"int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4", "uint32": "u4"},
    **{"float": "f4", "double": "f8", "float32": "f4", "float64": "f8"},
}
ORDERS = {"ascii": "=", "binary_little_endian": "<", "binary_big_endian": ">"}


def read_ply(path: Path) -> Cloud:
    """The vertices of a PLY file."""
    content = path.read_bytes()
    header, mark, body = content.partition(b"end_header")
    if not content.startswith(b"ply") or not mark:
        raise ValueError("no complete PLY header")
    kind, count, vertex = _header(header.decode("ascii", errors="replace").splitlines())
    body = body[body.find(b"\n") + 1 :]
    if kind != "ascii":
        return Cloud(from_records(body, vertex, count))
    lines = whole_lines(body.decode("ascii"), count)
    rows = enumerate(map(str.split, lines), len(header.splitlines()) + 1)
    return Cloud(from_words(rows, [vertex.names.index(axis) for axis in AXES]))


def _header(lines: list[str]) -> tuple[str, int, np.dtype]:
    """Format, number of vertices and type of a vertex; the first element must be `vertex`."""
    words = [line.split() for line in lines if line.split()]
    kind = next((w[1] for w in words if w[0] == "format" and len(w) > 1), "")
    if kind not in ORDERS:
        raise ValueError(f"PLY format {kind!r}; only {', '.join(ORDERS)} are read")
    starts = [i for i, w in enumerate(words) if w[0] == "element"]
    if not starts or words[starts[0]][1:2] != ["vertex"] or not words[starts[0]][-1].isdecimal():
        raise ValueError("the first element of the PLY header is not 'vertex' with a count")
    end = starts[1] if len(starts) > 1 else len(words)
    properties = [w[1:] for w in words[starts[0] + 1 : end] if w[0] == "property"]
    if any(len(p) != 2 or p[0] not in TYPES for p in properties):
        raise ValueError("a property of the PLY's vertices is not a plain number")
    vertex = np.dtype([(name, ORDERS[kind] + TYPES[kind_of]) for kind_of, name in properties])
    if not set(AXES) <= set(vertex.names or ()):
        raise ValueError("the PLY's vertices lack x, y or z")
    return kind, int(words[starts[0]][-1]), vertex
