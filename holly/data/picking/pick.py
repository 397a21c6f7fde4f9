"""Particles picked from fields of view, in the form that `holly localisations` writes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import atomic_file, checksum
from groundwork.formats.hdf5 import creating
from holly.data.clean import remove_background
from holly.data.layouts import read_localisations
from holly.data.localisations import projected
from holly.data.particles import ParticleWriter
from holly.data.picking.fields import named_fields
from holly.data.picking.find import Picks, find_picks
from holly.data.picking.link import linked
from holly.data.picking.maps import write_maps
from holly.data.picking.outlines import outlined, owners, regions_of
from holly.data.picking.regions import Region
from holly.data.picking.table import apply_choices, pick_table, report
from holly.data.plausible import check_depths, middle_half
from holly.data.table import Table
from holly.settings.picking import Picking

MINIMUM = 2  # localisations of a particle


def pick(
    sources: Sequence[Path],
    output: Path,
    *,
    table: Path,
    maps: Path,
    picking: Picking,
    project: bool = False,
    seed: int = 0,
    background: bool = True,
    **options: str | float | None,
) -> None:
    """Pick the particles of fields of view and write them to `output`.

    Each localisation belongs to at most one particle. The ids of the particles are those of the
    picks in `table`.

    Args:
        sources: files of localisations; each file, and each field that it numbers, is a field.
        output: HDF5 file to write; see holly.data.particles.
        table: CSV file to write, a row for each pick, also the rejected ones, with the reason.
        maps: .npz file to write, for the page on which picks are looked at and corrected.
        picking: how to pick.
        project: turn each 3D particle about its centroid at random and drop z.
        seed: of these rotations.
        background: keep it in the particles; otherwise see holly.data.clean.
        options: of holly.data.layouts.read_localisations.

    Raises:
        InputError: an unreadable file; localisations that form no particles, or already have
            some; no pick that is accepted; `project` with a z that cannot be right.
    """
    fields = named_fields(_read(sources, options))
    if len({one.z is None for one in fields.values()}) > 1:
        raise InputError(f"{sources[0]}: some fields are 2D and some 3D; separate them")
    if picking.link:
        fields = {name: linked(name, one, picking.link) for name, one in fields.items()}
    positions = [one.points[:, :2] for one in fields.values()]
    regions = regions_of(picking, list(fields))
    picks = _picks(sources[0], positions, regions, picking)
    found = pick_table(picks, list(fields))
    if picking.choices:
        found = apply_choices(picking.choices, found)
    report(found)
    if not found["accepted"].any():
        raise InputError(f"{sources[0]}: no pick is accepted; give extent_nm, or regions")
    belongs = owners(positions, picks, regions, found)
    if project:
        particles = accepted_particles(list(fields.values()), belongs)
        check_depths(sources[0], [middle_half(rows.points) for _, rows in particles])
    names = ", ".join(path.name for path in sources)
    with atomic_file(output) as scratch:
        with creating(scratch) as file:
            writer = ParticleWriter(file)
            for index, rows in accepted_particles(list(fields.values()), belongs):
                writer.append(index, _columns(sources[0], rows, seed if project else None, index))
            sums = ", ".join(map(checksum, sources))
            seeds = {"seed": seed} if project else {}
            writer.finish(source=names, sha256=sums, picked=True, projected=project, **seeds)
        if not background:
            remove_background(scratch)
    found = _numbered(found, writer.ids)
    write_maps(maps, list(fields), positions, picks.radii)
    with atomic_file(table) as scratch:
        found.to_csv(scratch, index=False, lineterminator="\n")


def _read(sources: Sequence[Path], options: dict) -> Iterator[tuple[Path, Table]]:
    """The files, none of which has particles."""
    for source in sources:
        table = read_localisations(source, **options).table
        if table.particle is not None and (table.particle != "").any():
            raise InputError(f"{source}: its localisations already have particles; leave out pick")
        yield source, table


def _picks(
    source: Path,
    positions: Sequence[np.ndarray],
    regions: Sequence[Sequence[Region]] | None,
    picking: Picking,
) -> Picks:
    """The picks that a person has outlined, or else those that are found."""
    fewest = picking.localisations_min
    if regions is not None:
        return outlined(positions, regions, fewest or MINIMUM)
    try:
        return find_picks(positions, extent=picking.extent_nm, fewest=fewest)
    except InputError as fault:
        raise InputError(f"{source}: {fault}") from None


def accepted_particles(
    fields: Sequence[Table], belongs: Sequence[np.ndarray]
) -> Iterator[tuple[int, Table]]:
    """The accepted particles: the id of the pick, and its localisations."""
    for field, owner in zip(fields, belongs, strict=True):
        order = np.argsort(owner, kind="stable")
        order = order[np.searchsorted(owner[order], 0) :]
        ids, starts = np.unique(owner[order], return_index=True)
        for particle, rows in zip(ids.tolist(), np.split(order, starts)[1:], strict=True):
            if len(rows) >= MINIMUM:
                yield particle, field.rows(rows)


def _columns(source: Path, table: Table, seed: int | None, index: int) -> dict[str, np.ndarray]:
    """The datasets of one particle."""
    cloud = table.points if seed is None else projected(source, table.points, seed, index)
    columns = dict(zip("xyz", cloud.T, strict=False))
    if table.precision is not None:
        columns["sigma"] = table.precision
    return columns


def _numbered(found: pd.DataFrame, ids: Sequence[int]) -> pd.DataFrame:
    """The table with the index of each particle that was written, by the ids of their picks."""
    numbered = found.copy()
    numbered.loc[ids, "particle"] = np.arange(len(ids))
    empty = numbered["accepted"] & numbered["particle"].isna()
    numbered.loc[empty, ["accepted", "reason"]] = [False, "too few"]
    return numbered
