"""Whether lengths can be those of particles seen by localisation microscopy."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from holly.data.table import Column

PIXEL = (1.0, 1e4)  # nm, of a camera, in the sample
PARTICLE = (1.0, 1e5)  # nm, the median width of particles
# In these limits a width without a unit is in nm: of particles so wide in camera pixels (40 nm or
# more each), in µm or in m, none would be narrower than 0.8 µm, and no fine structure.
ASSUMED = (20.0, 5e3)
DEPTH = (0.01, 30.0)  # of particles, times their width
PRECISION = (0.05, 300.0)  # nm, the median; what is less precise shows no particle
FIELD = (1.0, 1e6)  # nm, of a field of view; large chips see more than 100 µm
STRAY = 10.0  # times the median width
CORE = (1, 99)  # percentiles of the coordinates between which a field is as wide as it looks
NAMED = 5  # particles that a warning names
UNITS = "give units (nm, um, m or px)"

log = logging.getLogger(__name__)


def check_pixel(path: Path, size: float) -> None:
    """Raise InputError if a camera pixel cannot have this size, nm."""
    if not PIXEL[0] <= size <= PIXEL[1]:
        raise InputError(
            f"{path}: a camera pixel of {size:g} nm is not plausible; give nm_per_camera_pixel in "
            "nm, as in the sample"
        )


def check_particles(
    path: Path, names: Sequence[str], widths: Sequence[float], columns: Mapping[str, Column]
) -> None:
    """Check the widths of particles, nm, and name in the log those that are far too wide.

    Args:
        path: the file, for messages.
        names: of the particles.
        widths: the largest extent of each along an axis.
        columns: where x and y come from.

    Raises:
        InputError: the median width is outside PARTICLE or, if nothing says the unit, ASSUMED.
    """
    middle = float(np.median(widths))
    assumed = columns["x"].known == "assumed"
    low, high = ASSUMED if assumed else PARTICLE
    if not low <= middle <= high:
        raise InputError(
            f"{path}: its particles would be {middle:.3g} nm wide (the median), with "
            f"{columns['x']} as x; {UNITS if assumed else _remedy(columns['x'])}"
        )
    stray = [i for i, width in enumerate(widths) if width > STRAY * middle]
    if stray:
        some = ", ".join(f"{names[i]} ({widths[i]:.3g} nm)" for i in stray[:NAMED])
        log.warning(
            "%d of %d particles are more than %g times as wide as the median, %.3g nm: %s; remove "
            "their stray localisations, or let the curation reject them",
            *(len(stray), len(widths), STRAY, middle, some + (", …" if len(stray) > NAMED else "")),
        )


def check_field(path: Path, points: np.ndarray, columns: Mapping[str, Column]) -> None:
    """Check the extent of localisations [n, 2 or 3] of a field of view, nm.

    Raises:
        InputError: nothing says the unit, or the extent is outside FIELD.
    """
    if columns["x"].known == "assumed":
        raise InputError(f"{path}: nothing says the unit of {columns['x'].name!r}; {UNITS}")
    corners = np.percentile(points[:, :2], CORE, axis=0)  # a few strays do not count
    width = float(np.ptp(corners, axis=0).max())
    if not FIELD[0] <= width <= FIELD[1]:
        raise InputError(
            f"{path}: its localisations span {width:.3g} nm, with {columns['x']} as x; "
            f"{_remedy(columns['x'])}"
        )


def check_precision(path: Path, values: np.ndarray, columns: Mapping[str, Column]) -> None:
    """Raise InputError if the median of the precisions [n] above 0, nm, is outside PRECISION."""
    known = values[values > 0]
    middle = float(np.median(known)) if len(known) else PRECISION[0]
    if not PRECISION[0] <= middle <= PRECISION[1]:
        column = columns.get("precision") or columns["precision_x"]
        raise InputError(
            f"{path}: its localisations would be precise to {middle:.3g} nm (the median), with "
            f"{column}; correct its unit, or remove the column"
        )


def middle_half(points: np.ndarray) -> np.ndarray:
    """The range along each axis that holds the middle half of localisations [n, 2 or 3]."""
    return np.ptp(np.percentile(points, (25, 75), axis=0), axis=0)


def check_depths(path: Path, ranges: Sequence[np.ndarray]) -> None:
    """Raise InputError if z of particles cannot be in the unit of x and y.

    Args:
        path: the file, for messages.
        ranges: `middle_half` of each particle, because strays are frequent along z; those of 2D
            particles have no depth to check.
    """
    if not ranges or len(ranges[0]) == 2:
        return
    x, y, depth = np.median(ranges, axis=0)
    width = max(x, y)
    if width > 0 and not DEPTH[0] <= depth / width <= DEPTH[1]:
        raise InputError(
            f"{path}: half the localisations of a particle lie within {width:.3g} nm in the plane, "
            f"but within {depth:.3g} nm along z; correct the unit of z, or remove z to read it as "
            "2D"
        )


def _remedy(x: Column) -> str:
    if x.unit == "px":
        return "correct nm_per_camera_pixel"
    return "correct the unit" if x.known == "header" else UNITS
