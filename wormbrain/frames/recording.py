"""The canonical recording: one HDF5 file of images [T, C, H, W], whatever the source was.

`frames` [T, C, H, W] has the type of the source's pixels and one chunk per image and channel,
each with a checksum. `number` [T] holds the source's frame numbers, `left_out` those of frames
that were damaged. Of an aligned recording, `lost` [T] says which frames could not be aligned.
Attributes describe the rest.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file, require
from groundwork.formats.hdf5 import checked, creating, member, reading
from wormbrain.frames.intensity import used_range

FORMAT = "wormbrain recording 1"
LOST = "lost"
REMEDY = "make it again with `python -m wormbrain frames`"
FAULTS = (OSError, RuntimeError, KeyError, AttributeError, TypeError, ValueError)  # of h5py


@dataclass(frozen=True)
class Description:
    """What a recording shows and where it comes from."""

    channels: tuple[str, ...]
    source: str = ""
    projection: str = "none"  # or "max" or "mean": over the planes of each volume
    planes: tuple[int, int] = (0, 0)  # the first and last plane that were projected


def is_recording(path: Path) -> bool:
    """Whether a path is that of a recording, which may still be damaged."""
    try:
        with reading(path) as file:
            return plain_attributes(file)["format"] == FORMAT.encode()
    except FAULTS:
        return False


class Recording:
    """A recording that is open for reading; `recording[i]` is the image [C, H, W] at index i.

    Raises:
        InputError: the file is missing, truncated or not a recording; on access: that image is
            damaged.
    """

    number: np.ndarray  # [T], the source's numbers of the frames, increasing
    left_out: np.ndarray  # the numbers of the frames that the source has damaged
    lost: np.ndarray  # [T], whether each frame is blank because its alignment failed
    channels: tuple[str, ...]
    size: tuple[int, int]  # height and width
    dtype: np.dtype
    projection: str
    planes: tuple[int, int]
    source: str
    bit_depth: int  # the bits that the values need: 12 for a camera of 12 bits in a file of 16
    used_range: float  # see wormbrain.frames.intensity.used_range; the median over all frames

    def __init__(self, path: Path) -> None:
        self.path = require(path, REMEDY)
        try:
            self._file = reading(path)
        except OSError:
            raise self._damaged() from None
        try:
            complete = self._open()
        except FAULTS:
            complete = False
        if not complete:
            self.close()
            raise self._damaged()

    def _open(self) -> bool:
        """Read everything but the images; whether it fits together."""
        file, attributes = self._file, plain_attributes(self._file)
        self.bit_depth, self.used_range = int(attributes["bit_depth"]), attributes["used_range"]
        self.projection = attributes["projection"].decode()
        self.planes = tuple(map(int, attributes["planes"]))
        self.source = attributes["source"].decode()
        self.channels = tuple(name.decode() for name in attributes["channels"])
        self._frames = checked(member(file, "frames"))
        self.number, self.left_out = (
            checked(member(file, name))[()] for name in ("number", "left_out")
        )
        count, channels, *size = self._frames.shape
        lost = member(file, LOST)
        self.lost = np.zeros(count, bool) if lost is None else checked(lost)[()] != 0
        self.size, self.dtype = (size[0], size[1]), self._frames.dtype
        return (
            attributes["format"] == FORMAT.encode()
            and self._frames.chunks == (1, 1, *self.size)
            and self._frames.id.get_num_chunks() == count * channels > 0
            and self._frames.id.get_storage_size() >= self._frames.nbytes
            and len(self.channels) == channels
            and self.number.shape == self.lost.shape == (count,)
            and self.number.dtype.kind == self.left_out.dtype.kind == "i"
            and bool((np.diff(self.number) > 0).all())
            and self.dtype.kind in "iuf"
            and np.isfinite(self.used_range)
        )

    def __len__(self) -> int:
        return len(self.number)

    def __getitem__(self, index: int) -> np.ndarray:
        index = range(len(self))[index]
        try:
            return self._frames[index]
        except OSError:
            raise InputError(
                f"{self.path}: frame {self.number[index]} is damaged; {REMEDY}"
            ) from None

    def index(self, number: int) -> int:
        """The index of the frame with this number.

        Raises:
            InputError: there is none.
        """
        where = np.flatnonzero(self.number == number)
        if not len(where):
            first, last = self.number[0], self.number[-1]
            raise InputError(f"{self.path}: no frame {number}; choose among {first} to {last}")
        return int(where[0])

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> "Recording":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _damaged(self) -> InputError:
        return InputError(f"{self.path}: not a complete recording; {REMEDY}")


class RecordingWriter:
    """Writes images one by one to an open file."""

    def __init__(self, file: h5py.File) -> None:
        self._file = file
        self.numbers: list[int] = []
        self._ranges: list[float] = []
        self._largest = 0

    def append(self, number: int, image: np.ndarray) -> None:
        """Add the image [C, H, W] of the source's frame `number`."""
        self._ranges.append(used_range(image))  # first, while another thread may read with h5py
        self._largest = max(self._largest, _magnitude(image))
        if not self.numbers:
            self._file.create_dataset(
                "frames",
                (0, *image.shape),
                image.dtype,
                maxshape=(None, *image.shape),
                chunks=(1, 1, *image.shape[1:]),
                fletcher32=True,
            )
        frames = self._file["frames"]
        frames.resize(len(self.numbers) + 1, axis=0)
        frames[-1] = image
        self.numbers.append(int(number))

    def drop(self, numbers: Sequence[int]) -> None:
        """Remove images that were added."""
        frames, kept = self._file["frames"], [n not in set(numbers) for n in self.numbers]
        for new, old in enumerate(np.flatnonzero(kept)):
            if new != old:
                frames[new] = frames[old]
        frames.resize(sum(kept), axis=0)
        self.numbers = [n for n, keep in zip(self.numbers, kept, strict=True) if keep]

    def note_lost(self, lost: np.ndarray) -> None:
        """Note whether each frame is lost, [T]."""
        self._file[LOST] = lost.astype(np.uint8)

    def finish(self, description: Description, left_out: Sequence[int]) -> None:
        """Write everything but the images."""
        self._file["number"] = np.array(self.numbers, np.int64)
        self._file["left_out"] = np.array(sorted(left_out), np.int64)
        self._file.attrs.update(
            format=np.bytes_(FORMAT),
            channels=np.array([name.encode() for name in description.channels]),
            source=np.bytes_(description.source.encode()),
            projection=np.bytes_(description.projection),
            planes=description.planes,
            bit_depth=_bit_depth(self._file["frames"].dtype, self._largest),
            used_range=float(np.median(self._ranges)),
        )


@contextmanager
def writing(
    path: Path, description: Description, left_out: Sequence[int] = ()
) -> Iterator[RecordingWriter]:
    """Give a writer; the file appears when the block ends without an error.

    `left_out` may be a list to which the block adds numbers.

    Raises:
        InputError: another process writes this file, or the disk is full.
    """
    with atomic_file(path) as scratch, creating(scratch) as file:
        writer = RecordingWriter(file)
        yield writer
        writer.finish(description, left_out)


def plain_attributes(file: h5py.File) -> dict[str, Any]:
    """The attributes of a file, except those of variable length, which are unsafe to read."""
    kinds = {name: file.attrs.get_id(name).dtype for name in file.attrs}
    return {name: file.attrs[name] for name, kind in kinds.items() if not kind.hasobject}


def _magnitude(image: np.ndarray) -> int:
    """The largest absolute value of an image of integers; 0 for one of floats."""
    return max(int(image.max()), -int(image.min())) if image.dtype.kind in "iu" else 0


def _bit_depth(dtype: np.dtype, largest: int) -> int:
    """The bits of the values; integers of 16 or more bits often use fewer than their type has."""
    if dtype.kind == "f" or dtype.itemsize == 1:
        return 8 * dtype.itemsize
    return largest.bit_length()
