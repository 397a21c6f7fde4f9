"""MRC stacks of images, and STAR files that list images in them, as RELION writes both."""

import math
import re
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from groundwork.errors import InputError
from groundwork.files import require

if TYPE_CHECKING:
    import pandas as pd

NM_PER_ANGSTROM = 0.1
LISTED = re.compile(r"(\d{1,9})@(.+)")  # an image in a STAR file: its number, from 1, and its stack
HEADER = 1024  # bytes
EXTENDED, STAMP = 92, 212  # where the length of the extended header and the byte order stand
BIG_ENDIAN = 0x11
REMEDY = "copy it again"


@dataclass(frozen=True)
class Stack:
    """Images and what their file says of their scale."""

    images: np.ndarray  # [N, H, W], the first row is the top one
    nm_per_pixel: float | None


def read_mrc(path: Path) -> Stack:
    """The images of an MRC stack. Rows of MRC run from the bottom to the top and are turned over.

    A voxel of 0 or of 1 Å is what programs write that know no scale.

    Raises:
        InputError: damaged, cut off, complex, or not as many pixels as its header says.
    """
    import mrcfile

    sides = _sides(require(path, REMEDY))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd headers; what matters is checked here
            with mrcfile.open(path, permissive=True) as file:
                images = None if file.data is None else np.array(file.data)
                voxel = float(file.voxel_size.x)
    except Exception as error:  # mrcfile raises many types for a damaged file
        raise InputError(f"{path}: unreadable MRC ({error!r:.80}); {REMEDY}") from error
    if images is None or images.dtype.kind not in "iuf" or images.shape[-2:] != sides[1:]:
        raise InputError(f"{path}: no whole stack of real images; {REMEDY}")
    known = np.isfinite(voxel) and voxel > 0 and voxel != 1
    scale = voxel * NM_PER_ANGSTROM if known else None
    return Stack(images.reshape(-1, *sides[1:])[:, ::-1], scale)


def _sides(path: Path) -> tuple[int, ...]:
    """Images, rows and columns that a file declares; InputError if it cannot hold them."""
    size = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(HEADER)
    if len(header) < HEADER:
        raise InputError(f"{path}: truncated, its header has {len(header)} bytes; {REMEDY}")
    order = ">" if header[STAMP] == BIG_ENDIAN else "<"
    columns, rows, count = struct.unpack_from(f"{order}3i", header)
    (extended,) = struct.unpack_from(f"{order}i", header, EXTENDED)
    sides = count, rows, columns
    if min(sides) < 1 or extended < 0 or math.prod(sides) + extended > size - HEADER:
        raise InputError(f"{path}: declares {sides} pixels, but has {size} bytes; {REMEDY}")
    return sides


def read_star(path: Path) -> Stack:
    """The images that a STAR file lists (`rlnImageName`), in its order.

    A stack lies beside the STAR file, or at its path from there or from the folder above it.

    Raises:
        InputError: no such list, or an image that is not there.
    """
    table, scale = _star_table(require(path, REMEDY))
    numbers, names = [], []
    for entry in table["rlnImageName"]:
        found = LISTED.fullmatch(str(entry))
        if not found:
            raise InputError(
                f"{path}: rlnImageName {str(entry)!r:.60} is no number@stack; {REMEDY}"
            )
        numbers.append(int(found[1]) - 1)
        names.append(found[2])
    stacks = {name: read_mrc(_beside(path, name)) for name in dict.fromkeys(names)}
    images = []
    for number, name in zip(numbers, names, strict=True):
        if not 0 <= number < len(stacks[name].images):
            raise InputError(f"{path}: {name} has no image {number + 1}; {REMEDY}")
        images.append(stacks[name].images[number])
    if len({image.shape for image in images}) > 1:
        raise InputError(f"{path}: its stacks have images of several sizes; give one of them")
    scales = {scale} if scale else {stack.nm_per_pixel for stack in stacks.values()}
    if len(scales) > 1:
        raise InputError(f"{path}: its stacks have several scales; give one of them")
    return Stack(np.stack(images), scales.pop())


def _star_table(path: Path) -> tuple["pd.DataFrame", float | None]:
    """The table with the images, and nm per pixel where the file has one for all of them."""
    import starfile

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            blocks = starfile.read(path, always_dict=True)
        tables = [block for block in blocks.values() if hasattr(block, "columns")]
        listing = next((table for table in tables if "rlnImageName" in table.columns), None)
        sizes = {
            float(size)
            for table in tables
            if "rlnImagePixelSize" in table.columns
            for size in table["rlnImagePixelSize"]
        }
    except Exception as error:  # starfile and pandas raise many types for a damaged file
        raise InputError(f"{path}: unreadable STAR ({error!r:.80}); {REMEDY}") from error
    if listing is None or listing.empty:
        raise InputError(f"{path}: no table with rlnImageName; give the particles of RELION")
    if len(sizes) > 1 or not all(0 < size < np.inf for size in sizes):
        raise InputError(f"{path}: rlnImagePixelSize is {sorted(sizes)}; give one scale for all")
    return listing, sizes.pop() * NM_PER_ANGSTROM if sizes else None


def _beside(path: Path, name: str) -> Path:
    """The stack of this name; a STAR file cannot lead to a file elsewhere."""
    inner = Path(name)
    if inner.is_absolute() or ".." in inner.parts:
        inner = Path(inner.name)
    places = [path.parent / inner, path.parent.parent / inner, path.parent / inner.name]
    found = next(filter(_is_there, places), None)
    if found is None:
        raise InputError(
            f"{path}: its stack {name!r:.80} is not there; put it beside the STAR file"
        )
    return found


def _is_there(place: Path) -> bool:
    try:
        return place.is_file()
    except OSError:  # its name is longer than any file's
        return False
