"""What a fuzzed reader is, and how its HDF5 files are made."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import h5py
import mutations

Mutate = Callable[[Random, Sequence[bytes]], bytes]


def _nothing(_: Path) -> None:
    """Make no files beside the input."""


def _nowhere(_: Path) -> str | None:
    """Find no unwanted effects."""
    return None


@dataclass(frozen=True)
class Reader:
    """A reader and the files for it."""

    name: str
    about: str  # what it reads
    file: str  # path of the input in its folder
    seeds: Callable[[Path], Iterable[bytes]]  # valid files, made in an empty folder
    read: Callable[[Path], object]
    mutate: Mutate = mutations.of_bytes
    traps: Callable[[Path], Iterable[bytes]] = lambda _: ()  # files that must be refused
    surroundings: Callable[[Path], None] = _nothing  # makes the files beside the input
    escaped: Callable[[Path], str | None] = _nowhere  # an unwanted effect, if there was one
    names: tuple[str, ...] = ()  # beginnings of messages that cannot name a file
    writes: bool = False  # whether it writes files
    guided: bool = False  # whether it is pure Python, which atheris can follow

    def all_seeds(self, folder: Path) -> list[bytes]:
        """The files to damage: four fifths valid files, one fifth traps; always the same."""
        for part in ("valid", "traps"):
            (folder / part).mkdir(parents=True)
        valid, traps = list(self.seeds(folder / "valid")), list(self.traps(folder / "traps"))
        return valid * max(1, 4 * len(traps) // len(valid)) + traps


def hdf5(write: Callable[[h5py.File], None], userblock: bytes = b"") -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = (
            Path(folder) / "a.h5"
        )  # on disk, because HDF5 does not round up the size of a BytesIO
        with h5py.File(path, "w", userblock_size=512 if userblock else 0) as opened:
            write(opened)
        content = path.read_bytes()
    return userblock.ljust(512) + content[512:] if userblock else content
