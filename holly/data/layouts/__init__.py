"""Files of localisations as programs write them; docs/data.md describes the layouts.

`open_localisations` reads block by block, `read_localisations` all at once; both find the layout
from the file if it is not named. A reader of a layout takes the path and the Options and returns
an Opened.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import require
from holly.data.layouts.decode import open_decode
from holly.data.layouts.detect import find_layout
from holly.data.layouts.headers import TEXT_LAYOUTS
from holly.data.layouts.matlab import open_cells, open_cep152
from holly.data.layouts.minflux import open_minflux
from holly.data.layouts.picasso import open_picasso
from holly.data.layouts.smap import open_smap
from holly.data.layouts.text import open_text
from holly.data.layouts.vocabulary import Options
from holly.data.plausible import check_field, check_particles, check_precision
from holly.data.table import Localisations, Opened, Table, described, joined
from holly.settings.choices import LAYOUT_OPTIONS, Layout

READERS: dict[Layout, Callable[[Path, Options], Opened]] = {
    **{name: partial(open_text, layout=name) for name in TEXT_LAYOUTS},
    "cep152": open_cep152,
    "matlab-cell": open_cells,
    "picasso": open_picasso,
    "smap": open_smap,
    "decode": open_decode,
    "minflux": open_minflux,
}

AXES = ("x", "y", "z")

log = logging.getLogger(__name__)


def open_localisations(
    path: Path, *, layout: Layout | None = None, **options: str | float | None
) -> Opened:
    """Open a file of localisations of the layout that is named, or found from the file.

    Args:
        path: the file.
        layout: a key of LAYOUT_OPTIONS; None to find it.
        options: as in LAYOUT_OPTIONS: `variable` names the cell array to read, `particle_column`
            the column that numbers the particles, `channel` the channel to read, `units` (nm, um,
            m or px) the unit of columns that do not say theirs; `nm_per_camera_pixel` replaces
            the file's own pixel size. None is the same as leaving one out.

    Raises:
        InputError: no such file, a layout that is unknown, ambiguous or not this file's, an
            option that the layout does not take, an unknown unit.
    """
    require(path, "fetch it, or correct its path in the configuration")
    if layout is not None and layout not in LAYOUT_OPTIONS:
        raise InputError(f"{path}: unknown layout {layout!r}; one of {', '.join(LAYOUT_OPTIONS)}")
    found = layout or find_layout(path)
    given = {name: value for name, value in options.items() if value is not None}
    for name in given:
        if name not in LAYOUT_OPTIONS[found]:
            raise InputError(f"{path}: layout {found} takes no {name}; leave it out")
    if not 0 < given.get("nm_per_camera_pixel", 1.0) < np.inf:
        raise InputError(f"{path}: nm_per_camera_pixel is not positive; correct it")
    opened = READERS[found](path, Options(**given))
    log.info("%s: layout %s, %s", path.name, opened.layout, described(opened.columns))
    return replace(opened, blocks=_one_channel(path, opened, given.get("channel")))


def read_localisations(
    path: Path, *, layout: Layout | None = None, **options: str | float | None
) -> Localisations:
    """All localisations of a file in memory, in the order of its rows, in nm.

    Localisations that are not finite are left out, and their number is logged. A z that is 0 in
    every row is no z. If the file stores its particles one by one, or has a column of particles,
    the column `particle` is set; otherwise it is a field of view, to be picked from.

    Args:
        path: the file.
        layout: as for `open_localisations`.
        options: likewise.

    Raises:
        InputError: as `open_localisations`; a file that cannot be read or holds nothing; extents
            that cannot be right in the units of the file.
    """
    opened = open_localisations(path, layout=layout, **options)
    parts = [_named(name, block) for name, block in opened.blocks if len(block)]
    if not parts:
        raise InputError(f"{path}: no localisations; choose another file")
    if len({part.z is None for part in parts}) > 1:
        raise InputError(f"{path}: some particles are 2D and some 3D; separate them")
    table = _finite(path, joined(parts), opened)
    if table.z is not None and not table.z.any():
        log.info("%s: z is 0 in every row, so it is read as 2D", path.name)
        table = replace(table, z=None, precision_z=None)
    _check(path, table, opened)
    return Localisations(table, opened.layout, opened.columns)


def _one_channel(path: Path, opened: Opened, channel: str | None) -> Iterator[tuple[str, Table]]:
    """The rows of the channel that is named; without a name, InputError if there are several."""
    seen: set[str] = set()
    for name, block in opened.blocks:
        if block.channel is not None:
            seen |= set(block.channel) - {""}
            if channel is None and len(seen) > 1:
                some = ", ".join(sorted(seen))
                raise InputError(f"{path}: several channels ({some}); name one as channel")
            if channel is not None:
                block = block.rows(block.channel == channel)
        yield name, block
    if channel is not None and channel not in seen:
        some = ", ".join(sorted(seen)) or "none"
        raise InputError(f"{path}: no channel {channel!r} (present: {some}); correct it")


def _named(name: str, block: Table) -> Table:
    """The block with its name as the particle of every row, if it has one."""
    return replace(block, particle=np.full(len(block), name, object)) if name else block


def _finite(path: Path, table: Table, opened: Opened) -> Table:
    finite = np.isfinite(table.points).all(axis=1)
    if not finite.any():
        empty = [axis for axis in opened.columns if axis in AXES and _is_empty(table, axis)]
        names = ", ".join(opened.columns[axis].name for axis in empty)
        cause = f"{names} has no numbers; remove such columns" if names else "choose another file"
        raise InputError(f"{path}: no localisation is finite; {cause}")
    if not finite.all():
        log.warning(
            "%s: left out %d of %d localisations that are not finite",
            *(path.name, len(table) - finite.sum(), len(table)),
        )
    return table.rows(finite)


def _is_empty(table: Table, axis: str) -> bool:
    values = getattr(table, axis)  # none if a file of three dimensions turns out to be flat
    return values is not None and not np.isfinite(values).any()


def _check(path: Path, table: Table, opened: Opened) -> None:
    """Raise InputError if the extents or the precisions cannot be right."""
    if table.precision is not None:
        check_precision(path, table.precision, opened.columns)
    if table.particle is None or not (table.particle != "").any():
        check_field(path, table.points, opened.columns)
        return
    order = np.argsort(table.particle[table.particle != ""], kind="stable")
    points = table.points[table.particle != ""][order]
    names, starts = np.unique(table.particle[table.particle != ""][order], return_index=True)
    widths = np.maximum.reduceat(points, starts) - np.minimum.reduceat(points, starts)
    check_particles(path, names, widths.max(axis=1), opened.columns)
