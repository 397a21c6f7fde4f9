"""How a source of images is read: arguments that several stages have."""

from collections.abc import Sequence
from typing import Annotated

from groundwork.errors import InputError

Dataset = Annotated[str | None, "where the array lies in an HDF5 file"]
Axes = Annotated[
    str | None,
    "of an HDF5 dataset or a TIFF file: a letter of TCZYX for each of its axes, in order",
]
Channels = Annotated[Sequence[str], "keep only these, in this order"]
Planes = Annotated[Sequence[int], "first and last plane to use, counted from 0; all if left out"]


def first_and_last(planes: Sequence[int]) -> tuple[int, int] | None:
    """The first and the last plane, None for all.

    Raises:
        InputError: not two numbers.
    """
    if len(planes) not in (0, 2):
        raise InputError("--planes: give the first and the last plane, two numbers")
    return tuple(planes) or None
