"""Picasso's HDF5 files."""

import json
import math
import re
from collections.abc import Sequence
from pathlib import Path

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.formats.hdf5 import checked, member, only_text
from holly.data.layouts.by_particle import (
    ROWS,
    Blocks,
    NamedTables,
    group_by_particle,
    open_hdf5,
    require_columns,
)


def read_picasso(
    path: Path,
    scratch: Path,
    *,
    particle_column: str | None = None,
    nm_per_camera_pixel: float | None = None,
) -> NamedTables:
    """Particles of a Picasso file: rows of its table `locs` that share a `group`.

    x, y, lpx and lpy are in camera pixels, z is in nm. The precision is the root mean square of
    lpx and lpy. `particle_column` is used instead of `group`, and `nm_per_camera_pixel` instead of
    `Pixelsize` in the .yaml file beside `path`, or else in the file's own metadata. Temporary files
    go to the folder `scratch`.
    """
    if not (nm_per_camera_pixel is None or 0 < nm_per_camera_pixel < math.inf):
        raise InputError(f"{path}: nm_per_camera_pixel is not positive; correct it")
    blocks = _blocks(path, particle_column or "group", nm_per_camera_pixel)
    return group_by_particle(blocks, scratch)


def _blocks(path: Path, particle: str, nm_per_camera_pixel: float | None) -> Blocks:
    with open_hdf5(path) as file:
        locs = member(file, "locs")
        if not isinstance(locs, h5py.Dataset) or locs.dtype.names is None or locs.ndim != 1:
            raise InputError(f"{path}: no table 'locs'; is its layout picasso?")
        require_columns(path, [particle, "x", "y"], locs.dtype.names)
        axes = [axis for axis in "xyz" if axis in locs.dtype.names]
        errors = [error for error in ("lpx", "lpy") if error in locs.dtype.names]
        for name in (particle, *axes, *errors):
            if locs.dtype[name].kind not in "fiu":
                raise InputError(f"{path}: column {name} is not numeric; save the table again")
        pixel = nm_per_camera_pixel or _pixel_size(path, file)
        for first in range(0, len(checked(locs)), ROWS):
            block = locs[first : first + ROWS]
            table = np.full((len(block), len(axes) + 1), np.nan)
            for i, axis in enumerate(axes):
                table[:, i] = block[axis] * (1.0 if axis == "z" else pixel)
            if len(errors) == 2:
                lpx, lpy = (block[error].astype(np.float64) for error in errors)
                table[:, -1] = pixel * np.sqrt((lpx**2 + lpy**2) / 2)
            yield block[particle], table, block[particle] >= 0


def _pixel_size(path: Path, file: h5py.File) -> float:
    """The size of a camera pixel, nm, from the .yaml file beside the table or its own metadata."""
    beside = path.with_suffix(".yaml")
    if beside.is_file():
        text = beside.read_text("utf-8", errors="replace")
        found = re.findall(r'(?im)^[\s-]*"?(?:camera )?pixelsize(?: \(nm\))?"?\s*:\s*(\S+)', text)
    else:
        found = _embedded(member(file, "metadata"))
    try:
        sizes = {float(value) for value in found}
    except (TypeError, ValueError):
        sizes = set()
    if len(sizes) != 1 or not 0 < min(sizes) < math.inf:
        given = f"gives {', '.join(map(str, found))}" if found else "does not give it"
        raise InputError(
            f"{path}: the camera's pixel size is not known ({beside.name} {given}); "
            "give nm_per_camera_pixel"
        )
    return sizes.pop()


def _embedded(metadata: object) -> Sequence[object]:
    """Every `Pixelsize` in metadata that are JSON: a mapping or a list of mappings."""
    if not isinstance(metadata, h5py.Dataset):
        return []
    try:
        tree = json.loads(only_text(metadata) or b"null")
    except (ValueError, RecursionError):
        return []
    steps = tree if isinstance(tree, list) else [tree]
    return [step["Pixelsize"] for step in steps if isinstance(step, dict) and "Pixelsize" in step]
