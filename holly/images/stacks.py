"""TIFF image stacks, such as those of expansion microscopy, made into images (section 2.4)."""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter
from tifffile import TiffFile, TiffPageSeries
from tqdm import tqdm

from groundwork.errors import InputError
from groundwork.formats.tiff import opened_tiff
from holly.images.cube import write_index
from holly.images.resumable_cubes import resumable_cubes

QUARTERS = 4  # quarter turns, the only ones that need no interpolation between pixels
FEWEST = 0.5  # of the median number of planes; a stack with fewer has lost planes
CHANNELS = 4  # up to so many planes along an axis named C are channels; more are a misnamed z

log = logging.getLogger(__name__)


def import_stacks(
    folder: Path, output: Path, *, sigmas: Sequence[float], size: int, nm_per_pixel: float
) -> None:
    """Project, crop, blur and turn every TIFF stack below `folder`; write as augment does.

    Each stack [z, y, x] is summed over z, cropped to `size` about its complex, blurred at each
    level and turned by 0, 1, 2 and 3 quarters. `output` gets sigma_*.fits and index.csv, whose
    id is the number of the stack among the files in the order of their names. A warning names
    each stack that is left out: it cannot be read (see `read_stack`), or has
    fewer than FEWEST of the median number of planes.

    Args:
        folder: searched with all its subfolders for *.tif and *.tiff.
        output: to write, see holly.images.resumable_cubes; an older one is replaced.
        sigmas: of the blur on top of the microscope's own, pixels; 0 is none.
        size: height and width of the images, pixels.
        nm_per_pixel: scale of the stacks, nan if unknown.

    Raises:
        InputError: no stack can be used, or too little disk.
    """
    crops = _read_all(Path(folder), size)
    ids, pictures = list(crops), np.stack(list(crops.values()))
    with resumable_cubes(
        output,
        sigmas,
        (len(ids) * QUARTERS, size, size),
        nm_per_pixel=nm_per_pixel,
        seed=0,
        made_from=["stacks", ids, hashlib.sha256(pictures.tobytes()).hexdigest()],
    ) as cubes:
        angles = np.tile(np.arange(QUARTERS) * np.pi / 2, (len(ids), 1))
        write_index(cubes.folder, range(len(ids)), ids, angles)
        done = cubes.count // QUARTERS
        left = tqdm(pictures[done:], "stacks", len(ids), unit="stack", initial=done, disable=None)
        for picture in left:
            cubes.append({sigma: _turned(picture, sigma) for sigma in sigmas})


def crop_centred(image: np.ndarray, size: int) -> np.ndarray:
    """The `size` x `size` part of an image [H, W] about its complex, zero beyond the edges.

    The complex is the centroid of all values above the median; it is moved to pixel size // 2.
    ValueError if nothing rises above the median.
    """
    signal = np.clip(image - np.median(image), 0, None)
    total = signal.sum()
    if total == 0:
        raise ValueError("nothing rises above the background")
    row = round(signal.sum(1) @ np.arange(image.shape[0]) / total)
    column = round(signal.sum(0) @ np.arange(image.shape[1]) / total)
    padded = np.pad(image, size)  # so that the window never leaves the array
    top, left = row + size - size // 2, column + size - size // 2
    return padded[top : top + size, left : left + size]


def _turned(picture: np.ndarray, sigma: float) -> np.ndarray:
    """A picture [H, H] blurred, at each quarter turn [QUARTERS, H, H]."""
    blurred = gaussian_filter(picture, sigma, mode="constant")
    return np.stack([np.rot90(blurred, quarter) for quarter in range(QUARTERS)])


def _read_all(folder: Path, size: int) -> dict[int, np.ndarray]:
    """Crops [size, size] by the number of their file."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".tif", ".tiff"))
    crops, planes = {}, {}
    for number, path in enumerate(tqdm(paths, "stacks", unit="file", disable=None)):
        try:
            stack = read_stack(path)
            crops[number] = crop_centred(stack.sum(0, dtype=np.float64), size)
            planes[number] = len(stack)
        except InputError as error:
            log.warning("left out: %s", error)
        except ValueError as error:
            log.warning("left out: %s: %s; remove it", path, error)
    usual = np.median(list(planes.values())) if planes else 0
    for number, count in planes.items():
        if count < FEWEST * usual:
            message = "left out: %s: %d planes, where %g are usual; copy it again"
            log.warning(message, paths[number], count, usual)
            del crops[number]
    if not crops:
        raise InputError(
            f"{folder}: none of {len(paths)} *.tif, *.tiff files is a stack of z, y, x; "
            "give the folder of the image stacks"
        )
    log.info("%s: %d stacks used, %d left out", folder, len(crops), len(paths) - len(crops))
    return crops


def read_stack(path: Path) -> np.ndarray:
    """A TIFF stack as [z, y, x], in the type of the file (8, 16, 32 or 64 bit).

    Axes of length 1 do not count, and axes come in any order. The one beside y and x is z
    whatever its name (ImageJ's frames, for example), except for colours and few channels. If the
    series of a file are planes of one size, they are its stack.

    Raises:
        InputError: unreadable; several stacks, channels or kinds of planes in one file; a single
            plane, or planes missing; colour, inverted or complex values, or not finite.
    """
    with opened_tiff(path) as file:
        stack = _upright(*_stack(file))
    if stack.dtype.kind not in "buif":
        raise InputError(f"{path}: values of type {stack.dtype}; save their real part or modulus")
    bad = np.argwhere(~np.isfinite(stack))
    if len(bad):
        raise InputError(
            f"{path}: {len(bad)} values are not finite, the first at (z, y, x) = "
            f"{tuple(map(int, bad[0]))}; remove the file"
        )
    return stack


def _upright(axes: str, stack: np.ndarray) -> np.ndarray:
    """The stack with its axes in the order z, y, x."""
    if len(axes) < 3:
        raise InputError(f"a single plane of {stack.shape}, not a stack; remove it")
    planes = axes.translate({ord(axis): None for axis in "YX"})
    count = stack.shape[axes.index(planes[0])]
    if len(planes) > 1 or planes == "S" or (planes == "C" and count <= CHANNELS):
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
