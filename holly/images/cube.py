"""Image stacks as FITS cubes: one file a sigma level, float32, (images, rows, columns).

Beside the cubes of training images lies index.csv, which says what each image shows. Reading
needs numpy and pandas alone, so that training runs where astropy is absent.
"""

import contextlib
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file, require, require_lines
from holly import __version__

if TYPE_CHECKING:
    from astropy.io.fits import Header
    from pandas import DataFrame

BLOCK, CARD = 2880, 80  # bytes of a FITS block and of a header card
REMEDY = "remove it and run the stage that writes it again"
INDEX = ("particle", "id", "rotation", "angle")  # columns of index.csv


@dataclass(frozen=True)
class CubeHeader:
    """What a cube says about its images."""

    sigma: float  # of the Gaussians, pixels
    nm_per_pixel: float  # nan if unknown
    seed: int  # of the random part of the stage that wrote it; 0 where nothing is random


def cube_path(folder: Path, sigma: float) -> Path:
    """Where the cube of a sigma level (pixels) lies in a folder of cubes."""
    return Path(folder) / f"sigma_{sigma:g}.fits"


def write_cube(
    path: Path, blocks: Iterable[np.ndarray], shape: tuple[int, int, int], header: CubeHeader
) -> None:
    """Write blocks of images [b, H, W] as one cube of `shape` (P, H, W), written aside.

    Raises:
        InputError: the disk is full or will not be written to.
        ValueError: the blocks are not P images of H x W.
    """
    with atomic_file(path) as scratch:
        cube = Cube(scratch, shape, header)
        try:
            for block in blocks:
                cube.append(block)
            cube.finish()
        finally:
            cube.close()


class Cube:
    """A cube that grows by blocks of images; whole, and readable, when it is finished."""

    def __init__(
        self, path: Path, shape: tuple[int, int, int], header: CubeHeader, done: int = 0
    ) -> None:
        """Begin a cube of `shape` (P, H, W) at `path`, or continue one behind `done` images.

        Raises:
            InputError: it cannot be written, or holds fewer images.
        """
        self.path, self.shape, self.count = path, shape, done
        with _disk(path):
            head = _fits_header(shape, header).tostring().encode("ascii")
            end = len(head) + self.bytes(done)
            if done and path.stat().st_size < end:
                raise InputError(f"{path}: cut since it was written; remove {path.parent.parent}")
            self._file = path.open("r+b" if done else "wb")
            if not done:
                self._file.write(head)
            self._file.seek(end)
            self._file.truncate()

    def append(self, block: np.ndarray) -> None:
        """Add images [b, H, W].

        Raises:
            InputError: the disk is full or will not be written to.
            ValueError: images of another size, or too many.
        """
        self.count += len(block)
        if block.shape[1:] != self.shape[1:] or self.count > self.shape[0]:
            raise ValueError(f"{self.path}: image {self.count} of {block.shape} in {self.shape}")
        with _disk(self.path):
            self._file.write(block.astype(">f4", order="C").data)

    def bytes(self, images: int) -> int:
        """What so many images take."""
        return 4 * images * math.prod(self.shape[1:])

    def flush(self) -> None:
        """Hand what was appended over to the system."""
        with _disk(self.path):
            self._file.flush()

    def sync(self) -> None:
        """Wait until what was flushed is on the disk."""
        with _disk(self.path):
            os.fsync(self._file.fileno())

    def finish(self) -> None:
        """Complete the file on the disk.

        Raises:
            InputError: the disk is full or will not be written to.
            ValueError: images are missing.
        """
        if self.count != self.shape[0]:
            raise ValueError(f"{self.path}: {self.count} images written of {self.shape[0]}")
        with _disk(self.path):
            self._file.write(bytes(-self._file.tell() % BLOCK))
        self.flush()
        self.sync()

    def close(self) -> None:
        """Let go of the file, as it is."""
        with contextlib.suppress(OSError):  # of bytes that did not fit, which was said
            self._file.close()


