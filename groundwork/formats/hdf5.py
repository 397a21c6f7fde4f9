"""HDF5 files written such that a full disk is an error like any other, and read warily.

HDF5 cannot close a file that it cannot write, and takes the program with it. So what it writes
goes through a file that keeps the first error to itself until HDF5 is done.

A file that is read may declare any number of values, or any length of a text, or say that they lie
in another file, as a link or as a dataset does. HDF5 believes all three; here none is.
"""

import math
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import BinaryIO

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.files import format_bytes

PLACES = (8, 8)  # bytes of an address and of a length, as h5py writes them
TEXT = struct.Struct("<IQI")  # a text of variable length: its length, heap and number there
HEAP = struct.Struct("<5s3xQ")  # the head of a heap: its mark with the version, its length
HEAP_MARK = b"GCOL\1"
OBJECT = struct.Struct("<H6xQ")  # the head of an object on a heap: its number, its length
RATIO = 1100  # deflate packs 1032 bytes into one at best; files packed more tightly are refused


@contextmanager
def creating(path: Path, *, userblock: int = 0) -> Iterator[h5py.File]:
    """A new HDF5 file to fill, behind `userblock` bytes (512 or more, a power of 2) of 0.

    Raises:
        InputError: the disk is full or cannot be written.
    """
    with writable(path.parent):
        raw = FileIO(path, "w+")
    with raw:
        patient = _Patient(raw)
        with h5py.File(patient, "w", userblock_size=userblock) as file:
            yield file
    with writable(path.parent):
        if patient.error:
            raise patient.error


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Make an InputError of what the system says of a folder that cannot be written to."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be written to ({error.strerror or error}); make room and run again"
        ) from None


def member(group: h5py.Group, name: str) -> h5py.Group | h5py.Dataset | None:
    """What a group itself holds under a name, or None; links to other places are not followed."""
    link = group.get(name, getlink=True)
    return group.get(name) if isinstance(link, h5py.HardLink) else None


def checked(dataset: h5py.Dataset) -> h5py.Dataset:
    """The dataset, which may be read: the file holds as many values as it declares.

    Raises:
        InputError: it declares more, its values lie in other files or in chunks of other
            dimensions, or they are of variable length; see `first_text`.
    """
    path = Path(dataset.file.filename)
    if dataset.dtype.hasobject and not h5py.check_ref_dtype(dataset.dtype):
        raise InputError(
            f"{path}: {dataset.name} holds values of variable length; save it without them"
        )
    if dataset.is_virtual or dataset.external:
        raise InputError(f"{path}: {dataset.name} lies in other files; copy its values into this")
    if dataset.chunks and len(dataset.chunks) != dataset.ndim:  # HDF5 takes any memory to read it
        raise InputError(f"{path}: {dataset.name} is damaged; fetch it again")
    size = path.stat().st_size
    ratio = RATIO if dataset.id.get_create_plist().get_nfilters() else 1
    chunk = math.prod(dataset.chunks or (0,)) * dataset.dtype.itemsize
    declared = math.prod(dataset.shape or (0,)) * dataset.dtype.itemsize
    stored = dataset.id.get_storage_size()
    if stored > size or declared > ratio * stored or chunk > ratio * size:
        raise InputError(
            f"{path}: {dataset.name} declares {format_bytes(max(declared, chunk))}, more than the "
            "file holds; fetch it again"
        )
    return dataset


def first_text(dataset: h5py.Dataset) -> bytes:
    """The first text of a dataset, of variable length or not.

    HDF5 takes the memory that a false length asks for, and from some damaged heaps, where it keeps
    texts of variable length, does not return. So they are found without it.

    Raises:
        InputError: it is damaged; as of `checked`.
    """
    text = h5py.check_string_dtype(dataset.dtype)
    if text is None or text.length is not None:
        return bytes(np.ravel(checked(dataset)[()])[:1].tobytes())
    plist = dataset.file.id.get_create_plist()
    found = None
    if dataset.id.get_offset() and plist.get_sizes() == PLACES:
        with Path(dataset.file.filename).open("rb") as file:
            found = _on_heap(file, dataset.id.get_offset(), plist.get_userblock())
    if found is None:
        raise InputError(
            f"{dataset.file.filename}: {dataset.name} is no text that can be read; fetch it again"
        )
    return found


def _on_heap(file: BinaryIO, place: int, base: int) -> bytes | None:
    """What is said at a place in a file to lie on one of its heaps; None if it does not.

    Said are a length, the address of the heap and a number. Each object of a heap has a head: its
    number, how often it is used, and its length, in whole words of 8 bytes.
    """
    file.seek(place)
    said = file.read(TEXT.size)
    if len(said) < TEXT.size:
        return None
    length, address, wanted = TEXT.unpack(said)
    end = file.seek(0, 2)
    if base + address + HEAP.size > end:
        return None
    file.seek(base + address)
    mark, size = HEAP.unpack(file.read(HEAP.size))
    heap = file.read(min(size, end))
    at = 0
    while mark == HEAP_MARK and at + OBJECT.size <= len(heap):
        number, held_bytes = OBJECT.unpack_from(heap, at)
        at += OBJECT.size
        if number == wanted:
            return heap[at : at + length] if length <= min(held_bytes, len(heap) - at) else None
        at += -(-held_bytes // 8) * 8
    return None


class _Patient:
    """A file for h5py; after an error of writing it takes everything and writes nothing."""

    def __init__(self, raw: FileIO) -> None:
        self.error: OSError | None = None
        self.seek, self.tell, self.read, self.readinto = raw.seek, raw.tell, raw.read, raw.readinto
        self._raw = raw

    def write(self, data: memoryview) -> int:
        rest = memoryview(data).cast("B")
        size = len(rest)
        try:
            while rest and not self.error:
                rest = rest[self._raw.write(rest) :]
        except OSError as error:
            self.error = error
        return size

    def truncate(self, size: int) -> None:
        try:
            if not self.error:
                self._raw.truncate(size)
        except OSError as error:
            self.error = error

    def flush(self) -> None:
        """Nothing waits here."""
