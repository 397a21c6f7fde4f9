"""What columns of localisations are called, and in which units they are.

The names are those that the programs write: ThunderSTORM, Picasso, SMAP, ZEISS ELYRA, Nikon
N-STORM, ONI Nanoimager, rapidSTORM and DECODE. docs/data.md lists them by program.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from groundwork.errors import InputError
from holly.data.plausible import check_pixel
from holly.data.table import Column, Known
from holly.data.units import NM, split_unit

# Column of holly.data.table.Table: its names in files, in lower case, the preferred ones first.
NAMES = {
    "x": ("x", "position x", "position-0-0"),
    "y": ("y", "position y", "position-1-0"),
    "z": ("z", "position z", "position-2-0"),
    "precision": (
        *("uncertainty_xy", "uncertainty", "precision", "locprec"),
        "lateral localization accuracy",
    ),
    "precision_x": ("lpx", "x precision", "x_sig", "precision_x", "position-0-0-uncertainty"),
    "precision_y": ("lpy", "y precision", "y_sig", "precision_y", "position-1-0-uncertainty"),
    "precision_z": (
        *("uncertainty_z", "precision z", "lpz", "locprecz", "z precision", "z_sig"),
        *("precision_z", "position-2-0-uncertainty"),
    ),
    "frame": ("frame", "first frame", "frame_ix", "imagenumber-0-0"),
    "photons": ("photons", "intensity", "number photons", "phot"),
    "channel": ("channel", "channel name"),
    "particle": ("particle", "group", "cluster"),
    "field": ("filenumber",),
}
LENGTHS = ("x", "y", "z", "precision", "precision_x", "precision_y", "precision_z")
PHOTONS = ("", "photon", "photons")  # units of photons; others are not counts of photons

PIXELS = ("px", "pix", "pixel", "pixels")  # of the camera
JOINED = re.compile(r"(.+)(nm|nano)")  # as SMAP writes, and the SMLM challenge: xnm, xnano


@dataclass(frozen=True)
class Options:
    """What the user may name; None for what the file is to say."""

    variable: str | None = None
    particle_column: str | None = None
    nm_per_camera_pixel: float | None = None
    units: str | None = None
    channel: str | None = None


@dataclass(frozen=True)
class Documented:
    """What a program says, outside of the names, about the units of its columns."""

    units: Mapping[str, str]  # of columns of Table
    known: Known = "layout"
    nm_per_pixel: Mapping[str, float] | None = None  # of columns of Table in camera pixels
    pixel_known: Known = "metadata"


def find_columns(
    path: Path,
    names: Sequence[str],
    options: Options,
    documented: Documented | None = None,
    preferred: Mapping[str, str] | None = None,
) -> dict[str, Column]:
    """The columns of a file by what they are in a Table.

    Args:
        path: the file, for messages.
        names: of its columns, as they stand in it.
        options: `units` holds for columns of which neither name nor program says the unit;
            `nm_per_camera_pixel` for those in camera pixels, and without `units` it says that
            such columns are in camera pixels.
        documented: what the program says about units.
        preferred: names that stand for a column of Table before those of NAMES.

    Raises:
        InputError: no x or y, two columns of one meaning, a unit that is unknown or not like
            the others, camera pixels of unknown size.
    """
    documented = documented or Documented({})
    chosen: dict[str, tuple[str, str]] = {}
    for column, words in NAMES.items():
        first = (preferred or {}).get(column)
        found = _best(path, names, (first, *words) if first else words)
        if found and not (column == "photons" and found[1] not in PHOTONS):
            chosen[column] = found
    if options.particle_column is not None:
        chosen["particle"] = (_named(path, names, options.particle_column), "")
    if not {"x", "y"} <= chosen.keys():
        seen = ", ".join(map(str, names))[:200]
        raise InputError(f"{path}: no columns x and y, but {seen}; name them so, with their unit")
    return {
        column: _resolved(path, column, name, unit, options, documented, chosen)
        if column in LENGTHS
        else Column(name)
        for column, (name, unit) in chosen.items()
    }


def plain(name: str) -> str:
    """A name as names are compared: in lower case, without spaces around it."""
    return name.strip().lower()


def parsed(name: str) -> tuple[str, str]:
    """A column's name without its unit, and the unit as written ("": none), both in lower case."""
    text, known = plain(name), {word for words in NAMES.values() for word in words}
    base, unit = split_unit(text)
    if text in known or unit is None:
        joined = JOINED.fullmatch(text)
        return (joined[1], "nm") if joined and joined[1] in known else (text, "")
    is_unit = unit in NM or unit in PIXELS or text[-1] in "])"
    return (base, unit) if is_unit else (text, "")


def _best(path: Path, names: Sequence[str], words: Sequence[str]) -> tuple[str, str] | None:
    """The column that has the first of these words as its name: its name, and its unit."""
    for word in words:
        found = [(name, unit) for name in names for base, unit in [parsed(name)] if base == word]
        ranked = sorted(found, key=lambda one: _rank(one[1]))
        if len(ranked) > 1 and _rank(ranked[0][1]) == _rank(ranked[1][1]):
            (one, _), (other, _) = ranked[:2]
            raise InputError(f"{path}: columns {one!r} and {other!r} mean the same; remove one")
        if ranked:
            return ranked[0]
    return None


def _rank(unit: str) -> tuple[int, str]:
    """The order in which columns that differ only in their unit are preferred."""
    if NM.get(unit) == 1:
        return 0, "nm"
    if unit in PIXELS:
        return 2, "px"
    return (1, unit) if unit in NM else (3, unit)


def _named(path: Path, names: Sequence[str], wanted: str) -> str:
    for name in names:
        if plain(name) == plain(wanted):
            return name
    seen = ", ".join(map(str, names))[:200]
    raise InputError(f"{path}: no column {wanted!r}, but {seen}; correct particle_column")


def _resolved(
    path: Path,
    column: str,
    name: str,
    written: str,
    options: Options,
    documented: Documented,
    chosen: Mapping[str, tuple[str, str]],
) -> Column:
    """A column of lengths with its unit, from its name, its program or the user."""
    if written:
        if written not in NM and written not in PIXELS:
            raise InputError(
                f"{path}: the unit of column {name!r} is not known; write nm, um, m or px"
            )
        unit = "px" if written in PIXELS else written
        return _in_nm(path, column, Column(name, unit), options, documented)
    if options.units:
        found = Column(name, options.units, "named by the user")
    elif column in documented.units:
        found = Column(name, documented.units[column], documented.known)
    elif options.nm_per_camera_pixel is not None:
        found = Column(name, "px", "named by the user")
    else:
        with_unit = [other for key, (other, unit) in chosen.items() if unit and key in LENGTHS]
        if with_unit:
            raise InputError(
                f"{path}: column {name!r} has no unit beside {with_unit[0]!r}; write it into the "
                "name, or give units"
            )
        found = Column(name, "nm", "assumed")
    return _in_nm(path, column, found, options, documented)


def _in_nm(
    path: Path, column: str, found: Column, options: Options, documented: Documented
) -> Column:
    """The column with its factor to nm."""
    if found.unit != "px":
        return Column(found.name, found.unit, found.known, NM[found.unit])
    size, known = options.nm_per_camera_pixel, "named by the user"
    if size is None:
        size, known = (documented.nm_per_pixel or {}).get(column), documented.pixel_known
    if size is None:
        raise InputError(
            f"{path}: column {found.name!r} is in camera pixels of unknown size; "
            "give nm_per_camera_pixel"
        )
    check_pixel(path, size)
    return Column(found.name, "px", known, size)
