"""Stacks of images as FITS cubes: one file per sigma level, float32, (images, rows, columns).

Reading needs only numpy, because training runs where astropy is not installed.
"""

import math
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from groundwork.errors import InputError
from groundwork.files import require
from holly import __version__

REMEDY = "remove it and run the stage that writes it again"
BLOCK, CARD = 2880, 80  # bytes of a FITS block and of a header card

Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class FitsHeader:
    """The primary header of a FITS file."""

    path: Path
    cards: dict[str, str]  # the value of each keyword, as written
    size: int  # bytes up to the data
    remedy: str  # what a user can do if the file is not as it should be

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
        return InputError(f"{self.path}: {text}; {self.remedy}")


def open_fits(path: Path, axes: int, remedy: str) -> tuple[np.memmap, FitsHeader]:
    """Memory-map an image of so many axes: big-endian float32, read-only, and its header.

    The order of the axes is that of numpy: the first of them varies slowest.

    Raises:
        InputError: missing, not FITS, truncated, or not such an image.
    """
    header = _fits_header(require(path, remedy), remedy)
    kind = header.number("BITPIX", int), header.number("NAXIS", int)
    if kind != (-32, axes):
        raise header.fault(
            f"BITPIX {kind[0]}, NAXIS {kind[1]}, not a float32 image of {axes} axes (-32, {axes})"
        )
    shape = tuple(header.number(f"NAXIS{axis}", int) for axis in range(axes, 0, -1))
    if min(shape) < 1:
        raise header.fault(f"holds no pixels (shape {shape})")
    missing = header.size + 4 * math.prod(shape) - path.stat().st_size
    if missing > 0:
        raise header.fault(f"truncated, {missing} bytes are missing")
    return np.memmap(path, ">f4", "r", header.size, shape), header


def _fits_header(path: Path, remedy: str) -> FitsHeader:
    cards = {}
    with path.open("rb") as file:
        if file.read(9) != b"SIMPLE  =":
            raise InputError(f"{path}: not a FITS file; {remedy}")
        file.seek(0)
        while card := file.read(CARD).decode("ascii", "replace"):
            if card.rstrip() == "END":
                return FitsHeader(path, cards, -(-file.tell() // BLOCK) * BLOCK, remedy)
            cards[card[:8].rstrip()] = card[10:].split("/")[0].strip()
    raise InputError(f"{path}: truncated, the header has no end; {remedy}")


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
    images, header = open_fits(Path(path), 3, REMEDY)
    known = "NMPERPX" in header.cards
    return images, CubeHeader(
        sigma=header.number("SIGMA", float),
        nm_per_pixel=header.number("NMPERPX", float) if known else math.nan,
        seed=header.number("SEED", int),
    )


def image_width(folder: Path) -> int:
    """The width in pixels of the images in a folder of cubes.

    Raises:
        InputError: there is no cube, or the first one is damaged.
    """
    cube = next(iter(sorted(Path(folder).glob("sigma_*.fits"))), None)
    if cube is None:
        raise InputError(f"{folder}: no cube sigma_*.fits; run the stage that writes it")
    return open_cube(cube)[0].shape[2]


class Cube:
    """A cube that grows by blocks of images; it can be read once it is finished."""

    def __init__(
        self, path: Path, shape: tuple[int, int, int], header: CubeHeader, done: int = 0
    ) -> None:
        """Begin a cube of `shape` (P, H, W), or continue one after `done` images.

        Raises:
            InputError: it holds fewer images.
        """
        self.path, self.shape, self.count = path, shape, done
        head = _cube_header(shape, header)
        end = len(head) + self.bytes(done)
        if done and path.stat().st_size < end:
            raise InputError(f"{path}: truncated since it was written; remove {path.parent.parent}")
        self._file = path.open("r+b" if done else "wb")
        if not done:
            self._file.write(head)
        self._file.seek(end)
        self._file.truncate()

    def append(self, block: np.ndarray) -> None:
        """Add images [b, H, W]; ValueError if they have another size or are too many."""
        self.count += len(block)
        if block.shape[1:] != self.shape[1:] or self.count > self.shape[0]:
            raise ValueError(f"{self.path}: image {self.count} of {block.shape} in {self.shape}")
        self._file.write(block.astype(">f4", order="C").data)

    def bytes(self, images: int) -> int:
        """The size of so many images."""
        return 4 * images * math.prod(self.shape[1:])

    def sync(self) -> None:
        """Wait until the appended images are on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def finish(self) -> None:
        """Complete the file on the disk; ValueError if images are missing."""
        if self.count != self.shape[0]:
            raise ValueError(f"{self.path}: {self.count} images written of {self.shape[0]}")
        self._file.write(bytes(-self._file.tell() % BLOCK))
        self.sync()

    def close(self) -> None:
        """Close the file as it is."""
        with suppress(OSError):  # of bytes that did not fit: already reported
            self._file.close()


def _cube_header(shape: tuple[int, int, int], header: CubeHeader) -> bytes:
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
