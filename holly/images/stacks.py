"""Image stacks, such as those of expansion microscopy, made into images (section 2.4)."""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter
from tqdm import tqdm

from groundwork.errors import InputError
from holly.images.cube import write_index
from holly.images.particle_stacks import SAME
from holly.images.resumable_cubes import resumable_cubes
from holly.images.stack_files import find_stacks

QUARTERS = 4  # quarter turns, the only ones that need no interpolation between pixels
FEWEST = 0.5  # of the median number of planes; a stack with fewer has lost planes

log = logging.getLogger(__name__)


def import_stacks(
    folder: Path,
    output: Path,
    *,
    sigmas: Sequence[float],
    size: int,
    nm_per_pixel: float,
    channel: str | None = None,
) -> None:
    """Project, crop, blur and turn every image stack below `folder`; write as augment does.

    Each stack [z, y, x] is summed over z, cropped to `size` about its complex, blurred at each
    level and turned by 0, 1, 2 and 3 quarters. `output` gets sigma_*.fits and index.csv, whose
    id is the number of the stack in the order of their names (see holly.images.stack_files). A
    warning names each stack that is left out: it cannot be read, or has fewer than FEWEST of the
    median number of planes.

    Args:
        folder: searched with all its subfolders for TIFF and FITS files.
        output: to write, see holly.images.resumable_cubes; an older one is replaced.
        sigmas: of the blur on top of the microscope's own, pixels; 0 is none.
        size: height and width of the images, pixels.
        nm_per_pixel: scale of the stacks, nan if unknown.
        channel: number, from 1, or name of the channel to use; needed if there are several.

    Raises:
        InputError: no stack can be used, their own scales differ, or too little disk.
    """
    crops, sizes = _read_all(Path(folder), size, channel)
    _compare_scales(sizes, nm_per_pixel)
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


def _compare_scales(sizes: dict[Path, float], given: float) -> None:
    """Refuse stacks of different scales; say where the given one is not the files'."""
    if not sizes:
        return
    (first, one), *others = sizes.items()
    for name, other in others:
        if abs(other / one - 1) > SAME:
            raise InputError(
                f"{name}: pixels of {other:g} nm, but of {one:g} nm in {first.name}; give each "
                "scale a folder and a data set of its own"
            )
    if abs(one / given - 1) > SAME:
        log.warning(
            "%s: pixels of %g nm by its own account; nm_per_pixel %g is used, right if the sample "
            "was expanded %.3g times",
            *(first, one, given, one / given),
        )


def _read_all(
    folder: Path, size: int, channel: str | None
) -> tuple[dict[int, np.ndarray], dict[Path, float]]:
    """Crops [size, size] by the number of their stack; nm per pixel of the files that say it."""
    files = find_stacks(folder)
    crops, planes, sizes = {}, {}, {}
    for number, file in enumerate(tqdm(files, "stacks", unit="stack", disable=None)):
        try:
            stack, own = file.read(channel), file.pixel_size()
            crops[number] = crop_centred(stack.sum(0, dtype=np.float64), size)
            planes[number] = len(stack)
            sizes |= {file.name: own} if own else {}
        except InputError as error:
            log.warning("left out: %s", error)
        except ValueError as error:
            log.warning("left out: %s: %s; remove it", file.name, error)
    usual = np.median(list(planes.values())) if planes else 0
    for number, count in planes.items():
        if count < FEWEST * usual:
            message = "left out: %s: %d planes, where %g are usual; copy it again"
            log.warning(message, files[number].name, count, usual)
            del crops[number]
    if not crops:
        raise InputError(
            f"{folder}: none of {len(files)} TIFF and FITS files is a stack of z, y, x; give the "
            "folder of the image stacks"
        )
    log.info("%s: %d stacks used, %d left out", folder, len(crops), len(files) - len(crops))
    return crops, sizes
