"""FITS images of any type of number, plain or packed by gzip, with their scaling applied."""

import gzip
import math
import re
import warnings
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from groundwork.errors import InputError
from groundwork.files import format_bytes, require
from groundwork.formats.hdf5 import RATIO

if TYPE_CHECKING:
    from astropy.io.fits import HDUList

AXES = re.compile(rb"NAXIS   = {0,20}(\d{4,20})")
MOST_AXES = 999  # of the FITS standard 4.0, section 4.4.1
SUFFIXES = (".fits", ".fit", ".fts", ".fits.gz", ".fit.gz", ".fts.gz")


def is_fits(path: Path) -> bool:
    """Whether a file is named as FITS files are."""
    return path.name.lower().endswith(SUFFIXES)


def read_fits(path: Path) -> np.ndarray:
    """The first image in a FITS file, first axis slowest: BSCALE times the values, plus BZERO.

    Raises:
        InputError: damaged, cut off, without an image, or more pixels declared than it holds.
    """
    from astropy.io import fits
    from astropy.utils.exceptions import AstropyWarning

    content = _unpacked(require(path, "copy it again"))
    try:
        _check_axes(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AstropyWarning)  # what matters is checked here
            with fits.open(BytesIO(content), memmap=False, lazy_load_hdus=True) as opened:
                image = _image(opened, len(content))
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except Exception as error:  # astropy raises many types for a damaged file
        raise InputError(f"{path}: unreadable FITS ({error!r:.80}); copy it again") from error
    return image


def _check_axes(content: bytes) -> None:
    """Refuse a header that declares more axes than the standard allows: astropy asks for each."""
    for found in AXES.finditer(content):
        if int(found[1]) > MOST_AXES:
            raise InputError(f"declares {int(found[1]):,} axes; copy it again")


def _image(opened: "HDUList", size: int) -> np.ndarray:
    """The first image among the parts of an open file."""
    from astropy.io import fits

    for part in opened:
        if not isinstance(part, fits.PrimaryHDU | fits.ImageHDU):
            raise InputError("its first image is packed or a table; save it as a plain image")
        if part.header["NAXIS"]:
            declared = math.prod(part.shape) * abs(part.header["BITPIX"]) // 8
            if not 0 < declared <= size:
                raise InputError(
                    f"declares {format_bytes(declared)} of pixels in {format_bytes(size)}; copy it "
                    "again"
                )
            return np.asarray(part.data)
    raise InputError("holds no image; give another file")


def _unpacked(path: Path) -> bytes:
    """The content of a file, unpacked if it was packed by gzip."""
    content = path.read_bytes()
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.open(BytesIO(content)) as file:
            unpacked = file.read(RATIO * len(content) + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: damaged gzip ({error}); copy it again") from None
    if len(unpacked) > RATIO * len(content):
        raise InputError(f"{path}: unpacks to more than {RATIO} times its size; copy it again")
    return unpacked
