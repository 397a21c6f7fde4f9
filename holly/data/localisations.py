"""Localisations of particles: read from published layouts, written as one HDF5 file."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file, checksum, require
from groundwork.formats.hdf5 import checked, creating, member
from holly.data.layouts import READERS, TAKES, WITH_SIGMA, Layout, Options
from holly.data.regroup import Named

__all__ = [
    "Layout",
    "Particles",
    "import_localisations",
    "open_particles",
    "read_particles",
    "write_particles",
]
logger = logging.getLogger(__name__)

MINIMUM = 2  # localisations, below which a particle has no extent
OPTIONAL = ("variable", "particle_column", "nm_per_camera_pixel")
NAMED_ROWS = 5  # rows of a particle that a warning names
CHUNK = 1 << 16  # values of a dataset that grows, stored together


@dataclass(frozen=True)
class Particles:
    """Localisations of P particles, one after the other, nm.

    x, y and, of 3D particles, z are [n], sigma [n] their precision where it is known (nan where
    not); offsets [P + 1] says where each particle begins and the last ends; ids [P] is each one's
    index in its source file, from 0. Those of open_particles are datasets, read a slice at a time.
    """

    x: np.ndarray | h5py.Dataset
    y: np.ndarray | h5py.Dataset
    z: np.ndarray | h5py.Dataset | None
    offsets: np.ndarray
    ids: np.ndarray
    sigma: np.ndarray | h5py.Dataset | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def particle(self, index: int) -> np.ndarray:
        """Localisations [n, 2], or [n, 3] where z is known, of one particle."""
        part = slice(self.offsets[index], self.offsets[index + 1])
        axes = (self.x, self.y) if self.z is None else (self.x, self.y, self.z)
        try:
            return np.stack([axis[part] for axis in axes], axis=1)
        except OSError:  # of a dataset
            raise _broken(self.x.file.filename) from None


def import_localisations(
    source: Path,
    output: Path,
    *,
    layout: Layout,
    project: bool = False,
    seed: int = 0,
    variable: str | None = None,
    particle_column: str | None = None,
    nm_per_camera_pixel: float | None = None,
) -> None:
    """Read `source` one particle at a time and write the particles to `output`.

    Localisations that are not finite are dropped, particles left with fewer than MINIMUM are kept
    out; both are logged by the particle's index and name and counted in the output's attributes.

    Args:
        source: file with the localisations.
        output: HDF5 file to write; see write_particles.
        layout: a key of READERS.
        project: turn each 3D particle about its centroid by its own uniformly random rotation
            and drop z.
        seed: of these rotations; a particle's depends on its index in the source alone.
        variable: the cell array to read, of layout matlab-cell.
        particle_column: the column that numbers the particles, of the tables.
        nm_per_camera_pixel: instead of the file's own, of layout picasso.

    Raises:
        InputError: a file that cannot be read, is not of this layout or leaves no particle;
            `project` for particles in 2D; an option that the layout does not take.
    """
    source, output = Path(source), Path(output)
    require(source, "fetch it, or correct its path in the configuration")
    if layout not in READERS:
        raise InputError(f"{source}: unknown layout {layout!r}; one of {', '.join(READERS)}")
    options = Options(variable, particle_column, nm_per_camera_pixel, scratch=output.parent)
    given = {name: value for name in OPTIONAL if (value := getattr(options, name)) is not None}
    for name in given:
        if name not in TAKES[layout]:
            raise InputError(f"{source}: layout {layout} takes no {name}; leave it out")
    if not (nm_per_camera_pixel is None or 0 < nm_per_camera_pixel < np.inf):
        raise InputError(f"{source}: nm_per_camera_pixel is not positive; correct it")
    attributes = {"source": source.name, "sha256": checksum(source), "layout": layout, **given}
    if project:
        attributes["seed"] = seed
    with atomic_file(output) as scratch, creating(scratch) as file:
        writer = _Writer(file)
        with closing(READERS[layout](source, options)) as named:
            total, dropped = _import(source, named, writer, layout, seed if project else None)
        if not writer.ids:
            raise InputError(f"{source}: no particle with {MINIMUM} localisations or more")
        refused = total - len(writer.ids)
        writer.finish(
            **attributes,
            projected=project,
            dropped_localisations=dropped,
            refused_particles=refused,
        )
    logger.info(
        "%s: %d particles kept, %d kept out; %d localisations kept, %d dropped",
        *(source.name, total - refused, refused, writer.offsets[-1], dropped),
    )


def write_particles(path: Path, particles: Particles, **attrs: str | float | bool) -> None:
    """Write datasets x, y, (z, sigma,) offsets and ids, and attributes: `attrs` and units = nm."""
    with atomic_file(path) as scratch, creating(scratch) as file:
        for name, values in vars(particles).items():
            if values is not None:
                file[name] = values
        file.attrs.update(attrs, units="nm")


@contextmanager
def open_particles(path: Path) -> Iterator[Particles]:
    """A file of write_particles or import_localisations, of which each particle is read when asked.

    Raises:
        InputError: missing, truncated, or not such a file.
    """
    require(path, "run the localisations stage first")
    try:
        file = h5py.File(path)
    except OSError:
        raise _broken(path) from None
    with file:
        yield _particles(path, file)


def read_particles(path: Path) -> Particles:
    """As open_particles, all of it in memory.

    Raises:
        InputError: missing, truncated, or not such a file.
    """
    with open_particles(path) as particles:
        axes = (particles.x, particles.y, particles.z, particles.sigma)
        try:
            x, y, z, sigma = (None if axis is None else axis[()] for axis in axes)
        except OSError:
            raise _broken(path) from None
        return Particles(x, y, z, particles.offsets, particles.ids, sigma)


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
        raise _broken(path) from None
    if not consistent:
        raise InputError(f"{path}: its datasets do not fit together; write it again")
    return Particles(x, y, z, offsets, ids, sigma)


def _broken(path: Path | str) -> InputError:
    return InputError(f"{path}: not a whole localisation file; write it again")


class _Writer:
    """The datasets of a localisation file, which grow as particles come."""

    def __init__(self, file: h5py.File) -> None:
        self._file = file
        self._waiting: dict[str, list[np.ndarray]] = {}
        self._written = 0
        self.offsets, self.ids = [0], []

    def append(self, index: int, columns: dict[str, np.ndarray]) -> None:
        """Add the particle of this index: values [n] by the name of their dataset."""
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
        """Add what is known only at the end."""
        self._flush()
        self._file["offsets"] = np.array(self.offsets, np.int64)
        self._file["ids"] = np.array(self.ids, np.int64)
        self._file.attrs.update(attrs, units="nm")


def _import(
    source: Path, named: Named, writer: _Writer, layout: Layout, seed: int | None
) -> tuple[int, int]:
    """Write what is worth keeping; the numbers of particles seen and localisations dropped."""
    index, dropped, width = -1, 0, None
    for index, (name, table) in enumerate(named):
        axes, sigma = np.split(table, [table.shape[1] - (layout in WITH_SIGMA)], axis=1)
        finite = np.isfinite(axes).all(axis=1)
        _warn(index, name, finite)
        dropped += int((~finite).sum())
        if finite.sum() < MINIMUM:
            continue
        cloud = axes[finite]
        if width not in (None, cloud.shape[1]):
            raise InputError(f"{source}: some particles are 2D and some 3D; separate them")
        width = cloud.shape[1]
        if seed is not None:
            cloud = _projected(source, cloud, seed, index)
        columns = dict(zip("xyz", cloud.T, strict=False))
        if sigma.shape[1]:
            columns["sigma"] = sigma[finite, 0]
        writer.append(index, columns)
    return index + 1, dropped


def _warn(index: int, name: str, finite: np.ndarray) -> None:
    rows = np.flatnonzero(~finite)
    if len(rows):
        some = ", ".join(map(str, rows[:NAMED_ROWS])) + (", …" if len(rows) > NAMED_ROWS else "")
        logger.warning(
            "particle %d (%s): %d of %d localisations are not finite and were dropped (rows %s)",
            *(index, name, len(rows), len(finite), some),
        )
    if finite.sum() < MINIMUM:
        logger.warning(
            "particle %d (%s): kept out, %d usable localisation(s)", index, name, finite.sum()
        )


def _projected(source: Path, cloud: np.ndarray, seed: int, index: int) -> np.ndarray:
    """A cloud [n, 3] turned about its centroid at random, without z."""
    if cloud.shape[1] != 3:
        raise InputError(f"{source}: project needs particles with z; set project to false")
    import torch  # slow, and needed here alone

    from groundwork.seeds import generator
    from holly.geometry import random_rotations

    own = generator(seed, f"projection {index}")
    rotation = random_rotations(1, own, dtype=torch.float64).numpy()[0]
    centre = cloud.mean(axis=0)
    return (cloud - centre) @ rotation[:2].T + centre[:2]
