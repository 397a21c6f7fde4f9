"""PCD files of the Point Cloud Library (format version 0.7): ASCII and binary."""

from pathlib import Path

import numpy as np

from holly.data.cloud_files.cloud import AXES, Cloud, from_records, from_words, whole_lines

KINDS = {"F": "f", "I": "i", "U": "u"}
SIZES = {"f": (4, 8), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8)}
NEEDED = ("FIELDS", "SIZE", "TYPE", "POINTS", "DATA")


def read_pcd(path: Path) -> Cloud:
    """The points of a PCD file; ValueError if its data are compressed."""
    content = path.read_bytes()
    header, start = _header(content)
    record, (count,) = _record(header), _numbers(header, "POINTS", 1)
    if header["DATA"] == ["binary"]:
        return Cloud(from_records(content[start:], record, count))
    if header["DATA"] != ["ascii"]:
        raise ValueError(f"PCD data {' '.join(header['DATA'])!r}; save it as ascii or binary")
    lines = whole_lines(content[start:].decode("ascii"), count)
    rows = list(enumerate(map(str.split, lines), content[:start].count(b"\n") + 1))
    widths = [int(np.prod(record[name].shape)) for name in record.names]
    for line, row in rows:
        if len(row) != sum(widths):
            raise ValueError(f"line {line} has {len(row)} numbers; the header says {sum(widths)}")
    columns = [sum(widths[: record.names.index(axis)]) for axis in AXES]
    return Cloud(from_words(rows, columns))


def _header(content: bytes) -> tuple[dict[str, list[str]], int]:
    """The entries of the header, and where the data begin."""
    entries: dict[str, list[str]] = {}
    start = 0
    while "DATA" not in entries:
        end = content.find(b"\n", start)
        if end < 0:
            raise ValueError("no complete PCD header")
        key, *values = content[start:end].decode("ascii").split() or ["#"]
        if not key.startswith("#"):
            entries[key] = values
        start = end + 1
    missing = [key for key in NEEDED if key not in entries]
    if missing:
        raise ValueError(f"the PCD header lacks {', '.join(missing)}")
    return entries, start


def _record(header: dict[str, list[str]]) -> np.dtype:
    """The type of a point. A field may hold several values, and names may repeat (padding)."""
    names = header["FIELDS"]
    sizes, kinds = _numbers(header, "SIZE", len(names)), header["TYPE"]
    counts = _numbers(header, "COUNT", len(names)) if "COUNT" in header else [1] * len(names)
    types = [KINDS.get(kind, "") for kind in kinds]
    if len(types) != len(names) or any(
        size not in SIZES.get(kind, ()) for kind, size in zip(types, sizes, strict=True)
    ):
        raise ValueError("the fields of the PCD header have other sizes or types than numbers have")
    if any(names.count(axis) != 1 or counts[names.index(axis)] != 1 for axis in AXES):
        raise ValueError("the PCD's points lack x, y or z")
    fields = zip(names, types, sizes, counts, strict=True)
    return np.dtype(
        [
            (name if name in AXES else f"field {place}", f"<{kind}{size}", (count,) * (count != 1))
            for place, (name, kind, size, count) in enumerate(fields)
        ]
    )


def _numbers(header: dict[str, list[str]], key: str, count: int) -> list[int]:
    words = header[key]
    if len(words) != count or not all(w.isascii() and w.isdecimal() and len(w) < 10 for w in words):
        raise ValueError(f"{key} of the PCD header is not {count} whole number(s)")
    return [int(word) for word in words]
