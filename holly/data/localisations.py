"""Localisations imported from the layouts of other programs into one HDF5 file of particles."""

import logging
from contextlib import closing
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file, checksum, require
from groundwork.formats.hdf5 import creating
from holly.data.layouts import READERS, WITH_PRECISION, NamedTables
from holly.data.particles import ParticleWriter
from holly.settings.choices import LAYOUT_OPTIONS, Layout

MINIMUM = 2  # localisations; a particle with fewer has no extent
NAMED_ROWS = 5  # rows of a particle that a warning names

log = logging.getLogger(__name__)


def import_localisations(
    source: Path,
    output: Path,
    *,
    layout: Layout,
    project: bool = False,
    seed: int = 0,
    **options: str | float | None,
) -> None:
    """Read `source` one particle at a time and write the particles to `output`.

    Localisations that are not finite are dropped, and particles with fewer than MINIMUM left are
    refused. Both are logged with the particle's index and name, and counted in the output's
    attributes.

    Args:
        source: file with the localisations.
        output: HDF5 file to write; see holly.data.particles.
        layout: a key of LAYOUT_OPTIONS.
        project: turn each 3D particle about its centroid by its own uniformly random rotation
            and drop z.
        seed: of these rotations; that of a particle depends only on its index in the source.
        options: the layout's options, see LAYOUT_OPTIONS; None is the same as leaving one out.
            `variable` names the cell array to read, `particle_column` the column that numbers
            the particles, and `nm_per_camera_pixel` replaces the file's own pixel size.

    Raises:
        InputError: a file that cannot be read, is not of this layout or leaves no particle;
            `project` for particles in 2D; an option that the layout does not take.
    """
    source, output = Path(source), Path(output)
    require(source, "fetch it, or correct its path in the configuration")
    given = _options(source, layout, options)
    attributes = {"source": source.name, "sha256": checksum(source), "layout": layout, **given}
    if project:
        attributes["seed"] = seed
    with atomic_file(output) as scratch, creating(scratch) as file:
        writer = ParticleWriter(file)
        with closing(READERS[layout](source, output.parent, **given)) as named:
            total, dropped = _import(source, named, writer, layout, seed if project else None)
        if not writer.ids:
            raise InputError(f"{source}: no particle with {MINIMUM} localisations or more")
        refused = total - len(writer.ids)
        attributes |= {"projected": project, "dropped_localisations": dropped}
        writer.finish(**attributes, refused_particles=refused)
    log.info(
        "%s: %d particles kept, %d refused; %d localisations kept, %d dropped",
        *(source.name, total - refused, refused, writer.offsets[-1], dropped),
    )


def _options(
    source: Path, layout: str, options: dict[str, str | float | None]
) -> dict[str, str | float]:
    """The options that are not None, in the order of LAYOUT_OPTIONS."""
    if layout not in LAYOUT_OPTIONS:
        raise InputError(f"{source}: unknown layout {layout!r}; one of {', '.join(LAYOUT_OPTIONS)}")
    given = {name: value for name, value in options.items() if value is not None}
    for name in given:
        if name not in LAYOUT_OPTIONS[layout]:
            raise InputError(f"{source}: layout {layout} takes no {name}; leave it out")
    return {name: given[name] for name in LAYOUT_OPTIONS[layout] if name in given}


def _import(
    source: Path, named: NamedTables, writer: ParticleWriter, layout: Layout, seed: int | None
) -> tuple[int, int]:
    """Write the usable particles; the numbers of particles read and localisations dropped."""
    index, dropped, width = -1, 0, None
    for index, (name, table) in enumerate(named):
        axes, sigma = np.split(table, [table.shape[1] - (layout in WITH_PRECISION)], axis=1)
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
        log.warning(
            "particle %d (%s): dropped %d of %d localisations that are not finite (rows %s)",
            *(index, name, len(rows), len(finite), some),
        )
    if finite.sum() < MINIMUM:
        log.warning(
            "particle %d (%s): refused, %d usable localisation(s)", index, name, finite.sum()
        )


def _projected(source: Path, cloud: np.ndarray, seed: int, index: int) -> np.ndarray:
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
