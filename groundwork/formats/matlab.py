"""Cell arrays of MATLAB v5 files, read one cell at a time.

After MathWorks, "MAT-File Format", chapter 1, level 5: a header of 128 bytes, then data elements,
each a tag (type and size) and its bytes, as a rule compressed by zlib.
"""

import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np

HEADER = 128
MATRIX, COMPRESSED = 14, 15
CELL, NUMERIC = 1, range(6, 16)  # classes of arrays: double, single and the integers
COMPLEX = 0x08
NUMBERS = {
    **{1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4"},
    **{7: "f4", 9: "f8", 12: "i8", 13: "u8"},
}
BLOCK = 1 << 16  # bytes read or inflated at a time

Order = Literal["<", ">"]


class DamagedError(Exception):
    """Not a MATLAB v5 file, or one that is cut or corrupt."""


@dataclass(frozen=True)
class Variable:
    """A top-level array of a file: its name, whether it is a cell array, where it begins."""

    name: str
    is_cell: bool
    start: int


def variables(path: Path) -> list[Variable]:
    """The top-level arrays of a file.

    Raises:
        DamagedError: not a whole MATLAB v5 file.
    """
    found, size = [], path.stat().st_size
    with path.open("rb") as file:
        order = _order(file)
        start = HEADER
        while start < size:
            file.seek(start)
            kind, length = _words(_take(file, 8), order)
            if start + 8 + length > size or kind not in (MATRIX, COMPRESSED):
                raise DamagedError
            file.seek(start)
            array, _, name = _heading(_matrix(file, order), order)
            found.append(Variable(name, array & 0xFF == CELL, start))
            start += 8 + length
    return found


def cells(path: Path, variable: Variable) -> Iterator[np.ndarray | None]:
    """The cells of a cell array in MATLAB's order (down the columns); None if not real numbers.

    Raises:
        DamagedError: cut or corrupt.
    """
    with path.open("rb") as file:
        order = _order(file)
        file.seek(variable.start)
        stream = _matrix(file, order)
        _, shape, _ = _heading(stream, order)
        for _ in range(math.prod(shape)):
            kind, length = _words(_take(stream, 8), order)
            if kind != MATRIX:
                raise DamagedError
            yield _array(_take(stream, length), order)
        if isinstance(stream, _Inflated):
            stream.finish()


class _Inflated:
    """The bytes of a compressed element, inflated as they are read."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size
        self._inflater = zlib.decompressobj()

    def read(self, count: int) -> bytes:
        """The next `count` bytes; fewer at the end."""
        parts: list[bytes] = []
        while count and not self._inflater.eof:
            packed = self._inflater.unconsumed_tail
            if not packed:
                packed = self._file.read(min(BLOCK, self._left))
                self._left -= len(packed)
            try:
                parts.append(self._inflater.decompress(packed, count))
            except zlib.error:
                raise DamagedError from None
            if not packed and not parts[-1]:
                break
            count -= len(parts[-1])
        return b"".join(parts)

    def finish(self) -> None:
        """Raise DamagedError unless this is the end and the checksum is right."""
        if self.read(1) or not self._inflater.eof:
            raise DamagedError


Stream = BinaryIO | _Inflated


def _order(file: BinaryIO) -> Order:
    header = file.read(HEADER)
    orders: dict[bytes, Order] = {b"\x00\x01IM": "<", b"\x01\x00MI": ">"}
    if header[124:] not in orders:
        raise DamagedError
    return orders[header[124:]]


def _take(stream: Stream, count: int) -> bytes:
    """So many bytes, in memory for what is there and not for what is declared."""
    parts = []
    while count and (part := stream.read(min(count, BLOCK))):
        parts.append(part)
        count -= len(part)
    if count:
        raise DamagedError
    return b"".join(parts)


def _words(tag: bytes, order: Order) -> tuple[int, int]:
    first, second = np.frombuffer(tag, f"{order}u4").tolist()
    return first, second


def _matrix(file: BinaryIO, order: Order) -> Stream:
    """The contents of the matrix element that begins here, inflated if need be."""
    kind, size = _words(_take(file, 8), order)
    if kind == MATRIX:
        return file
    stream = _Inflated(file, size)
    if _words(_take(stream, 8), order)[0] != MATRIX:
        raise DamagedError
    return stream


def _element(stream: Stream, order: Order) -> tuple[int, bytes]:
    """Type and bytes of an element; up to four bytes stand in the tag itself."""
    tag = _take(stream, 8)
    kind, size = _words(tag, order)
    if kind >> 16:
        return kind & 0xFFFF, tag[4 : 4 + (kind >> 16)]
    data = _take(stream, size)
    stream.read(-size % 8)
    return kind, data


def _heading(stream: Stream, order: Order) -> tuple[int, tuple[int, ...], str]:
    """Flags (the class in the lowest byte), shape and name of an array."""
    flags, shape, name = (_element(stream, order)[1] for _ in range(3))
    if len(flags) < 4 or len(shape) % 4:
        raise DamagedError
    array = int(np.frombuffer(flags, f"{order}u4", 1)[0])
    return array, tuple(np.frombuffer(shape, f"{order}u4").tolist()), name.decode("latin-1")


def _array(body: bytes, order: Order) -> np.ndarray | None:
    if not body:
        return np.empty((0, 0))
    stream = BytesIO(body)
    flags, shape, _ = _heading(stream, order)
    if flags & 0xFF not in NUMERIC or flags >> 8 & COMPLEX:
        return None
    kind, data = _element(stream, order)
    if kind not in NUMBERS:
        raise DamagedError
    try:
        return np.frombuffer(data, order + NUMBERS[kind]).reshape(shape, order="F")
    except ValueError:
        raise DamagedError from None
