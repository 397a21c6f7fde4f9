"""Signals: mean intensities around points of the target, in every frame of a recording."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from wormbrain.alignment.points import Followed
from wormbrain.alignment.resample import progress
from wormbrain.alignment.transformations import read_transformations
from wormbrain.alignment.volume_transformations import read_volume_transformations
from wormbrain.frames.points import (
    DEEP,
    FLAT,
    Points,
    read_points,
    require_inside,
    shown,
    write_rows,
)
from wormbrain.frames.recording import Recording
from wormbrain.frames.volumes import Reading, open_volumes

SMALLEST = 0.75  # pixels; a disk with a smaller radius may hold no pixel


def signals_of_recording(
    recording: Path, transformations: Path, points: Path, output: Path, radius: float
) -> None:
    """Write the mean intensity around points of the target in every frame, in its own counts.

    The columns are frame, and "<name> <channel>" for each point and channel. A value is missing
    where the frame is lost or the disk does not lie inside it.

    Args:
        recording: the recording.h5 before the alignment.
        transformations: its transformations.h5.
        points: a CSV file of points in the target frame.
        output: the .csv file.
        radius: of the disk, pixels; it counts the pixels whose centres lie in it.

    Raises:
        InputError: the transformations are not for this recording, a file is malformed, or a frame
            is damaged.
    """
    _require_radius(radius)
    known = read_points(points, FLAT)
    with Recording(recording) as opened:
        found = read_transformations(transformations).select(opened)
        images = (opened[i] for i in range(len(opened)))
        _measure(opened.channels, images, found, known, output, (radius, radius))


def signals_of_volumes(
    source: Path, transformations: Path, points: Path, output: Path, radius: float, reading: Reading
) -> None:
    """The same of volumes, in a ball around each point.

    Args:
        source: what the recording was made of.
        transformations: the transformations-3d.h5 of its volumes.
        points: a CSV file of points in the target volume.
        output: the .csv file.
        radius: of the ball, pixels.
        reading: how the volumes are read, as when they were aligned; other channels may be chosen.

    Raises:
        InputError: as of `signals_of_recording`.
    """
    _require_radius(radius)
    known, found = read_points(points, DEEP), read_volume_transformations(transformations)
    with open_volumes(source, reading) as volumes:
        if volumes.size != found.size:
            raise InputError(
                f"{source}: volumes of {volumes.size} voxels, but {transformations} is for "
                f"{found.size}; read them as they were aligned"
            )
        images = (volumes[int(number)] for number in found.number)
        radii = (radius, radius, radius / found.depth_step)
        _measure(volumes.channels, images, found, known, output, radii)


def _require_radius(radius: float) -> None:
    if not SMALLEST <= radius < float("inf"):
        raise InputError(
            f"--radius {radius}: give at least {SMALLEST}; a smaller disk may hold no pixel"
        )


def _measure(
    channels: Sequence[str],
    images: Iterable[np.ndarray],
    found: Followed,
    points: Points,
    output: Path,
    radii: Sequence[float],
) -> None:
    require_inside(points, found.size)
    header = [f"{name} {channel}" for name in points.names for channel in channels]
    shaped = progress(images, "signals", len(found.number))
    rows = (
        [number, *map(shown, np.ravel([_mean(image, place, radii) for place in frame]))]
        for number, image, frame in zip(
            found.number, shaped, found.follow(points.pixels), strict=True
        )
    )
    write_rows(output, ["frame", *header], rows)


def _mean(image: np.ndarray, place: np.ndarray, radii: Sequence[float]) -> np.ndarray:
    """The means [C] of an image [C, ..., H, W] in an ellipse or ellipsoid at (x, y, ...).

    NaN if it is not all inside, or holds no pixel.
    """
    sides, radii = np.array(image.shape[:0:-1]), np.array(radii)
    if not ((place - radii >= -0.5) & (place + radii <= sides - 0.5)).all():
        return np.full(len(image), np.nan)
    low = np.ceil(place - radii).astype(int).clip(0)
    high = np.floor(place + radii).astype(int).clip(None, sides - 1)
    axes = [
        (np.arange(a, b + 1) - p) / r for a, b, p, r in zip(low, high, place, radii, strict=True)
    ]
    inside = sum(axis**2 for axis in np.meshgrid(*axes[::-1], indexing="ij")) <= 1
    parts = (slice(a, b + 1) for a, b in zip(low[::-1], high[::-1], strict=True))
    return (
        image[:, *parts][:, inside].mean(1, dtype=float)
        if inside.any()
        else np.full(len(image), np.nan)
    )
