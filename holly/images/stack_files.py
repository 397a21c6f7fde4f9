"""Files of image stacks: TIFF and FITS, whole or one plane per file, with one channel chosen."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tifffile import TiffFile, TiffPageSeries

from groundwork.errors import InputError
from groundwork.files import natural_order
from groundwork.formats.fits import is_fits, read_fits
from groundwork.formats.tiff import calibrated, channel_names, opened_tiff, pixel_size

CHANNELS = 4  # up to so many planes along an axis named C are channels; more are a misnamed z
PLANE = re.compile(r"(.+?)[ _.-]*(?:z|slice|plane)[ _.-]*(\d+)", re.IGNORECASE)  # of a file's name


@dataclass(frozen=True)
class StackFile:
    """One stack: a file, or files with one plane each."""

    name: Path  # of the file; of planes, the first one
    planes: tuple[Path, ...] = ()

    def read(self, channel: str | None = None) -> np.ndarray:
        """The stack [z, y, x]; InputError as `read_stack`, or planes that do not fit together."""
        if not self.planes:
            return read_stack(self.name, channel)
        planes = [_read_plane(path) for path in self.planes]
        kinds = {(plane.shape, plane.dtype) for plane in planes}
        if len(kinds) > 1:
            raise InputError(f"{self.name}: the {len(planes)} planes of its stack differ in size")
        return np.stack(planes)

    def pixel_size(self) -> float | None:
        """The side of a pixel in nm as the (first) file says; None if it does not."""
        if is_fits(self.name):
            return None
        with opened_tiff(self.name) as file:
            return pixel_size(file)


def find_stacks(folder: Path) -> list[StackFile]:
    """The stacks in a folder and its subfolders, in the order of their names.

    Files in one folder whose names differ only in a number behind z, slice or plane
    (s0_z000.tif) are the planes of one stack; InputError if a number between them is missing.
    """
    paths = sorted(path for path in folder.rglob("*") if _is_image(path) and path.is_file())
    found: dict[Path, list[tuple[int, Path]]] = {}
    for path in paths:
        named = PLANE.fullmatch(path.name.split(".")[0])
        key = path.with_name(f"{named[1]}*{path.suffix}") if named else path
        found.setdefault(key, []).append((int(named[2]) if named else 0, path))
    return [_stack_of(numbered) for numbered in found.values()]


def read_stack(path: Path, channel: str | None = None) -> np.ndarray:
    """A stack as [z, y, x]; of a TIFF in the type of the file, calibrated if ImageJ says how.

    Axes of length 1 do not count, and axes come in any order. The one beside y and x is z
    whatever its name (ImageJ's frames, for example), except for colours and few channels. If the
    series of a file are planes of one size, they are its stack.

    Args:
        path: of a TIFF or FITS file.
        channel: number, from 1, or name of the one to read; needed where there are several.

    Raises:
        InputError: unreadable; several stacks or kinds of planes in one file; several channels
            of which none, or one that is not there, is chosen; a single plane, or planes missing;
            colour, inverted or complex values, or not finite.
    """
    if is_fits(path):
        stack = _fits_stack(path, read_fits(path))
    else:
        with opened_tiff(path) as file:
            axes, values = _one_channel(file, *_stack(file), channel)
            stack = calibrated(file, _upright(axes, values))
    return _checked(path, stack)


def _is_image(path: Path) -> bool:
    return path.suffix.lower() in (".tif", ".tiff") or is_fits(path)


def _stack_of(numbered: list[tuple[int, Path]]) -> StackFile:
    """The stack of one file, or of planes with their numbers."""
    if len(numbered) == 1:
        return StackFile(numbered[0][1])
    numbers = sorted(number for number, _ in numbered)
    first = numbered[0][1]
    missing = sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers))
    if missing or len(set(numbers)) < len(numbers):
        fault = f"plane {missing[0]} is missing" if missing else "two planes have one number"
        raise InputError(f"{first}: {fault} among the {len(numbers)} of its stack; copy them again")
    planes = natural_order(path for _, path in numbered)
    return StackFile(planes[0], tuple(planes))


def _read_plane(path: Path) -> np.ndarray:
    """The single plane [y, x] of a file."""
    if is_fits(path):
        image = read_fits(path)
    else:
        with opened_tiff(path) as file:
            image = calibrated(file, _stack(file)[1])
    image = image.reshape([side for side in image.shape if side > 1])
    if image.ndim != 2:
        raise InputError(f"{path}: {image.shape}, where its name says that it is one plane")
    return _checked(path, image)


def _fits_stack(path: Path, image: np.ndarray) -> np.ndarray:
    image = image.reshape([side for side in image.shape if side > 1])
    if image.ndim != 3:
        raise InputError(f"{path}: {image.shape} pixels, not one stack of z, y, x; split it")
    return image


def _checked(path: Path, image: np.ndarray) -> np.ndarray:
    """The image, if its values are finite real numbers."""
    if image.dtype.kind not in "buif":
        raise InputError(f"{path}: values of type {image.dtype}; save their real part or modulus")
    bad = np.argwhere(~np.isfinite(image))
    if len(bad):
        raise InputError(
            f"{path}: {len(bad)} values are not finite, the first at (z, y, x) = "
            f"{tuple(map(int, bad[0]))}; remove the file"
        )
    return image


def _one_channel(
    file: TiffFile, axes: str, stack: np.ndarray, channel: str | None
) -> tuple[str, np.ndarray]:
    """Axes and values of one channel; of the whole stack if it has no channels."""
    place = axes.find("C")
    count = stack.shape[place] if place >= 0 else 1
    if place < 0 or (channel is None and count > CHANNELS and len(axes) == 3):
        return axes, stack
    names = channel_names(file)
    known = names if len(names) == count else []
    listed = f"{count} channels" + (f" ({', '.join(known)})" if known else "")
    if channel is None:
        raise InputError(f"{listed}; give channel, its number from 1 or its name")
    if channel in known:
        number = known.index(channel)
    elif channel.isascii() and channel.isdecimal() and 1 <= int(channel) <= count:
        number = int(channel) - 1
    else:
        raise InputError(f"no channel {channel!r} among {listed}; numbers begin with 1")
    return axes.replace("C", ""), stack.take(number, axis=place)


def _upright(axes: str, stack: np.ndarray) -> np.ndarray:
    """The stack with its axes in the order z, y, x."""
    if len(axes) < 3:
        raise InputError(
            f"a single plane of {stack.shape}, not a stack; name the planes of a stack ..._z000, "
            "..._z001, or use kind: particles for images of projected particles"
        )
    planes = axes.translate({ord(axis): None for axis in "YX"})
    if len(planes) > 1 or planes == "S":
        raise InputError(f"{stack.shape} along the axes {axes}, not one stack of z, y, x; split it")
    return stack.transpose([axes.index(axis) for axis in (planes, "Y", "X")])


def _stack(file: TiffFile) -> tuple[str, np.ndarray]:
    """Axes, except those of length 1, and values of the one stack of a file."""
    series = file.series
    pages = [page for part in series for page in part.pages]
    if None in pages:
        missing = sum(page is None for page in pages)
        raise InputError(f"{missing} of its {len(pages)} planes are missing; copy it again")
    parts = [_without_ones(part) for part in series]
    if len(parts) == 1:
        return parts[0]
    kinds = {(axes, image.shape, image.dtype) for axes, image in parts}
    if len(kinds) > 1 or parts[0][0] != "YX":
        shapes = ", ".join(str(image.shape) for _, image in parts[:4])
        raise InputError(f"{len(parts)} series ({shapes} …), not one stack; save each to a file")
    return "ZYX", np.stack([image for _, image in parts])


def _without_ones(series: TiffPageSeries) -> tuple[str, np.ndarray]:
    image = series.asarray()
    sizes = zip(series.axes, image.shape, strict=True)
    axes, shape = zip(*(pair for pair in sizes if pair[0] in "YX" or pair[1] > 1), strict=True)
    return "".join(axes), image.reshape(shape)
