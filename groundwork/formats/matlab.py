"""MATLAB v5 files: cell arrays, read one cell at a time; numbers and structures, by name.

scipy.io reads these files too, but a damaged one can crash it (docs/dependencies.md). Here memory
is taken only for bytes that the file holds, deflated by at most 1032 times, and structures are
followed to a depth of LEVELS.

Format: MathWorks, "MAT-File Format", chapter 1, level 5. A header of 128 bytes is followed by data
elements: a tag (type and size) and content, which zlib may have compressed.
"""

import io
import math
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, Union

import numpy as np

from groundwork.errors import InputError

HEADER = 128
MATRIX, COMPRESSED = 14, 15  # types of elements
# Classes of arrays: cells; structures; double, single and the integers.
CELL, STRUCT, NUMERIC = 1, 2, range(6, 16)
COMPLEX = 0x08
NUMBERS = {
    **{1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4"},
    **{7: "f4", 9: "f8", 12: "i8", 13: "u8"},
}
BLOCK = 1 << 16  # bytes read or inflated at a time
ORDERS: dict[bytes, "Order"] = {b"\x00\x01IM": "<", b"\x01\x00MI": ">"}
LEVELS = 3  # of structures inside each other

Order = Literal["<", ">"]
Kind = Literal["cell", "struct", "number", "other"]
# An array of real numbers, the fields of a structure, or something else.
Value = Union[np.ndarray, dict[str, "Value"], None]  # noqa: UP007


@dataclass(frozen=True)
class Variable:
    """A top-level variable: what it is, and the byte where it begins."""

    kind: Kind
    start: int


def is_matlab5(path: Path) -> bool:
    """Whether a file begins as a MATLAB v5 file does."""
    with path.open("rb") as file:
        return file.read(HEADER)[124:] in ORDERS


def variables(path: Path) -> dict[str, Variable]:
    """The top-level variables of a file by name.

    Raises:
        InputError: not a MATLAB v5 file, or a damaged one.
    """
    found, start, size = {}, HEADER, path.stat().st_size
    with _opened(path) as (file, order):
        while start < size:
            stream, end = _matrix(file, start, order)
            flags, _, name = _heading(stream, order)
            found[name] = Variable(_kind(flags), start)
            if end > size:
                raise EOFError
            start = end
    return found


def read_value(path: Path, start: int, wanted: Collection[str]) -> Value:
    """The variable at `start`: its numbers, or the wanted fields of a single structure.

    Fields that are structures are dictionaries likewise; what is neither is None.

    Raises:
        InputError: the file is damaged.
    """
    with _opened(path) as (file, order):
        stream, _ = _matrix(file, start, order)
        found = _content(stream, order, wanted, LEVELS)
        _check_end(file, stream)
        return found


def cells(path: Path, start: int, wanted: Collection[str] = ()) -> Iterator[Value]:
    """The cells of the array at `start`, down its columns, as by `read_value`.

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
            content = io.BytesIO(_take(stream, size))
            yield _content(content, order, wanted, LEVELS) if size else np.empty((0, 0))
        _check_end(file, stream)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, Order]]:
    """The open file and its byte order; errors of reading it become an InputError."""
    try:
        with path.open("rb") as file:
            yield file, ORDERS[file.read(HEADER)[124:]]
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


def _kind(flags: int) -> Kind:
    kind = flags & 0xFF
    if kind in NUMERIC and not flags >> 8 & COMPLEX:
        return "number"
    return {CELL: "cell", STRUCT: "struct"}.get(kind, "other")


def _content(stream: BinaryIO, order: Order, wanted: Collection[str], levels: int) -> Value:
    """What a matrix holds, of which `stream` begins with the flags."""
    flags, shape, _ = _heading(stream, order)
    match _kind(flags):
        case "number":
            kind, data = _element(stream, order)
            return np.frombuffer(data, order + NUMBERS[kind]).reshape(shape, order="F")
        case "struct" if levels and math.prod(shape) == 1:
            return _fields(stream, order, wanted, levels - 1)
    return None


def _fields(
    stream: BinaryIO, order: Order, wanted: Collection[str], levels: int
) -> dict[str, Value]:
    """The wanted fields of a structure; the others are passed over."""
    (length,) = _integers(_element(stream, order)[1], order)
    text = _element(stream, order)[1]
    if not length:
        raise ValueError
    places = range(0, len(text), length)
    names = [text[i : i + length].partition(b"\0")[0].decode("latin-1") for i in places]
    found: dict[str, Value] = {}
    for name in names:
        kind, size = _integers(_take(stream, 8), order)
        if kind != MATRIX:
            raise ValueError
        if name not in wanted:
            _skip(stream, size)
        elif not size:
            found[name] = np.empty((0, 0))
        else:
            found[name] = _content(io.BytesIO(_take(stream, size)), order, wanted, levels)
    return found


def _skip(stream: BinaryIO, count: int) -> None:
    """Read past `count` bytes."""
    while count:
        passed = len(stream.read(min(count, BLOCK)))
        if not passed:
            raise EOFError
        count -= passed


def _check_end(file: BinaryIO, stream: BinaryIO) -> None:
    """Raise ValueError if more follows in a compressed matrix; zlib then checks its checksum."""
    if stream is not file and stream.read(1):
        raise ValueError
