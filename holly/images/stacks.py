"""Image stacks, such as those of expansion microscopy, made into training images (section 2.4)."""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter
from tqdm import tqdm

from groundwork.errors import InputError
from holly.data.tiff_stack import read_stack
from holly.images.index import write_index
from holly.images.resumable_cubes import resumable_cubes

QUARTERS = 4  # quarter turns, the only ones that need no interpolation between pixels
FEWEST = 0.5  # of the median number of planes; a stack with fewer has lost planes

log = logging.getLogger(__name__)


def import_stacks(
    folder: Path, output: Path, *, sigmas: Sequence[float], size: int, nm_per_pixel: float
) -> None:
    """Project, crop, blur and turn every TIFF stack below `folder`; write as augment does.

    Each stack [z, y, x] is summed over z, cropped to `size` about its complex, blurred at each
    level and turned by 0, 1, 2 and 3 quarters. `output` gets sigma_*.fits and index.csv, whose
    id is the number of the stack among the files in the order of their names. A warning names
    each stack that is left out: it cannot be read (see holly.data.tiff_stack.read_stack), or has
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

    Raises:
        ValueError: nothing rises above the median.
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
