"""FITS images, read with numpy only: training runs where astropy is not installed."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from groundwork.errors import InputError
from groundwork.files import require

Number = TypeVar("Number", int, float)

BLOCK, CARD = 2880, 80  # bytes of a FITS block and of a header card


@dataclass(frozen=True)
class FitsHeader:
    """The primary header of a file: the value of each keyword, as written."""

    path: Path
    cards: dict[str, str]
    size: int  # bytes up to the data
    remedy: str  # what a user can do if the file is not as it should be

    def number(self, keyword: str, kind: Callable[[str], Number]) -> Number:
        """The value of a card.

        Raises:
            InputError: no such card, or not a number.
        """
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
    header = _header(require(path, remedy), remedy)
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


def _header(path: Path, remedy: str) -> FitsHeader:
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
