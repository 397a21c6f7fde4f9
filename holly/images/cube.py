"""A stack of images as a FITS cube: one file per sigma level, float32, (images, rows, columns)."""

import contextlib
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from groundwork.errors import InputError
from holly import __version__
from holly.images.fits import BLOCK, open_fits

if TYPE_CHECKING:
    from astropy.io.fits import Header

REMEDY = "remove it and run the stage that writes it again"


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
        """Begin a cube of `shape` (P, H, W) at `path`, or continue one after `done` images.

        Raises:
            InputError: it cannot be written, or holds fewer images.
        """
        self.path, self.shape, self.count = path, shape, done
        with _disk(path):
            head = _fits_header(shape, header).tostring().encode("ascii")
            end = len(head) + self.bytes(done)
            if done and path.stat().st_size < end:
                raise InputError(
                    f"{path}: truncated since it was written; remove {path.parent.parent}"
                )
            self._file = path.open("r+b" if done else "wb")
            if not done:
                self._file.write(head)
            self._file.seek(end)
            self._file.truncate()

    def append(self, block: np.ndarray) -> None:
        """Add images [b, H, W].

        Raises:
            InputError: the disk is full or cannot be written.
            ValueError: images of another size, or too many.
        """
        self.count += len(block)
        if block.shape[1:] != self.shape[1:] or self.count > self.shape[0]:
            raise ValueError(f"{self.path}: image {self.count} of {block.shape} in {self.shape}")
        with _disk(self.path):
            self._file.write(block.astype(">f4", order="C").data)

    def bytes(self, images: int) -> int:
        """The size of so many images."""
        return 4 * images * math.prod(self.shape[1:])

    def flush(self) -> None:
        """Hand the appended images over to the operating system."""
        with _disk(self.path):
            self._file.flush()

    def sync(self) -> None:
        """Wait until what was flushed is on the disk."""
        with _disk(self.path):
            os.fsync(self._file.fileno())

    def finish(self) -> None:
        """Complete the file on the disk.

        Raises:
            InputError: the disk is full or cannot be written.
            ValueError: images are missing.
        """
        if self.count != self.shape[0]:
            raise ValueError(f"{self.path}: {self.count} images written of {self.shape[0]}")
        with _disk(self.path):
            self._file.write(bytes(-self._file.tell() % BLOCK))
        self.flush()
        self.sync()

    def close(self) -> None:
        """Close the file as it is."""
        with contextlib.suppress(OSError):  # of bytes that did not fit: already reported
            self._file.close()


@contextlib.contextmanager
def _disk(path: Path) -> Iterator[None]:
    """Name the file if writing to it fails; numpy's error does not."""
    try:
        yield
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error}); make room on the disk") from error


def _fits_header(shape: tuple[int, int, int], header: CubeHeader) -> "Header":
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
    return Header(cards)
