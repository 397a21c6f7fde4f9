"""HDF5 files: written so that a full disk is an ordinary error, and read without trusting them.

A file may declare more values than it holds, or texts of any length, or say that its values lie in
another file, as a link or a dataset does. HDF5 believes all of this; the functions here do not.
"""

import math
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.files import format_bytes

SIZES = (8, 8)  # bytes of an address and of a length, as h5py writes them
TEXT = struct.Struct("<IQI")  # a text of variable length: its length, its heap, its number there
HEAP = struct.Struct("<8s8x H6xQ")  # a heap: its mark and version, the first number and its length
HEAP_MOST = 1 << 16  # bytes of a heap in which texts are sought
MARK = b"\x89HDF\r\n\x1a\n"
DRIVER = 48  # where the superblock of version 0 has the place of its driver; 4 more of version 1
NOWHERE = b"\xff" * 8
RATIO = 1100  # deflate packs at most 1032 bytes into one; files packed more tightly are refused


@contextmanager
def creating(path: Path, *, userblock: int = 0) -> Iterator[h5py.File]:
    """Create an HDF5 file; `userblock` bytes of 0 (512 or more, a power of 2) come before it.

    Raises:
        OSError: the file cannot be written; `groundwork.files.atomic_file` reports a full disk.
    """
    with FileIO(path, "w+") as raw:
        keeper = _ErrorKeeper(raw)
        with h5py.File(keeper, "w", userblock_size=userblock) as file:
            yield file
    if keeper.error:
        raise keeper.error


def reading(path: Path) -> h5py.File:
    """Open an HDF5 file for reading.

    Raises:
        OSError: not an HDF5 file, or damaged so that HDF5 would reserve any amount of memory.
    """
    if _names_driver(path):
        raise OSError("names a driver, as no file of one piece does")
    return h5py.File(path, "r")


def _names_driver(path: Path) -> bool:
    """Whether a file of the first versions of the format names a driver, whose size is believed."""
    with path.open("rb") as file:
        for place in (0, *(1 << power for power in range(9, 21))):  # a block of the user's is first
            file.seek(place)
            block = file.read(DRIVER + 12)
            if block.startswith(MARK):
                version = block[len(MARK)] if len(block) > len(MARK) else 2
                start = DRIVER + 4 * version
                return version < 2 and block[start : start + 8] != NOWHERE
    return False


def member(group: h5py.Group, name: str) -> h5py.Group | h5py.Dataset | None:
    """The member of a group, or None; links to other places are not followed."""
    link = group.get(name, getlink=True)
    return group.get(name) if isinstance(link, h5py.HardLink) else None


def checked(dataset: h5py.Dataset) -> h5py.Dataset:
    """Return the dataset if it is safe to read: the file holds as many values as it declares.

    Raises:
        InputError: the file holds fewer values; they lie in other files; their chunks have other
            dimensions than the dataset; columns overlap; or they are of variable length, as texts
            are.
    """
    path, name = Path(dataset.file.filename), dataset.name
    if dataset.dtype.hasobject and not h5py.check_ref_dtype(dataset.dtype):
        raise InputError(f"{path}: {name} holds values of variable length; save it without them")
    if dataset.is_virtual or dataset.external:
        raise InputError(f"{path}: {name} lies in other files; copy its values into this file")
    if _overlapping(dataset.dtype):  # HDF5 would write beyond the memory of a row
        raise InputError(f"{path}: {name} is damaged: its columns overlap; fetch it again")
    if dataset.chunks and len(dataset.chunks) != dataset.ndim:  # HDF5 would take all memory
        raise InputError(f"{path}: {name} is damaged; fetch it again")
    size = path.stat().st_size
    ratio = RATIO if dataset.id.get_create_plist().get_nfilters() else 1
    chunk = math.prod(dataset.chunks or (0,)) * dataset.dtype.itemsize
    declared = math.prod(dataset.shape or (0,)) * dataset.dtype.itemsize
    stored = dataset.id.get_storage_size()
    if stored > size or declared > ratio * stored or chunk > ratio * size:
        raise InputError(
            f"{path}: {name} declares {format_bytes(max(declared, chunk))}, more than the file "
            "holds; fetch it again"
        )
    return dataset


def _overlapping(dtype: np.dtype) -> bool:
    """Whether columns of a table overlap, or the last one ends beyond the row."""
    parts = sorted((part[1], part[1] + part[0].itemsize) for part in (dtype.fields or {}).values())
    ends = [end for _, end in parts]
    starts = [*(start for start, _ in parts[1:]), dtype.itemsize]
    return any(end > start for end, start in zip(ends, starts, strict=False))


def only_text(dataset: h5py.Dataset) -> bytes | None:
    """The text of a dataset that holds the only text of its file; None if there is another.

    HDF5 reserves the memory that a false length asks for, and can hang on a damaged heap, where it
    stores texts. So the text is read without HDF5, which is simple if it is first on its heap.
    Format: HDF5 File Format Specification, section III.E, global heap.
    """
    start, plist = dataset.id.get_offset(), dataset.file.id.get_create_plist()
    if start is None or plist.get_sizes() != SIZES or not h5py.check_string_dtype(dataset.dtype):
        return None
    content = np.memmap(dataset.file.filename, np.uint8, "r")
    with suppress(struct.error):  # the place is outside of the file
        length, heap, number = TEXT.unpack(content[start : start + TEXT.size].tobytes())
        heap += plist.get_userblock()
        mark, first, size = HEAP.unpack(content[heap : heap + HEAP.size].tobytes())
        text = content[heap + HEAP.size :][: min(length, size)].tobytes()
        if (mark[:5], first, len(text)) == (b"GCOL\1", number, length):
            return text
    return None


def plain_attribute(item: h5py.Group | h5py.Dataset, name: str) -> np.ndarray | str | None:
    """An attribute of numbers, or a text of fixed length; None if it is missing or another."""
    if name not in item.attrs:
        return None
    kind = item.attrs.get_id(name).dtype.kind
    if kind == "S":
        return np.atleast_1d(item.attrs[name])[0].decode("latin-1")
    return np.asarray(item.attrs[name]) if kind in "fiu" else None


def heap_texts(path: Path) -> set[bytes]:
    """All texts of variable length in a file, of its data sets and attributes together.

    They are found without HDF5, for the reason that `only_text` gives.
    Format: HDF5 File Format Specification, section III.E, global heap.
    """
    content, found = path.read_bytes(), set()
    for mark in re.finditer(b"GCOL\1", content):
        (size,) = struct.unpack("<Q", content[mark.start() + 8 :][:8].ljust(8, b"\0"))
        heap = content[mark.start() + 16 : mark.start() + min(size, HEAP_MOST)]
        place = 0
        while place + 16 <= len(heap):
            number, length = struct.unpack_from("<H6xQ", heap, place)
            if not number or not 0 < length <= len(heap):
                break
            found.add(heap[place + 16 :][:length])
            place += 16 + length + -length % 8
    return found


class _ErrorKeeper:
    """A file for h5py; after an error it accepts everything and writes nothing.

    HDF5 cannot close a file that it cannot write, and then ends the program.
    """

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
        """Do nothing: the file is not buffered."""
