"""A folder of images, one per frame: PNG, JPEG or TIFF, in the order of the numbers in their names.

If a name has several numbers, the last one that differs in every name is the number of the frame.
"""

import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from groundwork.arrays import spread
from groundwork.errors import InputError
from groundwork.files import natural_order
from groundwork.formats.hdf5 import RATIO
from wormbrain.frames.source import (
    COLOURS,
    FrameError,
    Source,
    check_type,
    missing_numbers,
    usual,
)
from wormbrain.frames.tiff_source import read_volume

TIFF = (".tif", ".tiff")
SUFFIXES = (".png", ".jpg", ".jpeg", *TIFF)
DIGITS = 15  # of a number; longer ones are no numbers of frames
LOOKS = 9  # images that are read to learn which shape is usual
KINDS = ("PNG", "JPEG")  # of images that Pillow reads
MODES = {  # its names of their pixels, and the channels
    **{"L": ("gray",), "I;16": ("gray",), "LA": ("gray", "alpha")},
    **{"RGB": COLOURS[:3], "RGBA": COLOURS},
}
DEEP = (b"\x10\x02", b"\x10\x04", b"\x10\x06")  # in a PNG: 16 bits, and more than one channel


def open_folder(folder: Path, axes: str | None = None) -> Source:
    """A folder of images; `axes` describes each TIFF file of it, by default as the file does.

    Raises:
        InputError: no images, two with one number, or some without.
    """
    paths = [p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES and p.name[0] != "."]
    if not paths:
        raise InputError(f"{folder}: holds no {', '.join(SUFFIXES)} files; give another folder")
    numbered = _numbered(folder, natural_order(paths))
    numbers = sorted(numbered)

    def read(index: int) -> np.ndarray:
        path = numbered[numbers[index]]
        try:
            return read_image(path, axes)[1]
        except InputError as error:
            raise FrameError(str(error).removeprefix(f"{path}: ")) from None

    names, shape, dtype = _usual([numbered[number] for number in numbers], axes)
    check_type(folder, dtype)
    step = math.gcd(*np.diff(numbers).tolist()) or 1
    missing = missing_numbers(folder, numbers, range(numbers[0], numbers[-1] + 1, step))
    return Source(folder, names, numbers, missing, shape, dtype, read)


def read_image(path: Path, axes: str | None = None) -> tuple[tuple[str, ...], np.ndarray]:
    """The names of the channels and the volume [C, Z, H, W] of an image, with its bit depth.

    Raises:
        InputError: damaged, or of a kind that cannot be read as it is.
    """
    if path.suffix.lower() in TIFF:
        return read_volume(path, axes)
    try:
        with path.open("rb") as file:
            deep = file.read(26)[24:] in DEEP
        with Image.open(path, formats=KINDS) as image:
            mode, several = image.mode, getattr(image, "n_frames", 1) > 1
            _check_size(path, image)
            pixels = None if deep or several or mode not in MODES else np.array(image)
    except Exception as error:  # Pillow raises many types for a damaged file
        raise InputError(f"{path}: cannot be read ({error}); copy it again") from None
    if pixels is None:
        kind = "several images" if several else f"pixels of kind {mode}, 16 bits" if deep else mode
        raise InputError(f"{path}: {kind}; save it as TIFF, or as gray or RGB of 8 bits")
    channels = pixels if pixels.ndim == 3 else pixels[..., None]
    return MODES[mode], channels.transpose(2, 0, 1)[:, None]


def _check_size(path: Path, image: Image.Image) -> None:
    """Raise ValueError if an image declares more pixels than its file can hold."""
    if image.width * image.height * len(image.getbands()) > RATIO * path.stat().st_size:
        raise ValueError(f"declares {image.width} x {image.height} pixels, more than it holds")


def _numbered(folder: Path, paths: Sequence[Path]) -> dict[int, Path]:
    """The paths by the numbers of their frames; from 0 if no name has a number."""
    found = [re.findall(r"[0-9]+", path.stem) for path in paths]
    if not any(found):
        return dict(enumerate(paths))
    without = [path.name for path, numbers in zip(paths, found, strict=True) if not numbers]
    if without:
        raise InputError(f"{folder}: {without[0]} has no number, as others have; remove or name it")
    if len(set(map(len, found))) == 1:
        for column in reversed(list(zip(*found, strict=True))):
            if len(set(map(int, column))) == len(paths) and max(map(len, column)) <= DIGITS:
                return dict(zip(map(int, column), paths, strict=True))
    raise InputError(
        f"{folder}: no number tells {paths[0].name} … {paths[-1].name} apart; give a folder with "
        "one image per frame, numbered by frame"
    )


def _usual(
    paths: Sequence[Path], axes: str | None
) -> tuple[tuple[str, ...], tuple[int, ...], np.dtype]:
    """Channels, shape and type of most of a few images from the whole folder."""
    found, faults = [], []
    for index in spread(len(paths), LOOKS):
        try:
            names, volume = read_image(paths[index], axes)
            found.append((names, volume.shape, volume.dtype))
        except InputError as error:
            faults.append(error)
    if not found:
        raise faults[0]
    return usual(found)
