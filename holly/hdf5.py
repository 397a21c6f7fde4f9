"""HDF5 files written such that a full disk is an error like any other, and read warily.

HDF5 cannot close a file that it cannot write, and takes the program with it. So what it writes
goes through a file that keeps the first error to itself until HDF5 is done.

A file that is read may declare any number of values, or any length of a text, or say that they lie
in another file, as a link or as a dataset does. HDF5 believes all three; here none is.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

import h5py

from holly.errors import InputError
from holly.files import amount

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


def held(dataset: h5py.Dataset) -> h5py.Dataset:
    """The dataset, which may be read: the file holds as many values as it declares.

    Raises:
        InputError: it declares more, its values lie in other files, or they are of variable
            length and no texts in one piece.
    """
    path = Path(dataset.file.filename)
    if dataset.is_virtual or dataset.external:
        raise InputError(f"{path}: {dataset.name} lies in other files; copy its values into this")
    size = path.stat().st_size
    ratio = RATIO if dataset.id.get_create_plist().get_nfilters() else 1
    chunk = math.prod(dataset.chunks or (0,)) * dataset.dtype.itemsize
    declared = math.prod(dataset.shape or (0,)) * dataset.dtype.itemsize
    stored = dataset.id.get_storage_size()
    if stored <= size and dataset.dtype.hasobject and not h5py.check_ref_dtype(dataset.dtype):
        declared, ratio = _text_bytes(path, dataset, stored), 1
        stored = size  # where in the file texts lie is not known
    if stored > size or declared > ratio * stored or chunk > ratio * size:
        raise InputError(
            f"{path}: {dataset.name} declares {amount(max(declared, chunk))}, more than the file "
            "holds; fetch it again"
        )
    return dataset


def _text_bytes(path: Path, dataset: h5py.Dataset, stored: int) -> int:
    """The bytes of all texts of a dataset: what is stored are their lengths, each in 32 bits.

    A length is followed by the place of the text: an address and a number of 32 bits.
    """
    plain = dataset.id.get_create_plist().get_layout() == h5py.h5d.CONTIGUOUS
    if not plain or h5py.check_string_dtype(dataset.dtype) is None:
        raise InputError(
            f"{path}: {dataset.name} holds values of variable length; save it without them"
        )
    address, _ = dataset.file.id.get_create_plist().get_sizes()
    with path.open("rb") as file:
        file.seek(dataset.id.get_offset() if stored else 0)
        texts = file.read(stored)
    width = 4 + address + 4
    return sum(int.from_bytes(texts[at : at + 4], "little") for at in range(0, len(texts), width))


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
