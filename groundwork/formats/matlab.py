"""Cell arrays in MATLAB v5 files, read one cell at a time.

scipy.io reads these files too, but a damaged one can crash it (docs/dependencies.md). Here memory
is taken only for bytes that the file holds, deflated by at most 1032 times.

Format: MathWorks, "MAT-File Format", chapter 1, level 5. A header of 128 bytes is followed by data
elements: a tag (type and size) and content, which zlib may have compressed.
"""

import io
import math
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np

from groundwork.errors import InputError

HEADER = 128
MATRIX, COMPRESSED = 14, 15  # types of elements
CELL, NUMERIC = 1, range(6, 16)  # classes of arrays: cells; double, single and the integers
COMPLEX = 0x08
NUMBERS = {
    **{1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4"},
    **{7: "f4", 9: "f8", 12: "i8", 13: "u8"},
}
BLOCK = 1 << 16  # bytes read or inflated at a time

Order = Literal["<", ">"]


def cell_arrays(path: Path) -> dict[str, int]:
    """The top-level cell arrays of a file: each name, and the byte where the array begins.

    Raises:
        InputError: not a MATLAB v5 file, or a damaged one.
    """
    found, start, size = {}, HEADER, path.stat().st_size
    with _opened(path) as (file, order):
        while start < size:
            stream, end = _matrix(file, start, order)
            flags, _, name = _heading(stream, order)
            if flags & 0xFF == CELL:
                found[name] = start
            if end > size:
                raise EOFError
            start = end
    return found


def cells(path: Path, start: int) -> Iterator[np.ndarray | None]:
    """The cells of the array at `start`, down its columns; None for one not of real numbers.

    Raises:
        InputError: the file is damaged.
    """
    with _opened(path) as (file, order):
        stream, _ = _matrix(file, start, order)
        _, shape, _ = _heading(stream, order)
        for _ in range(math.prod(shape)):
            kind, size = _integers(_take(stream, 8), order)
            if kind != MATRIX:
                raise ValueError
            yield _array(_take(stream, size), order)
        if stream is not file and stream.read(1):  # reading on makes zlib check its checksum
            raise ValueError


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, Order]]:
    """The open file and its byte order; errors of reading it become an InputError."""
    orders: dict[bytes, Order] = {b"\x00\x01IM": "<", b"\x01\x00MI": ">"}
    try:
        with path.open("rb") as file:
            yield file, orders[file.read(HEADER)[124:]]
    except (EOFError, KeyError, ValueError, zlib.error):
        raise InputError(
            f"{path}: damaged, or not a MATLAB v5 or v7.3 file; fetch it again"
        ) from None


class _Inflated(io.RawIOBase):
    """The bytes of a compressed element, which ends at `end`; inflated as they are read."""

    def __init__(self, file: BinaryIO, end: int) -> None:
        self._file, self._end = file, end
        self._inflater = zlib.decompressobj()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        """Fill some of the buffer; 0 at the end."""
        data = b""
        while not data and not self._inflater.eof:
            packed = self._inflater.unconsumed_tail
            packed = packed or self._file.read(min(BLOCK, self._end - self._file.tell()))
            data = self._inflater.decompress(packed, len(buffer))
            if not packed and not data:
                raise EOFError
        buffer[: len(data)] = data
        return len(data)


def _matrix(file: BinaryIO, start: int, order: Order) -> tuple[BinaryIO, int]:
    """The content of the matrix that begins at `start`, inflated if need be, and its end."""
    file.seek(start)
    kind, size = _integers(_take(file, 8), order)
    end, stream = start + 8 + size, file
    if kind == COMPRESSED:
        stream = io.BufferedReader(_Inflated(file, end), BLOCK)
        kind, _ = _integers(_take(stream, 8), order)
    if kind != MATRIX:
        raise ValueError
    return stream, end


def _take(stream: BinaryIO, count: int) -> bytes:
    """Read `count` bytes in blocks, because the count may be false and larger than memory."""
    parts = []
    while count:
        parts.append(stream.read(min(count, BLOCK)))
        if not parts[-1]:
            raise EOFError
        count -= len(parts[-1])
    return b"".join(parts)


def _integers(data: bytes, order: Order) -> tuple[int, ...]:
    return tuple(np.frombuffer(data, f"{order}u4").tolist())


def _element(stream: BinaryIO, order: Order) -> tuple[int, bytes]:
    """Type and content of an element; up to four bytes are stored in the tag itself."""
    tag = _take(stream, 8)
    kind, size = _integers(tag, order)
    if kind >> 16:
        return kind & 0xFFFF, tag[4 : 4 + (kind >> 16)]
    data = _take(stream, size)
    stream.read(-size % 8)
    return kind, data


def _heading(stream: BinaryIO, order: Order) -> tuple[int, tuple[int, ...], str]:
    """Flags (the class in the lowest byte), shape and name of an array."""
    flags, shape, name = (_element(stream, order)[1] for _ in range(3))
    (word,) = _integers(flags[:4], order)
    return word, _integers(shape, order), name.decode("latin-1")


def _array(content: bytes, order: Order) -> np.ndarray | None:
    """The array of a cell [rows, columns]; None if it is not of real numbers."""
    if not content:
        return np.empty((0, 0))
    stream = io.BytesIO(content)
    flags, shape, _ = _heading(stream, order)
    if flags & 0xFF not in NUMERIC or flags >> 8 & COMPLEX:
        return None
    kind, data = _element(stream, order)
    return np.frombuffer(data, order + NUMBERS[kind]).reshape(shape, order="F")
