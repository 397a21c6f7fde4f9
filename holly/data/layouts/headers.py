"""The header of a text table: encoding, separator, decimal point, names, program."""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from groundwork.errors import InputError
from groundwork.formats.text import find_encoding
from holly.data.layouts.vocabulary import NAMES, Documented, parsed, plain
from holly.settings.choices import Layout

HEAD = 200  # lines from which separator and decimal point are found
LONGEST = 1 << 16  # characters of a header line
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", r"\s+": "spaces"}
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?")
DECIMAL_POINT = re.compile(r"[+-]?\d*\.\d+(?:[eE][+-]?\d+)?")
FIELD = re.compile(r"<field\b([^>]*?)/?>")  # of rapidSTORM
ATTRIBUTE = re.compile(r'(identifier|unit)="([^"]*)"')

# The names by which a program's table is known, plain, and what it documents without a unit.
SIGNATURES: Mapping[Layout, Sequence[str]] = {
    "nstorm": ("channel name", "x", "y", "xc", "yc", "frame"),
    "elyra": ("first frame", "position x [nm]", "position y [nm]"),
    "nanoimager": ("channel", "frame", "x (nm)", "y (nm)"),
    "smap": ("xnm", "ynm", "frame"),
}
NSTORM = Documented(dict.fromkeys(("x", "y", "z", "precision"), "nm"))
DRIFT_CORRECTED = {"x": "xc", "y": "yc", "z": "zc"}  # of N-STORM, rather than x, y and z
TEXT_LAYOUTS = (*SIGNATURES, "thunderstorm", "rapidstorm", "decode", "csv")


@dataclass(frozen=True)
class Header:
    """What the beginning of a text table says."""

    layout: Layout
    encoding: str
    names: Sequence[str]
    separator: str = r"\s+"  # for pandas
    decimal: str = "."
    lines: int = 1  # before the first row
    documented: Documented | None = None
    preferred: Mapping[str, str] = field(default_factory=dict)


def read_header(path: Path, layout: Layout | None) -> Header:
    """The header of a table of this layout, or of the one that is found.

    Raises:
        InputError: cut off, a workbook, or without a header that says what x and y are.
    """
    encoding = find_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        lines = [
            line.rstrip("\r\n") for line in islice(iter(lambda: file.readline(LONGEST), ""), HEAD)
        ]
    if lines[0].startswith("# <localizations"):
        header = _rapidstorm(path, encoding, lines[0])
    elif lines[0].startswith("# DECODE EmitterSet"):
        header = _decode(path, encoding, lines)
    else:
        header = _table(path, encoding, lines)
    return _as(path, header, layout)


def _table(path: Path, encoding: str, lines: Sequence[str]) -> Header:
    """The header of a table with its names in the first line."""
    line = lines[0].lstrip("# ")
    found = {separator: _split(line, separator) for separator in SEPARATORS}
    known = [one for one, names in found.items() if _has_axes(names)]
    if not known:
        raise _no_header(path, line, found)
    separator = known[0]
    names = _distinct(path, found[separator])
    decimal = _decimal(path, lines[1:], separator, names)
    layout = _recognised(names)
    documented = NSTORM if layout == "nstorm" else None
    preferred = DRIFT_CORRECTED if layout == "nstorm" else {}
    return Header(layout, encoding, names, separator, decimal, 1, documented, preferred)


def _split(line: str, separator: str) -> list[str]:
    """The names in a header line; one that is a single quoted name is taken apart again."""
    if separator == r"\s+":
        return line.split()
    names = _fields(line, separator)
    return _fields(names[0], separator) if len(names) == 1 else names


def _fields(line: str, separator: str) -> list[str]:
    try:
        rows = list(csv.reader([line], delimiter=separator, skipinitialspace=True))
    except csv.Error:
        return [line]
    return [name.strip() for name in (rows[0] if rows else [])]


def _has_axes(names: Sequence[str]) -> bool:
    words = {parsed(name)[0] for name in names}
    return all(words & set(NAMES[axis]) for axis in "xy")


def _no_header(path: Path, line: str, found: Mapping[str, Sequence[str]]) -> InputError:
    names = max(found.values(), key=len)
    seen = ", ".join(names)[:200]
    if all(_is_number(name) for name in names):
        return InputError(f"{path}: no names of columns above the first row; write them there")
    return InputError(f"{path}: no columns x and y, but {seen}; name them so, with their unit")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _distinct(path: Path, names: Sequence[str]) -> list[str]:
    """The names; those left blank are numbered, and a repeated one is refused."""
    seen: set[str] = set()
    for name in filter(None, names):
        if plain(name) in seen:
            raise InputError(f"{path}: two columns have the same name, {name!r}; rename one")
        seen.add(plain(name))
    return [name or f"unnamed {number}" for number, name in enumerate(names, 1)]


