"""Which localisations lie in which pick, and the picks that a person has outlined."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from groundwork.errors import InputError
from holly.data.picking.find import Picks
from holly.data.picking.regions import Region, read_regions
from holly.settings.picking import Picking

BESIDE = ("{}_picks.yaml", "{}.roi", "{}.zip")  # regions of a field, in a folder


def regions_of(picking: Picking, names: Sequence[str]) -> list[list[Region]] | None:
    """The regions of each field, if they are given.

    Raises:
        InputError: a file is missing or cannot be read, or there is no size of pixels.
    """
    if picking.regions is None:
        return None
    path = Path(picking.regions)
    if picking.region_nm_per_pixel is None:
        raise InputError(
            f"{path}: give region_nm_per_pixel, the size of the pixels it was drawn on"
        )
    if path.is_dir():
        files = [_beside(path, name) for name in names]
    elif len(names) == 1:
        files = [path]
    else:
        raise InputError(
            f"{path}: there are {len(names)} fields; name a folder with a file for each"
        )
    return [read_regions(file, picking.region_nm_per_pixel) for file in files]


def outlined(
    fields: Sequence[np.ndarray], regions: Sequence[Sequence[Region]], fewest: int
) -> Picks:
    """The picks that a person has outlined in each field [n, 2]."""
    counts = [
        int(region.holds(field).sum())
        for field, own in zip(fields, regions, strict=True)
        for region in own
    ]
    return Picks(
        np.repeat(np.arange(len(fields)), [len(own) for own in regions]),
        np.array([region.centre for own in regions for region in own]).reshape(-1, 2),
        np.array([region.radius for own in regions for region in own]),
        np.array(counts),
        np.where(np.array(counts) < fewest, "too few", "").astype(object),
    )


def owners(
    fields: Sequence[np.ndarray],
    picks: Picks,
    regions: Sequence[Sequence[Region]] | None,
    found: pd.DataFrame,
) -> list[np.ndarray]:
    """The id of the accepted pick of each localisation [n] of each field, or -1.

    Where picks overlap, it is the one with the nearer centre.
    """
    flat = None if regions is None else [region for own in regions for region in own]
    owners = [np.full(len(field), -1) for field in fields]
    nearest = [np.full(len(field), np.inf) for field in fields]
    trees = [cKDTree(field) for field in fields]
    for pick_id in np.flatnonzero(found["accepted"]):
        at, centre, radius = picks.field[pick_id], picks.centres[pick_id], picks.radii[pick_id]
        inside = np.array(trees[at].query_ball_point(centre, radius), np.int64)
        if flat is not None:
            inside = inside[flat[pick_id].holds(fields[at][inside])]
        distance = np.linalg.norm(fields[at][inside] - centre, axis=1)
        nearer = distance < nearest[at][inside]
        owners[at][inside[nearer]] = pick_id
        nearest[at][inside[nearer]] = distance[nearer]
    return owners


def _beside(folder: Path, name: str) -> Path:
    found = [path for form in BESIDE if (path := folder / form.format(name)).exists()]
    if len(found) != 1:
        wanted = ", ".join(form.format(name) for form in BESIDE)
        raise InputError(f"{folder}: {len(found)} of {wanted}; give one of these")
    return found[0]
