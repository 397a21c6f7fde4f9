"""Localisations of particles, imported from the layouts of other programs into one HDF5 file."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file, checksum
from groundwork.formats.hdf5 import creating
from holly.data.clean import remove_background
from holly.data.layouts import open_localisations
from holly.data.layouts.by_particle import group_by_particle
from holly.data.particles import ParticleWriter
from holly.data.plausible import check_depths, check_particles, check_precision, middle_half
from holly.data.table import Opened, Table, described
from holly.settings.choices import Layout

MINIMUM = 2  # localisations; a particle with fewer has no extent
NAMED_ROWS = 5  # rows of a particle that a warning names

log = logging.getLogger(__name__)


def import_localisations(
    source: Path,
    output: Path,
    *,
    layout: Layout | None = None,
    project: bool = False,
    seed: int = 0,
    background: bool = True,
    **options: str | float | None,
) -> None:
    """Read `source` one particle at a time and write the particles to `output`.

    Localisations that are not finite are dropped, and particles with fewer than MINIMUM left are
    refused. Both are logged with the particle's index and name, and counted in the output's
    attributes. A z that is 0 in every row is not written.

    Args:
        source: file with the localisations.
        output: HDF5 file to write; see holly.data.particles.
        layout: a key of LAYOUT_OPTIONS; None to find it from the file.
        project: turn each 3D particle about its centroid by its own uniformly random rotation
            and drop z.
        seed: of these rotations; that of a particle depends only on its index in the source.
        background: keep it; otherwise see holly.data.clean.
        options: the layout's options; see holly.data.layouts.open_localisations.

    Raises:
        InputError: a file that cannot be read, is not of this layout or leaves no particle; widths
            that particles cannot have; `project` for particles in 2D; an option that the layout
            does not take.
    """
    source, output = Path(source), Path(output)
    opened = open_localisations(source, layout=layout, **options)
    given = {name: value for name, value in options.items() if value is not None}
    given.pop("units", None)  # `columns` says it, and `units` those of the output
    attributes = {"source": source.name, "sha256": checksum(source), "layout": opened.layout}
    attributes |= given | {"columns": described(opened.columns)}
    if project:
        attributes["seed"] = seed
    with atomic_file(output) as scratch:
        with creating(scratch) as file:
            kept = _Kept(source, ParticleWriter(file), seed if project else None)
            with closing(_by_particle(source, opened, output.parent)) as named:
                kept.take(named)
            kept.finish(file, opened, attributes | {"projected": project})
        if not background:
            remove_background(scratch)


def _by_particle(source: Path, opened: Opened, scratch: Path) -> Iterator[tuple[str, Table]]:
    """The particles of a file, each with its name."""
    with closing(opened.blocks) as blocks:
        if "particle" not in opened.columns:
            yield from _stored(source, blocks)
        else:
            yield from group_by_particle((block for _, block in blocks), scratch)


def _stored(source: Path, blocks: Iterable[tuple[str, Table]]) -> Iterator[tuple[str, Table]]:
    """The particles of a file that stores them one by one."""
    for name, block in blocks:
        if not name:
            raise InputError(
                f"{source}: no column of particles (particle, group, cluster); pick the particles "
                "first, or name the column with particle_column"
            )
        yield name, block


class _Kept:
    """Writes the usable particles, and counts the others."""

    def __init__(self, source: Path, writer: ParticleWriter, seed: int | None) -> None:
        self._source, self._writer, self._seed = source, writer, seed
        self._names: list[str] = []
        self._widths: list[float] = []
        self._ranges: list[np.ndarray] = []  # of the middle half of each
        self._precisions: list[float] = []  # the median of each
        self._total = self._dropped = 0
        self._axes: int | None = None  # of the particles in the file
        self._flat = True  # whether z is 0 so far

    def take(self, named: Iterable[tuple[str, Table]]) -> None:
        """Write the usable particles."""
        for index, (name, table) in enumerate(named):
            finite = np.isfinite(table.points).all(axis=1)
            _warn(index, name, finite)
            self._total += 1
            self._dropped += int((~finite).sum())
            if finite.sum() >= MINIMUM:
                self._append(index, name, table.rows(finite))

    def _append(self, index: int, name: str, table: Table) -> None:
        cloud = table.points
        if self._axes not in (None, cloud.shape[1]):
            raise InputError(f"{self._source}: some particles are 2D and some 3D; separate them")
        self._axes = cloud.shape[1]
        self._flat = self._flat and (self._axes == 2 or not cloud[:, 2].any())
        self._names.append(name)
        self._widths.append(float(np.ptp(cloud, axis=0).max()))
        self._ranges.append(middle_half(cloud))
        if self._seed is not None:
            cloud = projected(self._source, cloud, self._seed, index)
        columns = dict(zip("xyz", cloud.T, strict=False))
        if table.precision is not None:
            columns["sigma"] = table.precision
            self._precisions.append(float(np.median(table.precision)))
        self._writer.append(index, columns)

    def finish(self, file: h5py.File, opened: Opened, attributes: dict) -> None:
        """Check the widths, and complete the file."""
        writer = self._writer
        if not writer.ids:
            raise InputError(f"{self._source}: no particle with {MINIMUM} localisations or more")
        check_particles(self._source, self._names, self._widths, opened.columns)
        check_precision(self._source, np.array(self._precisions), opened.columns)
        refused = self._total - len(writer.ids)
        writer.finish(**attributes, dropped_localisations=self._dropped, refused_particles=refused)
        if self._axes == 3 and self._flat:
            self._drop_z(file)
        elif self._seed is not None:
            check_depths(self._source, self._ranges)
        log.info(
            "%s: %d particles kept, %d refused; %d localisations kept, %d dropped",
            *(self._source.name, len(writer.ids), refused, writer.offsets[-1], self._dropped),
        )

    def _drop_z(self, file: h5py.File) -> None:
        if self._seed is not None:
            raise InputError(
                f"{self._source}: z is 0 in every row, so there is nothing to project; set project "
                "to false"
            )
        log.info("%s: z is 0 in every row, so the particles are 2D", self._source.name)
        del file["z"]


def _warn(index: int, name: str, finite: np.ndarray) -> None:
    rows = np.flatnonzero(~finite)
    if len(rows):
        some = ", ".join(map(str, rows[:NAMED_ROWS])) + (", …" if len(rows) > NAMED_ROWS else "")
        log.warning(
            "particle %d (%s): dropped %d of %d localisations that are not finite (rows %s)",
            *(index, name, len(rows), len(finite), some),
        )
    if finite.sum() < MINIMUM:
        log.warning(
            "particle %d (%s): refused, %d usable localisation(s)", index, name, finite.sum()
        )


def projected(source: Path, cloud: np.ndarray, seed: int, index: int) -> np.ndarray:
    """A cloud [n, 3] turned at random about its centroid, without z: [n, 2]."""
    if cloud.shape[1] != 3:
        raise InputError(f"{source}: project needs particles with z; set project to false")
    import torch  # slow to import, and needed only here

    from groundwork.seeds import generator
    from holly.geometry import random_rotations

    own = generator(seed, f"projection {index}")
    rotation = random_rotations(1, own, dtype=torch.float64).numpy()[0]
    centre = cloud.mean(axis=0)
    return (cloud - centre) @ rotation[:2].T + centre[:2]
