"""What all sources of images have in common: numbered frames, each a volume [C, Z, H, W].

A source gives its frames one after another and says what is wrong with any of them; it does not
decide what happens then (wormbrain.frames.convert does).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.errors import InputError

AXES = "TCZYX"  # time, channel, depth, height, width
COLOURS = ("red", "green", "blue", "alpha")
SPARSEST = 100  # numbers per frame; frames numbered more sparsely are not frames of a recording
TYPES = "iuf"  # kinds of pixels: integers and floats


class FrameError(Exception):
    """What is wrong with one frame, in words that follow its number."""


@dataclass(frozen=True)
class Frame:
    """A frame of a source: its number and either its volume or what is wrong with it."""

    number: int
    volume: np.ndarray | None  # [C, Z, H, W]
    fault: str = ""


@dataclass
class Source:
    """A recording as it is stored; use it in a `with` statement.

    Attributes:
        path: of the file or folder.
        channels: names of the channels.
        numbers: of the frames that are there, increasing.
        missing: numbers of frames that should be there too.
        shape: [C, Z, H, W] of a frame; frames of another shape are faulty.
        dtype: of the pixels.
        read: gives the volume of the frame at an index of `numbers`, or raises FrameError.
        closing: what is closed with the source.
    """

    path: Path
    channels: tuple[str, ...]
    numbers: Sequence[int]
    missing: Sequence[int]
    shape: tuple[int, ...]
    dtype: np.dtype
    read: Callable[[int], np.ndarray]
    closing: ExitStack = field(default_factory=ExitStack)

    def frames(self) -> Iterator[Frame]:
        """All frames in order; the missing ones come last."""
        for index, number in enumerate(self.numbers):
            try:
                yield Frame(number, self.read(index))
            except FrameError as error:
                yield Frame(number, None, str(error))
        for number in self.missing:
            yield Frame(number, None, "missing")

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.close()


def check_axes(axes: str, where: str) -> str:
    """The axes in capitals.

    Raises:
        InputError: not distinct letters of TCZYX that include Y and X.
    """
    capitals = axes.upper()
    if len(set(capitals)) < len(capitals) or not {"Y", "X"} <= set(capitals) <= set(AXES):
        raise InputError(
            f"{where}: axes {axes!r}; give one letter for each axis, in the order of the file: "
            "T time, C channel, Z depth, Y height, X width"
        )
    return capitals


def arranged(array: np.ndarray, axes: str) -> np.ndarray:
    """An array with these axes, without T, as a volume [C, Z, H, W]."""
    present = [axis for axis in "CZYX" if axis in axes]
    array = array.transpose([axes.index(axis) for axis in present])
    absent = [number for number, axis in enumerate("CZYX") if axis not in axes]
    return np.expand_dims(array, absent)


def from_array(
    path: Path, axes: str, shape: Sequence[int], dtype: np.dtype, read: Callable[[int], np.ndarray]
) -> Source:
    """The source of one array with the axes `axes`; `read` gives its part at one time.

    Raises:
        InputError: no time axis, or not as many axes as the array has.
    """
    if "T" not in axes:
        raise InputError(
            f"{path}: axes {axes} without T; give `wormbrain frames` --axes with one that is time"
        )
    if len(axes) != len(shape):
        raise InputError(f"{path}: axes {axes} for an array of shape {tuple(shape)}")
    rest = axes.replace("T", "")
    sizes = [shape[axes.index(axis)] if axis in axes else 1 for axis in AXES]
    if 0 in sizes:
        raise InputError(f"{path}: an array of shape {tuple(shape)}, without pixels")

    def volume(index: int) -> np.ndarray:
        return arranged(read(index), rest)

    check_type(path, dtype)
    names = channel_names(sizes[1])
    return Source(path, names, range(sizes[0]), (), tuple(sizes[1:]), dtype, volume)


def channel_names(count: int) -> tuple[str, ...]:
    """Names for so many channels: gray; red, green, ...; or channel-0, channel-1, ..."""
    if count == 1:
        return ("gray",)
    if count <= len(COLOURS):
        return COLOURS[:count]
    return tuple(f"channel-{number}" for number in range(count))


def check_type(path: Path, dtype: np.dtype) -> None:
    """Raise InputError unless pixels are integers or floats of at most 64 bits."""
    if dtype.kind not in TYPES or dtype.itemsize > 8:
        raise InputError(f"{path}: pixels of type {dtype}; save them as integers or floats")


def chosen_channels(source: Source, channels: Sequence[str] | None) -> list[int]:
    """The numbers of the channels with these names; of all if None.

    Raises:
        InputError: there is no such channel, or one comes twice.
    """
    names = list(source.channels)
    wanted = names if channels is None else list(channels)
    unknown = [name for name in wanted if name not in names]
    if unknown or len(set(wanted)) < len(wanted) or not wanted:
        raise InputError(
            f"{source.path}: channels {', '.join(wanted)}; choose among {', '.join(names)}, each "
            "once"
        )
    return [names.index(name) for name in wanted]


def chosen_planes(source: Source, planes: tuple[int, int] | None) -> tuple[int, int]:
    """The first and last plane that are used; of all if None.

    Raises:
        InputError: there are no such planes.
    """
    depth = source.shape[1]
    first, last = planes or (0, depth - 1)
    if not 0 <= first <= last < depth:
        raise InputError(f"{source.path}: planes {first} to {last}; there are 0 to {depth - 1}")
    return first, last


def usual(values: Iterable[Any]) -> Any:  # noqa: ANN401
    """The most common value; the first of several."""
    return Counter(values).most_common(1)[0][0]


def missing_numbers(path: Path, numbers: Sequence[int], expected: range) -> list[int]:
    """The numbers of `expected` that are not among `numbers`.

    Raises:
        InputError: there are so many of them that the numbers must have another meaning.
    """
    if len(expected) > SPARSEST * len(numbers):
        raise InputError(
            f"{path}: {len(numbers)} frames, numbered {numbers[0]} to {numbers[-1]} of "
            f"{expected[0]} to {expected[-1]}; number them one after another"
        )
    return sorted(set(expected) - set(numbers))