def _decimal(path: Path, lines: Sequence[str], separator: str, names: Sequence[str]) -> str:
    """The decimal point of the first rows: "." or ","."""
    rows = [_split(line, separator) for line in lines if line.strip() and "\0" not in line]
    long = next((number for number, row in enumerate(rows, 1) if len(row) > len(names)), None)
    if long is not None and any(rows[long - 1][len(names) :]):
        commas = separator == "," and len(rows[long - 1]) > len(names)
        cause = "decimal commas? Separate columns by semicolons" if commas else "correct it"
        raise InputError(
            f"{path}: row {long} has {len(rows[long - 1])} values under {len(names)} names; {cause}"
        )
    values = [value for row in rows for value in row]
    commas = [value for value in values if DECIMAL_COMMA.fullmatch(value)]
    if separator == "," or not commas:
        return "."
    points = [value for value in values if DECIMAL_POINT.fullmatch(value)]
    if points:
        raise InputError(
            f"{path}: decimal commas ({commas[0]}) beside decimal points ({points[0]}); use one"
        )
    return ","


def _recognised(names: Sequence[str]) -> Layout:
    """The program that writes such names; csv if none is known to."""
    present = {plain(name) for name in names}
    for layout, wanted in SIGNATURES.items():
        if present.issuperset(wanted):
            return layout
    bracketed = {parsed(name)[0] for name in names if name.rstrip().endswith("]")}
    return "thunderstorm" if bracketed.issuperset(("x", "y")) else "csv"


def _rapidstorm(path: Path, encoding: str, line: str) -> Header:
    """The header of a rapidSTORM file: its first line is XML that names columns and units."""
    if line.count("<localizations") != 1:
        raise InputError(f"{path}: tracks of rapidSTORM; write its localisations instead")
    found = [dict(ATTRIBUTE.findall(one)) for one in FIELD.findall(line)]
    if not found or any("identifier" not in one for one in found):
        raise InputError(f"{path}: a header of rapidSTORM that names no columns; write it again")
    names = [
        f"{one['identifier']} [{one['unit']}]" if one.get("unit") else one["identifier"]
        for one in found
    ]
    return Header("rapidstorm", encoding, _distinct(path, names))


def _decode(path: Path, encoding: str, lines: Sequence[str]) -> Header:
    """The header of a CSV file of DECODE: three lines of metadata, then the names."""
    if len(lines) < 4:
        raise InputError(f"{path}: a header of DECODE without its metadata; write it again")
    try:
        metadata = json.loads(lines[2].lstrip("# "))
    except (ValueError, RecursionError):
        metadata = None
    documented = decode_units(path, metadata if isinstance(metadata, dict) else {})
    names = _distinct(path, _fields(lines[3], ","))
    _decimal(path, lines[4:], ",", names)
    return Header("decode", encoding, names, ",", ".", 4, documented)


def decode_units(path: Path, metadata: Mapping[str, object]) -> Documented:
    """The units of DECODE: `xy_unit` holds for x and y, `px_size` is nm per pixel; z is in nm."""
    unit, size = metadata.get("xy_unit"), metadata.get("px_size")
    lateral, axial = ("x", "y", "precision_x", "precision_y"), ("z", "precision_z")
    if unit is None:
        return Documented(dict.fromkeys(axial, "nm"))
    if unit not in ("nm", "px"):
        raise InputError(f"{path}: xy_unit is {unit!r}, not nm or px; correct it")
    sizes = None
    if isinstance(size, list) and len(size) >= 2 and all(isinstance(s, int | float) for s in size):
        sizes = dict(zip(lateral, (float(size[0]), float(size[1])) * 2, strict=True))
    return Documented(dict.fromkeys(lateral, unit) | dict.fromkeys(axial, "nm"), "metadata", sizes)


def _as(path: Path, header: Header, layout: Layout | None) -> Header:
    """The header, if it is of the layout that is named; any table may be named csv."""
    if layout in (None, "csv", header.layout):
        return header
    names = ", ".join(header.names)[:200]
    raise InputError(
        f"{path}: looks like {header.layout}, not {layout}; its columns are {names}; "
        "check the layout"
    )
