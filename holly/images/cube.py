"""A folder of images: FITS cubes, one per sigma level, and index.csv, which says what they show.

A cube is float32, (images, rows, columns). Reading it needs only numpy, because training runs where
astropy is not installed.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from groundwork.errors import InputError
from groundwork.files import require, require_lines
from holly import __version__

if TYPE_CHECKING:
    import pandas as pd

REMEDY = "remove it and run the stage that writes it again"
INDEX = ("particle", "id", "rotation", "angle")  # columns of index.csv
AXES = 3  # of a cube
BLOCK, CARD = 2880, 80  # bytes of a FITS block and of a header card

Shape = tuple[int, int, int]  # images, rows, columns of a cube
Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class FitsHeader:
    """The primary header of a FITS file."""

    path: Path
    cards: dict[str, str]  # the value of each keyword, as written
    size: int  # bytes up to the data

    def number(self, keyword: str, kind: Callable[[str], Number]) -> Number:
        """The value of a card; InputError if it is missing or not a number."""
        try:
            return kind(self.cards[keyword])
        except KeyError:
            raise self.fault(f"no header card {keyword!r}") from None
        except ValueError as error:
            raise self.fault(f"unreadable header card {keyword!r} ({error})") from None

    def fault(self, text: str) -> InputError:
        """An error that names the file, this fault and the remedy."""
        return InputError(f"{self.path}: {text}; {REMEDY}")


def _open_fits(path: Path) -> tuple[np.memmap, FitsHeader]:
    """Memory-map an image of three axes: big-endian float32, read-only, and its header.

    The first axis varies slowest. A file that is truncated or no such image is an InputError.
    """
    header = _fits_header(require(path, REMEDY))
    kind = header.number("BITPIX", int), header.number("NAXIS", int)
    if kind != (-32, AXES):
        raise header.fault(
            f"BITPIX {kind[0]}, NAXIS {kind[1]}, not a float32 image of {AXES} axes (-32, {AXES})"
        )
    shape = tuple(header.number(f"NAXIS{axis}", int) for axis in range(AXES, 0, -1))
    if min(shape) < 1:
        raise header.fault(f"holds no pixels (shape {shape})")
    missing = header.size + 4 * math.prod(shape) - path.stat().st_size
    if missing > 0:
        raise header.fault(f"truncated, {missing} bytes are missing")
    return np.memmap(path, ">f4", "r", header.size, shape), header


def _fits_header(path: Path) -> FitsHeader:
    cards = {}
    with path.open("rb") as file:
        if file.read(9) != b"SIMPLE  =":
            raise InputError(f"{path}: not a FITS file; {REMEDY}")
        file.seek(0)
        while card := file.read(CARD).decode("ascii", "replace"):
            if card.rstrip() == "END":
                return FitsHeader(path, cards, -(-file.tell() // BLOCK) * BLOCK)
            cards[card[:8].rstrip()] = card[10:].split("/")[0].strip()
    raise InputError(f"{path}: truncated, the header has no end; {REMEDY}")


@dataclass(frozen=True)
class CubeHeader:
    """What a cube says about its images."""

    sigma: float  # of the Gaussians, pixels
    nm_per_pixel: float  # nan if unknown
    seed: int  # of the random part of the stage that wrote it; 0 if nothing is random


def cube_path(folder: Path, sigma: float) -> Path:
    """The path of the cube of a sigma level (pixels) in a folder of cubes."""
    return Path(folder) / f"sigma_{sigma:g}.fits"


def open_cube(path: Path) -> tuple[np.memmap, CubeHeader]:
    """Memory-map a cube: big-endian float32 [P, H, W], read-only, and its header.

    Raises:
        InputError: missing, truncated, not FITS, or not a cube of this program.
    """
    images, header = _open_fits(Path(path))
    known = "NMPERPX" in header.cards
    return images, CubeHeader(
        sigma=header.number("SIGMA", float),
        nm_per_pixel=header.number("NMPERPX", float) if known else math.nan,
        seed=header.number("SEED", int),
    )


def image_width(folder: Path) -> int:
    """The width in pixels of the images in a folder of cubes; InputError if it holds none."""
    cube = next(iter(sorted(Path(folder).glob("sigma_*.fits"))), None)
    if cube is None:
        raise InputError(f"{folder}: no cube sigma_*.fits; run the stage that writes it")
    return open_cube(cube)[0].shape[2]


def cube_header(shape: Shape, header: CubeHeader) -> bytes:
    """The block of bytes that comes before the images of a cube."""
    from astropy.io.fits import Header

    cards = [
        ("SIMPLE", True, "FITS standard"),
        ("BITPIX", -32, "float32"),
        ("NAXIS", 3, "image, row, column"),
        ("NAXIS1", shape[2], "columns"),
        ("NAXIS2", shape[1], "rows"),
        ("NAXIS3", shape[0], "images"),
        ("SIGMA", header.sigma, "[pixel] of the Gaussians"),
    ]
    if not math.isnan(header.nm_per_pixel):  # a card cannot hold nan
        cards.append(("SIGMANM", header.sigma * header.nm_per_pixel, "[nm] of the Gaussians"))
        cards.append(("NMPERPX", header.nm_per_pixel, "[nm/pixel] scale"))
    cards.append(("SEED", header.seed, "of the random numbers"))
    cards.append(("CODE", f"holly {__version__}", "written by"))
    return Header(cards).tostring().encode("ascii")


def write_index(
    folder: Path, particles: Sequence[int], ids: Sequence[int], angles: np.ndarray
) -> None:
    """Write `folder`/index.csv: a row per image, all R rotations of a particle together.

    `particles` [P] are numbers in the localisations or among the stacks used, `ids` [P] those in
    the source, and `angles` [P, R] in-plane rotations in radians, anticlockwise with y up.
    """
    import pandas as pd

    count, rotations = angles.shape
    values = (
        np.repeat(particles, rotations),
        np.repeat(ids, rotations),
        np.tile(np.arange(rotations), count),
        angles.ravel(),
    )
    table = pd.DataFrame(dict(zip(INDEX, values, strict=True)))
    table.to_csv(Path(folder) / "index.csv", index=False, lineterminator="\n")


def read_index(folder: Path) -> "pd.DataFrame":
    """A row per image: particle, id, rotation, angle (radians); InputError if there is no index."""
    import pandas as pd

    path = require_lines(Path(folder) / "index.csv", "run the stage that writes it")
    try:
        table = pd.read_csv(path)[list(INDEX)].astype({"particle": int, "angle": float})
    except (KeyError, ValueError, OverflowError) as error:
        raise InputError(f"{path}: not an index of images ({error}); {REMEDY}") from error
    if table.empty:
        raise InputError(f"{path}: names no images; {REMEDY}")
    return table