def image_width(folder: Path) -> int:
    """Width in pixels of the images in a folder of cubes.

    Raises:
        InputError: there is no cube, or the first one is broken.
    """
    cube = next(iter(sorted(Path(folder).glob("sigma_*.fits"))), None)
    if cube is None:
        raise InputError(f"{folder}: no cube sigma_*.fits; run the stage that writes it")
    return open_cube(cube)[0].shape[2]


def open_cube(path: Path) -> tuple[np.ndarray, CubeHeader]:
    """Memory-map a cube: big-endian float32 [P, H, W], read-only, and its header.

    Raises:
        InputError: missing, truncated, not FITS, or not a cube of this program.
    """
    path = require(path, "run the stage that writes it")
    cards, offset = read_cards(path)
    try:
        if int(cards["BITPIX"]) != -32 or int(cards["NAXIS"]) != 3:
            raise InputError(
                f"{path}: BITPIX {cards['BITPIX']}, NAXIS {cards['NAXIS']}, not a float32 cube "
                f"(-32, 3); {REMEDY}"
            )
        shape = tuple(int(cards[f"NAXIS{axis}"]) for axis in (3, 2, 1))
        header = CubeHeader(
            sigma=float(cards["SIGMA"]),
            nm_per_pixel=float(cards.get("NMPERPX", "nan")),
            seed=int(cards["SEED"]),
        )
    except KeyError as error:
        raise InputError(f"{path}: no header card {error}; {REMEDY}") from error
    except ValueError as error:
        raise InputError(f"{path}: unreadable header card ({error}); {REMEDY}") from error
    if min(shape) < 1:
        raise InputError(f"{path}: holds no images (shape {shape}); {REMEDY}")
    missing = offset + 4 * math.prod(shape) - path.stat().st_size
    if missing > 0:
        raise InputError(f"{path}: truncated, {missing} bytes are missing; {REMEDY}")
    return np.memmap(path, ">f4", "r", offset, shape), header


def write_index(
    folder: Path, particles: Sequence[int], ids: Sequence[int], angles: np.ndarray
) -> None:
    """Write `folder`/index.csv: a row an image, all R rotations of a particle together.

    Args:
        folder: of the cubes.
        particles: [P], number of each particle in its localisations or among the stacks used.
        ids: [P], number of each particle in its source.
        angles: [P, R], in-plane rotations, radians, anticlockwise with y up.
    """
    from pandas import DataFrame

    count, rotations = angles.shape
    DataFrame(
        {
            "particle": np.repeat(particles, rotations),
            "id": np.repeat(ids, rotations),
            "rotation": np.tile(np.arange(rotations), count),
            "angle": angles.ravel(),
        },
    ).to_csv(Path(folder) / "index.csv", index=False, lineterminator="\n")


def read_index(folder: Path) -> "DataFrame":
    """The table of `folder`/index.csv: particle, id, rotation, angle (radians) of each image.

    Raises:
        InputError: missing, empty, or not such a table.
    """
    from pandas import read_csv

    path = require_lines(Path(folder) / "index.csv", "run the stage that writes it")
    try:
        table = read_csv(path)[list(INDEX)].astype({"particle": int, "angle": float})
    except (KeyError, ValueError, OverflowError) as error:
        raise InputError(f"{path}: not an index of images ({error}); {REMEDY}") from error
    if table.empty:
        raise InputError(f"{path}: names no images; {REMEDY}")
    return table


def read_cards(path: Path) -> tuple[dict[str, str], int]:
    """Keyword to value, as written, of a primary FITS header, and the bytes the header takes.

    Raises:
        InputError: not FITS, or cut within the header.
    """
    cards = {}
    with path.open("rb") as file:
        if file.read(9) != b"SIMPLE  =":
            raise InputError(f"{path}: not a FITS file; {REMEDY}")
        file.seek(0)
        while card := file.read(CARD).decode("ascii", "replace"):
            if card.rstrip() == "END":
                return cards, -(-file.tell() // BLOCK) * BLOCK
            cards[card[:8].rstrip()] = card[10:].split("/")[0].strip()
    raise InputError(f"{path}: truncated, the header has no end; {REMEDY}")


@contextlib.contextmanager
def _disk(path: Path) -> Iterator[None]:
    """Name the file where writing to it fails; numpy says neither which nor why."""
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
