"""Localisations of particles in one HDF5 file; docs/formats.md lists its datasets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file, require
from groundwork.formats.hdf5 import checked, creating, member, reading

CHUNK = 1 << 16  # values of a growing dataset that are stored together


@dataclass(frozen=True)
class Particles:
    """Localisations of P particles, one after the other, nm.

    From `open_particles`, x, y, z and sigma are datasets, of which slices are read on demand.
    """

    x: np.ndarray | h5py.Dataset  # [n]
    y: np.ndarray | h5py.Dataset  # [n]
    z: np.ndarray | h5py.Dataset | None  # [n] of 3D particles
    offsets: np.ndarray  # [P + 1], where each particle begins and where the last one ends
    ids: np.ndarray  # [P], the index of each particle in its source file, from 0
    sigma: np.ndarray | h5py.Dataset | None = None  # [n], precision, nan where it is unknown

    def __len__(self) -> int:
        return len(self.ids)

    def particle(self, index: int) -> np.ndarray:
        """Localisations [n, 2], or [n, 3] if z is known, of one particle."""
        part = slice(self.offsets[index], self.offsets[index + 1])
        axes = (self.x, self.y) if self.z is None else (self.x, self.y, self.z)
        try:
            return np.stack([axis[part] for axis in axes], axis=1)
        except OSError:  # of a dataset
            raise _damaged(self.x.file.filename) from None


@contextmanager
def open_particles(path: Path) -> Iterator[Particles]:
    """Open a file of particles; the localisations of each are read on demand.

    Raises:
        InputError: missing, truncated, or not such a file.
    """
    require(path, "run the localisations stage first")
    try:
        file = reading(path)
    except OSError:
        raise _damaged(path) from None
    with file:
        yield _particles(path, file)


def read_particles(path: Path) -> Particles:
    """Read a file of particles into memory; InputError if it is incomplete or another file."""
    with open_particles(path) as particles:
        axes = (particles.x, particles.y, particles.z, particles.sigma)
        try:
            x, y, z, sigma = (None if axis is None else axis[()] for axis in axes)
        except OSError:
            raise _damaged(path) from None
        return Particles(x, y, z, particles.offsets, particles.ids, sigma)


def write_particles(path: Path, particles: Particles, **attrs: str | float | bool) -> None:
    """Write particles, and the attributes `attrs` and units = nm."""
    with atomic_file(path) as scratch, creating(scratch) as file:
        for name, values in vars(particles).items():
            if values is not None:
                file[name] = values
        file.attrs.update(attrs, units="nm")


class ParticleWriter:
    """Writes particles one by one to an open file; its datasets grow in blocks of CHUNK."""

    def __init__(self, file: h5py.File) -> None:
        self._file = file
        self._waiting: dict[str, list[np.ndarray]] = {}
        self._written = 0
        self.offsets, self.ids = [0], []

    def append(self, index: int, columns: dict[str, np.ndarray]) -> None:
        """Add the particle of this index: values [n] of each dataset by its name."""
        self.ids.append(index)
        self.offsets.append(self.offsets[-1] + len(columns["x"]))
        for name, values in columns.items():
            self._waiting.setdefault(name, []).append(values)
        if self.offsets[-1] - self._written >= CHUNK:
            self._flush()

    def _flush(self) -> None:
        for name, parts in self._waiting.items():
            if name not in self._file:
                self._file.create_dataset(name, (0,), "f8", maxshape=(None,), chunks=(CHUNK,))
            self._file[name].resize((self.offsets[-1],))
            self._file[name][self._written :] = np.concatenate(parts)
        self._waiting.clear()
        self._written = self.offsets[-1]

    def finish(self, **attrs: str | float | bool) -> None:
        """Write the offsets, the ids, the attributes `attrs` and units = nm."""
        self._flush()
        self._file["offsets"] = np.array(self.offsets, np.int64)
        self._file["ids"] = np.array(self.ids, np.int64)
        self._file.attrs.update(attrs, units="nm")


def _particles(path: Path, file: h5py.File) -> Particles:
    names = ("x", "y", "z", "sigma", "offsets", "ids")
    try:
        found = [member(file, name) for name in names]
        x, y, z, sigma, *counted = (None if one is None else checked(one) for one in found)
        offsets, ids = (dataset[()] for dataset in counted)
        shapes = {axis.shape for axis in (x, y, z, sigma) if axis is not None}
        consistent = (
            offsets.shape == (len(ids) + 1,)
            and offsets[0] == 0
            and shapes == {(offsets[-1],)}
            and (np.diff(offsets) > 0).all()
            and offsets.dtype.kind == ids.dtype.kind == "i"
            and {axis.dtype.kind for axis in (x, y, z, sigma) if axis is not None} == {"f"}
        )
    except (OSError, RuntimeError, KeyError, AttributeError, TypeError, ValueError):
        raise _damaged(path) from None
    if not consistent:
        raise InputError(f"{path}: its datasets do not fit together; write it again")
    return Particles(x, y, z, offsets, ids, sigma)


def _damaged(path: Path | str) -> InputError:
    return InputError(f"{path}: not a complete file of particles; write it again")
