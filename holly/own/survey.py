"""What files of localisations hold, as far as it decides how to find a structure from them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from holly.data.layouts import read_localisations
from holly.data.localisations import projected
from holly.data.picking.fields import named_fields
from holly.data.picking.find import find_picks
from holly.data.picking.outlines import owners
from holly.data.picking.pick import MINIMUM, accepted_particles
from holly.data.picking.table import pick_table
from holly.data.plausible import check_depths, middle_half
from holly.data.table import Column, Localisations, Table, described
from holly.images.measures import core, extent
from holly.settings.choices import Layout

MOST = (5, 95)  # percentiles between which most particles lie


@dataclass(frozen=True)
class Survey:
    """The particles of files of one layout, and how they are known."""

    sources: tuple[Path, ...]
    layout: Layout
    columns: dict[str, Column]
    localisations: int
    fields: tuple[float, ...]  # width of each field of view, nm; none if the file has particles
    rejected: dict[str, int]  # picks in these fields by the reason why they are no particles
    three: bool  # whether z is known
    frames: int | None  # from the first to the last; the most of any file
    counts: np.ndarray  # [P], localisations of each particle
    extents: np.ndarray  # [P], width of each in an image, nm, without a few strays
    precision: float | None  # median, in the plane, nm
    precision_z: float | None
    fault: str  # why there are no particles; empty if there are some

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def extent(self) -> float:
        """Of a typical particle, nm: the median."""
        return float(np.median(self.extents))


def survey(sources: Sequence[Path], **options: str | float | None) -> Survey:
    """Look at files of localisations.

    Particles that the files do not have are picked from the fields of view, as `pick: {}` does.
    The extent of a particle is that of its image: 3D particles are turned at random first. If no
    particle is found, `fault` says why.

    Args:
        sources: one file, or several with fields of view of the same kind.
        options: of holly.data.layouts.read_localisations.

    Raises:
        InputError: a file that cannot be read; unknown units; a z that cannot be in that of x and
            y; files that do not belong together.
    """
    opened = [read_localisations(path, **options) for path in sources]
    _require_alike(sources, opened)
    tables = [one.table for one in opened]
    if _has_particles(tables[0]):
        fields, rejected, particles = {}, {}, list(_particles(tables[0]))
        fault = "" if particles else "no particle has two localisations"
    else:
        fields = named_fields(zip(sources, tables, strict=True))
        rejected, particles, fault = _picked(fields)
    check_depths(sources[0], [middle_half(one) for one in particles])
    frames = [_span(table.frame) for table in tables if table.frame is not None]
    return Survey(
        sources=tuple(sources),
        layout=opened[0].layout,
        columns=opened[0].columns,
        localisations=sum(map(len, tables)),
        fields=tuple(extent(field.points) for field in fields.values()),
        rejected=rejected,
        three=tables[0].z is not None,
        frames=max(frames, default=None),
        counts=np.array([len(one) for one in particles]),
        extents=np.array([_width(sources[0], one, i) for i, one in enumerate(particles)]),
        precision=_median([t.precision for t in tables if t.precision is not None]),
        precision_z=_median([t.precision_z for t in tables if t.precision_z is not None]),
        fault=fault,
    )


def lines(found: Survey) -> dict[str, str]:
    """What was seen, in a few lines by their titles."""
    names = ", ".join(path.name for path in found.sources)
    seen = {
        "file": f"{names}: {found.localisations:,} localisations",
        "layout": found.layout,
        "columns": described(found.columns),
        "dimensions": f"{3 if found.three else 2}" + _frames(found),
        "fields of view": _of_fields(found),
        "particles": f"none: {found.fault}" if found.fault else _of_particles(found),
    }
    if len(found):
        turned = ", turned at random" if found.three else ""
        seen["localisations"] = f"{_spread(found.counts)} per particle"
        seen["extent"] = f"{_spread(found.extents)} nm{turned}"
    seen["precision"] = _of_precision(found)
    return {title: "".join(c if c.isprintable() else " " for c in seen[title]) for title in seen}


def _require_alike(sources: Sequence[Path], opened: Sequence[Localisations]) -> None:
    """Raise InputError unless several files are fields of view of one layout and dimension."""
    first = opened[0]
    for path, one in zip(sources, opened, strict=True):
        if len(opened) > 1 and _has_particles(one.table):
            raise InputError(f"{path}: it has particles, and only fields of view can be several")
        if one.layout != first.layout:
            raise InputError(f"{path}: layout {one.layout}, but {sources[0]} has {first.layout}")
        if (one.table.z is None) != (first.table.z is None):
            raise InputError(f"{path}: some fields are 2D and some 3D; separate them")


def _has_particles(table: Table) -> bool:
    return table.particle is not None and bool((table.particle != "").any())


def _particles(table: Table) -> Iterator[np.ndarray]:
    """The localisations [n, 2 or 3] of each particle of a table that has them."""
    rows = np.flatnonzero(table.particle != "")
    order = rows[np.argsort(table.particle[rows].astype(str), kind="stable")]
    starts = np.unique(table.particle[order].astype(str), return_index=True)[1]
    yield from (one for one in np.split(table.points[order], starts[1:]) if len(one) >= MINIMUM)


def _picked(fields: dict[str, Table]) -> tuple[dict[str, int], list[np.ndarray], str]:
    """The numbers of rejected picks, the localisations of each other, why there are no others."""
    positions = [field.points[:, :2] for field in fields.values()]
    try:
        picks = find_picks(positions)
    except InputError as fault:
        return {}, [], str(fault)
    table = pick_table(picks, list(fields))
    belongs = owners(positions, picks, None, table)
    found = [rows.points for _, rows in accepted_particles(list(fields.values()), belongs)]
    rejected = dict(Counter(table["reason"][~table["accepted"]]))
    return rejected, found, "" if found else f"all {len(picks)} picks are rejected"


def _width(source: Path, points: np.ndarray, index: int) -> float:
    """The extent of a particle in its image."""
    return extent(core(projected(source, points, 1, index) if points.shape[1] == 3 else points))


def _median(columns: Sequence[np.ndarray]) -> float | None:
    values = np.concatenate(columns) if columns else np.empty(0)
    known = values[np.isfinite(values) & (values > 0)]
    return float(np.median(known)) if len(known) else None


def _span(frame: np.ndarray) -> int:
    """Frames from the first to the last that is known."""
    known = frame[np.isfinite(frame)]
    return int(np.ptp(known)) + 1 if len(known) else 0


def _spread(values: np.ndarray) -> str:
    """The median, and the values between which most lie."""
    low, middle, high = np.percentile(values, (MOST[0], 50, MOST[1]))
    return f"{middle:.0f} ({low:.0f} to {high:.0f})"


def _frames(found: Survey) -> str:
    return f", in {found.frames:,} frames" if found.frames else ""


def _of_fields(found: Survey) -> str:
    if not found.fields:
        return "none, the file has particles"
    widths = " and ".join(sorted({f"{width / 1000:.3g}" for width in found.fields}))
    return f"{len(found.fields)}, {widths} µm wide"


def _of_particles(found: Survey) -> str:
    if not found.fields:
        return f"{len(found)}, as the file numbers them"
    why = ", ".join(f"{count} {reason}" for reason, count in found.rejected.items())
    return f"{len(found)} found" + (f"; rejected: {why}" if why else "")


def _of_precision(found: Survey) -> str:
    if found.precision is None:
        given = {"precision", "precision_x"} & set(found.columns)
        return "unknown, no value is above 0" if given else "not in the file"
    axial = f", {found.precision_z:.3g} nm along z" if found.precision_z else ""
    return f"{found.precision:.3g} nm (median){axial}"
