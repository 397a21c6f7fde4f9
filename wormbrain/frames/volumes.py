"""The volumes of a source, by the numbers of their frames: some channels and planes of each."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from wormbrain.frames.open import open_source
from wormbrain.frames.source import FrameError, Source, chosen_channels, chosen_planes

FEWEST = 2  # planes


@dataclass(frozen=True)
class Reading:
    """How the volumes of a source are read.

    Attributes:
        dataset: see wormbrain.frames.open.
        axes: likewise.
        channels: names of those that are read, in this order; all if None.
        planes: the first and the last one that are read, counted from 0; all if None.
    """

    dataset: str | None = None
    axes: str | None = None
    channels: Sequence[str] | None = None
    planes: tuple[int, int] | None = None


class Volumes:
    """The volumes of an open source; `volumes[number]` is that [C, D, H, W] of a frame.

    Args:
        source: open.
        reading: which channels and planes are read.

    Raises:
        InputError: no such channels or planes, or fewer than two planes; on access: there is no
            such frame, or it is damaged.

    Attributes:
        channels: names.
        size: planes, height and width.
        numbers: of the frames, increasing.
    """

    def __init__(self, source: Source, reading: Reading) -> None:
        self._source, self._kept = source, chosen_channels(source, reading.channels)
        self._first, last = chosen_planes(source, reading.planes)
        self._end = last + 1
        self.path, self.numbers = source.path, source.numbers
        self.channels = tuple(source.channels[i] for i in self._kept)
        self.size = (self._end - self._first, *source.shape[2:])
        self.dtype = source.dtype
        self._indices = {number: index for index, number in enumerate(source.numbers)}
        if self.size[0] < FEWEST:
            raise InputError(f"{self.path}: {self.size[0]} plane; a volume has {FEWEST} or more")

    def __getitem__(self, number: int) -> np.ndarray:
        if number not in self._indices:
            raise InputError(f"{self.path}: no frame {number}; give one that is in the file")
        try:
            volume = self._source.read(self._indices[number])
        except FrameError as error:
            raise InputError(f"{self.path}: frame {number}: {error}; copy the file again") from None
        if volume.shape != self._source.shape:
            raise InputError(
                f"{self.path}: frame {number} has shape {volume.shape}, where "
                f"{self._source.shape} is usual; leave it out"
            )
        if not np.isfinite(volume).all():
            raise InputError(f"{self.path}: frame {number} is not finite; mend the source")
        return volume[self._kept, self._first : self._end]


@contextmanager
def open_volumes(path: Path, reading: Reading) -> Iterator[Volumes]:
    """The volumes of a source, open within a `with` block.

    Raises:
        InputError: as of `open_source` and `Volumes`.
    """
    with open_source(path, reading.axes, reading.dataset) as source:
        yield Volumes(source, reading)
