"""Clouds as text: the vertices of OBJ files, and tables with or without names of columns."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from groundwork.formats.text import read_text
from holly.data.cloud_files.cloud import AXES, Cloud, from_words
from holly.data.units import NM, split_unit

OBJ_WORDS = {  # of the format's specification; only vertices matter here
    *("v", "vt", "vn", "vp", "cstype", "deg", "bmat", "step", "p", "l", "f", "curv", "curv2"),
    *("surf", "parm", "trim", "hole", "scrv", "sp", "end", "con", "g", "s", "mg", "o", "bevel"),
    *("c_interp", "d_interp", "lod", "usemtl", "mtllib", "usemap", "maplib", "shadow_obj"),
    *("trace_obj", "ctech", "stech"),
}
COMMENTS = ("#", "//", "%")

Lines = list[tuple[int, list[str]]]  # the words of each line, with its number


def read_obj(path: Path) -> Cloud:
    """The vertices of an OBJ file; ValueError for a line that the format does not have."""
    text = read_text(path).replace("\\\n", " ")
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1)]
    for number, words in lines:
        if words and words[0] not in OBJ_WORDS and not words[0].startswith("#"):
            raise ValueError(f"line {number} begins with {words[0]!r:.40}, which is not of OBJ")
    return Cloud(from_words(((n, words) for n, words in lines if words[:1] == ["v"]), [1, 2, 3]))


def read_table(path: Path) -> Cloud:
    """Columns x, y and z of a table whose separator is a comma, a semicolon, a tab or spaces.

    The first line may name the columns, with a unit (`x_nm`, `x [nm]`). Without names there are
    three columns; in an XYZ file, more may follow (colours, normals).
    """
    lines = _lines(read_text(path))
    if not lines:
        return Cloud(np.empty((0, 3)))
    names = lines[0][1]
    for number, words in lines:
        if len(words) > len(names):
            raise ValueError(f"line {number} has more values than the first line")
    if not _is_number(names[0]) and any(split_unit(name)[0] in AXES for name in names):
        columns, nm = _named_columns(names)
        return Cloud(from_words(lines[1:], columns) * _relative(nm), nm[0])
    if len(names) != 3 and path.suffix.lower() != ".xyz":
        raise ValueError("no columns x, y, z in its first line")
    return Cloud(from_words(lines, [0, 1, 2]))


def _lines(text: str) -> Lines:
    """The words of each line that is not empty and no comment, but for names in a comment."""
    numbered = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if numbered and numbered[0][1].startswith(COMMENTS):  # as numpy.savetxt writes names
        number, line = numbered[0]
        names = line.lstrip("".join(COMMENTS)).strip()
        if {split_unit(word)[0] for word in _words(names)} >= set(AXES):
            numbered[0] = (number, names)
    return [(number, _words(line)) for number, line in numbered if not line.startswith(COMMENTS)]


def _words(line: str) -> list[str]:
    """The values of a line. With semicolons or tabs between them, a comma is a decimal comma."""
    separator = next((one for one in ";\t," if one in line), None)
    if separator is None:
        return line.split()
    words = [word.strip() for word in next(csv.reader([line], delimiter=separator))]
    return words if separator == "," else [_decimal(word) for word in words]


def _decimal(word: str) -> str:
    return word.replace(",", ".") if word.count(",") == 1 and "." not in word else word


def _named_columns(names: Sequence[str]) -> tuple[list[int], list[float | None]]:
    """Where x, y and z are, and the nm of each one's unit, all None if none is named."""
    split = [split_unit(name) for name in names]
    places = [[i for i, (name, _) in enumerate(split) if name == axis] for axis in AXES]
    for axis, found in zip(AXES, places, strict=True):
        if len(found) != 1:
            also = ", ".join(names[i] for i in found)
            raise ValueError(f"{len(found) or 'no'} columns {axis} in its first line ({also})")
    columns = [found[0] for found in places]
    units = [split[i][1] for i in columns]
    unknown = [unit for unit in units if unit is not None and unit not in NM]
    if unknown:
        raise ValueError(f"the unit {unknown[0]!r} of its columns is not known; name nm, um or m")
    if None in units and any(units):
        raise ValueError(f"only some of {', '.join(names[i] for i in columns)} name their unit")
    return columns, [None if unit is None else NM[unit] for unit in units]


def _relative(nm: list[float | None]) -> np.ndarray:
    """Factors [3] that bring all axes to the unit of x."""
    return np.ones(3) if nm[0] is None else np.array(nm) / nm[0]


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
