"""Localisations of particles: read from the published layouts, written as one HDF5 file."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import h5py
import numpy as np
import pandas as pd
import scipy.io
import torch

from holly.errors import InputError
from holly.files import aside, require
from holly.geometry import random_rotations
from holly.seeds import generator

logger = logging.getLogger(__name__)

Named = list[tuple[str, np.ndarray]]  # name of a particle in its file, localisations [n, 2 or 3]
Layout = Literal["cep152", "matlab-cell", "csv"]
MINIMUM = 2  # localisations, below which a particle has no extent


@dataclass(frozen=True)
class Particles:
    """Localisations of P particles, one after the other, nm.

    x, y and, of 3D particles, z are [n]; offsets [P + 1] says where each particle begins and the
    last ends; ids [P] is each one's index in its source file, from 0.
    """

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray | None
    offsets: np.ndarray
    ids: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    def particle(self, index: int) -> np.ndarray:
        """Localisations [n, 2], or [n, 3] where z is known, of one particle."""
        part = slice(self.offsets[index], self.offsets[index + 1])
        axes = (self.x, self.y) if self.z is None else (self.x, self.y, self.z)
        return np.stack([axis[part] for axis in axes], axis=1)


def import_localisations(
    source: Path, output: Path, *, layout: Layout, project: bool = False, seed: int = 0
) -> None:
    """Read `source`, drop what is not finite, and write the particles to `output`.

    Localisations that are not finite are dropped, particles left with fewer than MINIMUM are kept
    out; both are logged by the particle's index and name and counted in the output's attributes.

    Args:
        source: file with the localisations, nm.
        output: HDF5 file to write; see write_particles.
        layout: a key of READERS.
        project: turn each 3D particle about its centroid by its own uniformly random rotation
            and drop z.
        seed: of these rotations.

    Raises:
        InputError: a file that cannot be read, is not of this layout or leaves no particle;
            `project` for particles in 2D.
    """
    source = Path(source)
    require(source, "fetch it, or correct its path in the configuration")
    if layout not in READERS:
        raise InputError(f"{source}: unknown layout {layout!r}; one of {', '.join(READERS)}")
    named = READERS[layout](source)
    clouds, ids, dropped = _clean(named)
    if not clouds:
        raise InputError(f"{source}: no particle with {MINIMUM} localisations or more; check it")
    if len({cloud.shape[1] for cloud in clouds}) > 1:
        raise InputError(f"{source}: some particles are 2D and some 3D; separate them")
    if project:
        clouds = _project(source, clouds, seed)
    attributes = {
        "source": source.name,
        "sha256": _sha256(source),
        "layout": layout,
        "projected": project,
        "dropped_localisations": dropped,
        "refused_particles": len(named) - len(clouds),
        **({"seed": seed} if project else {}),
    }
    write_particles(output, _concatenate(clouds, ids), **attributes)
    logger.info(
        "%s: %d particles kept, %d kept out; %d localisations kept, %d dropped",
        *(source.name, len(clouds), len(named) - len(clouds), sum(map(len, clouds)), dropped),
    )


def write_particles(path: Path, particles: Particles, **attrs: str | float | bool) -> None:
    """Write datasets x, y, (z,) offsets and ids, and attributes: `attrs` and units = nm."""
    with aside(path) as scratch, h5py.File(scratch, "w") as file:
        for name, values in vars(particles).items():
            if values is not None:
                file[name] = values
        file.attrs.update(attrs, units="nm")


def read_particles(path: Path) -> Particles:
    """Read a file of write_particles.

    Raises:
        InputError: missing, truncated, or not such a file.
    """
    require(path, "run the localisations stage first")
    try:
        with h5py.File(path) as file:
            x, y, offsets, ids = (file[name][()] for name in ("x", "y", "offsets", "ids"))
            z = file["z"][()] if "z" in file else None
    except (OSError, KeyError, AttributeError, TypeError):
        raise InputError(f"{path}: not a whole localisation file; write it again") from None
    consistent = (
        len(offsets) == len(ids) + 1
        and offsets[0] == 0
        and offsets[-1] == len(x) == len(y)
        and (z is None or len(z) == len(x))
        and (np.diff(offsets) > 0).all()
    )
    if not consistent:
        raise InputError(f"{path}: its datasets do not fit together; write it again")
    return Particles(x, y, z, offsets, ids)


def read_cep152(path: Path) -> Named:
    """Particles of an HDF5 file (MATLAB v7.3) with a group `#refs#`, in the order of iteration.

    With a top-level `Cep152_all_filtered` they are the datasets of `#refs#` whose first dimension
    is 8, otherwise all of them; rows 0 and 1 are x and y. The order is the bytewise order of the
    names, which is what the indices of the published curation list count.
    """
    try:
        with h5py.File(path) as file:
            if not isinstance(file.get("#refs#"), h5py.Group):
                raise InputError(f"{path}: no group '#refs#'; is its layout cep152?")
            tables = [item for item in file["#refs#"].items() if isinstance(item[1], h5py.Dataset)]
            if "Cep152_all_filtered" in file:
                tables = [item for item in tables if item[1].shape[:1] == (8,)]
            return [(name, _first_rows(table)) for name, table in tables]
    except (OSError, RuntimeError, KeyError, ValueError):  # h5py has no error of its own
        raise InputError(f"{path}: not a whole HDF5 file; fetch it again") from None


def read_matlab_cell(path: Path, variable: str = "Superparticle") -> Named:
    """Particles of a MATLAB v5 file: a cell array of 2xN or 3xN numbers."""
    try:
        content = scipy.io.loadmat(path, variable_names=[variable])
    except NotImplementedError:
        raise InputError(f"{path}: MATLAB v7.3, not v5; give layout cep152") from None
    except Exception:  # a damaged file makes loadmat raise errors of many kinds
        raise InputError(f"{path}: not a whole MATLAB v5 file; fetch it again") from None
    cell = content.get(variable)
    if cell is None or cell.dtype != object:
        raise InputError(f"{path}: no cell array {variable!r}; is its layout matlab-cell?")
    named = [(f"{variable}{{{i}}}", table) for i, table in enumerate(cell.ravel(order="F"), 1)]
    for name, table in named:
        if table.dtype.kind not in "fiu" or table.ndim != 2 or len(table) not in (2, 3):
            raise InputError(f"{path}: {name} is not 2xN or 3xN numbers; check the layout")
    return [(name, table.T.astype(np.float64)) for name, table in named]


def read_csv(path: Path) -> Named:
    """Particles of a CSV file with columns particle, x, y and, if 3D, z (or x_nm, …)."""
    try:
        table = pd.read_csv(path, skipinitialspace=True, index_col=False)
    except (ValueError, OSError):  # pandas' own errors are ValueErrors
        raise InputError(f"{path}: not a whole CSV file; write it again") from None
    table.columns = [str(name).strip().lower().removesuffix("_nm") for name in table.columns]
    if not {"particle", "x", "y"} <= set(table.columns):
        raise InputError(f"{path}: no columns particle, x, y in its first line; name them so")
    axes = [axis for axis in "xyz" if axis in table.columns]
    for axis in axes:
        if len(table) and table[axis].dtype.kind not in "fiu":
            raise InputError(f"{path}: column {axis} is not numeric; correct it")
    if table["particle"].isna().any():
        raise InputError(f"{path}: a line has no particle; correct it")
    groups = table.groupby("particle", sort=False)
    return [(str(name), group[axes].to_numpy(np.float64)) for name, group in groups]


READERS: dict[str, Callable[[Path], Named]] = {
    "cep152": read_cep152,
    "matlab-cell": read_matlab_cell,
    "csv": read_csv,
}


def _first_rows(table: h5py.Dataset) -> np.ndarray:
    """Columns x and y [n, 2] of a table of rows; none, hence refused, for what is no table."""
    if table.ndim != 2 or len(table) < 2 or table.dtype.kind not in "fiu":
        return np.empty((0, 2))
    return table[:2].T.astype(np.float64)


def _clean(named: Named) -> tuple[list[np.ndarray], np.ndarray, int]:
    """Particles worth keeping, their indices, and the number of localisations dropped."""
    clouds, ids, dropped = [], [], 0
    for index, (name, table) in enumerate(named):
        cloud = table[np.isfinite(table).all(axis=1)]
        lost = len(table) - len(cloud)
        if lost:
            logger.warning(
                "particle %d (%s): %d of %d localisations are not finite and were dropped",
                *(index, name, lost, len(table)),
            )
        if len(cloud) < MINIMUM:
            logger.warning(
                "particle %d (%s): kept out, %d usable localisation(s)", index, name, len(cloud)
            )
        else:
            clouds.append(cloud)
            ids.append(index)
        dropped += lost
    return clouds, np.array(ids, np.int64), dropped


def _project(source: Path, clouds: list[np.ndarray], seed: int) -> list[np.ndarray]:
    if clouds[0].shape[1] != 3:
        raise InputError(f"{source}: project needs particles with z; set project to false")
    rotations = random_rotations(
        len(clouds), generator(seed, "projection"), dtype=torch.float64
    ).numpy()
    centres = [cloud.mean(axis=0) for cloud in clouds]
    return [
        (cloud - centre) @ rotation[:2].T + centre[:2]
        for cloud, centre, rotation in zip(clouds, centres, rotations, strict=True)
    ]


def _concatenate(clouds: list[np.ndarray], ids: np.ndarray) -> Particles:
    axes = np.concatenate(clouds).T.copy()
    offsets = np.cumsum([0, *map(len, clouds)], dtype=np.int64)
    return Particles(axes[0], axes[1], axes[2] if len(axes) > 2 else None, offsets, ids)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
