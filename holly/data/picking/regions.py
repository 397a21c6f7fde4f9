"""Outlines that a person drew around particles: Picasso's picks and ImageJ's regions of interest.

Both give places in pixels of an image whose corner is the origin of the localisations. Circles,
ellipses, rectangles and squares are read; a region of another form is refused by its name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.errors import InputError
from groundwork.files import require
from groundwork.formats.zip import read_members

LARGEST = 1 << 26  # bytes of a file of regions
SIZES = (0.1, 1e6)  # nm, half of a region
DAMAGED = (ValueError, LookupError, TypeError, OverflowError, RecursionError)
REMEDY = "save it again from Picasso or ImageJ"


@dataclass(frozen=True)
class Region:
    """An ellipse or a rectangle, nm."""

    centre: np.ndarray  # [2]
    halves: np.ndarray  # [2], half its lengths along its own axes
    angle: float = 0.0  # of its first axis to x, radians
    round: bool = True

    @property
    def radius(self) -> float:
        """Of the circle around it."""
        return float(self.halves.max() if self.round else np.linalg.norm(self.halves))

    def holds(self, positions: np.ndarray) -> np.ndarray:
        """Whether each position [n, 2] lies inside."""
        cosine, sine = np.cos(self.angle), np.sin(self.angle)
        own = (positions - self.centre) @ np.array([[cosine, -sine], [sine, cosine]])
        scaled = np.abs(own / self.halves)
        return (scaled**2).sum(axis=1) <= 1 if self.round else (scaled <= 1).all(axis=1)


def read_regions(path: Path, nm_per_pixel: float) -> list[Region]:
    """The regions of a file: Picasso's .yaml, or ImageJ's .roi or .zip of these.

    Args:
        path: the file.
        nm_per_pixel: of the camera for Picasso; of the image they were drawn on for ImageJ.

    Raises:
        InputError: a file of another kind, a damaged one, one with no region, or a region that is
            neither round nor rectangular.
    """
    require(path, "correct its path in the configuration")
    if path.stat().st_size > LARGEST:
        raise InputError(f"{path}: too large for a file of regions; {REMEDY}")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: not one of {', '.join(READERS)}; {REMEDY}")
    try:
        regions = reader(path, nm_per_pixel)
    except DAMAGED as fault:
        raise InputError(f"{path}: not a complete file of regions ({fault}); {REMEDY}") from None
    if not regions:
        raise InputError(f"{path}: no regions; {REMEDY}")
    for number, region in enumerate(regions, 1):
        values = [*region.centre, *region.halves, region.angle]
        sizes = (region.halves > SIZES[0]) & (region.halves < SIZES[1])
        if not np.isfinite(values).all() or not sizes.all():
            raise InputError(f"{path}: region {number} has no size of a particle; {REMEDY}")
    return regions


def _picasso(path: Path, nm_per_pixel: float) -> list[Region]:
    """Circles, squares and rectangles of a `_picks.yaml`."""
    import yaml

    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as fault:
        raise ValueError(str(fault).partition("\n")[0]) from None
    if not isinstance(entries, Mapping):
        raise ValueError("not a list of keys")
    shape = entries.get("Shape", "Circle")
    if shape == "Circle":
        halves = np.full(2, _size(entries, "Diameter", nm_per_pixel) / 2)
        return [Region(_point(c) * nm_per_pixel, halves) for c in entries["Centers"]]
    if shape == "Square":
        halves = np.full(2, _size(entries, "Side Length", nm_per_pixel) / 2)
        return [Region(_point(c) * nm_per_pixel, halves, round=False) for c in entries["Centers"]]
    if shape == "Rectangle":
        width = _size(entries, "Width", nm_per_pixel)
        axes = [(_point(a), _point(b)) for a, b in entries["Center-Axis-Points"]]
        return [_along(a * nm_per_pixel, b * nm_per_pixel, width) for a, b in axes]
    raise ValueError(f"picks of shape {shape!r}; draw circles or rectangles")


def _size(entries: Mapping[str, Any], key: str, nm_per_pixel: float) -> float:
    """A size of Picasso's in nm; newer versions write `KEY (nm)`, older ones KEY in pixels."""
    if f"{key} (nm)" in entries:
        return float(entries[f"{key} (nm)"])
    return float(entries[key]) * nm_per_pixel


def _point(value: Sequence[float]) -> np.ndarray:
    x, y = value
    return np.array([float(x), float(y)])


def _along(first: np.ndarray, last: np.ndarray, width: float) -> Region:
    """The rectangle of this width whose middle line leads from one point to the other."""
    line = last - first
    halves = np.array([np.linalg.norm(line), width]) / 2
    return Region((first + last) / 2, halves, float(np.arctan2(line[1], line[0])), round=False)


def _imagej(path: Path, nm_per_pixel: float) -> list[Region]:
    """Ovals and rectangles of a .roi, or of a .zip of them in the order of the archive."""
    if path.suffix.lower() == ".roi":
        return [_of_roi(path.read_bytes(), path.name, nm_per_pixel)]
    members = read_members(path, most=LARGEST)
    return [_of_roi(content, name, nm_per_pixel) for name, content in members]


def _of_roi(content: bytes, name: str, nm_per_pixel: float) -> Region:
    """One region as ImageJ stores it (its class RoiDecoder describes the bytes)."""
    if len(content) < 64 or content[:4] != b"Iout":
        raise ValueError(f"{name} is no region of ImageJ")
    version, kind = int.from_bytes(content[4:6], "big"), content[6]
    if kind not in ROUND_OF_KIND or any(content[36:40]) or any(content[48:50]):
        raise ValueError(f"{name} is neither an oval nor a rectangle; draw one of these")
    top, left, bottom, right = map(_place, np.frombuffer(content, ">i2", 4, 8))
    options = int.from_bytes(content[50:52], "big")
    if version >= 223 and options & SUB_PIXEL:
        left, top, width, height = np.frombuffer(content, ">f4", 4, 18).astype(float)
    else:
        width, height = right - left, bottom - top
    size = np.array([width, height])
    centre = np.array([left, top]) + size / 2
    return Region(centre * nm_per_pixel, size / 2 * nm_per_pixel, round=ROUND_OF_KIND[kind])


def _place(stored: np.int16) -> float:
    """A place in pixels; ImageJ reads what is far below zero as one beyond 32767."""
    return float(stored) + (1 << 16) * (stored < FAR_BELOW)


FAR_BELOW = -5000  # px
SUB_PIXEL = 128  # the option of a region with places between pixels
ROUND_OF_KIND = {1: False, 2: True}  # ImageJ's numbers of rectangles and ovals
READERS: dict[str, Callable[[Path, float], list[Region]]] = {
    **dict.fromkeys((".yaml", ".yml"), _picasso),
    **dict.fromkeys((".roi", ".zip"), _imagej),
}
