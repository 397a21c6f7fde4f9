"""Image stacks, as of expansion microscopy, made into training images (paper, section 2.4)."""

import logging
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter
from tifffile import TiffFile
from tqdm import tqdm

from holly.augment import check_disk
from holly.errors import InputError
from holly.images import folder_aside, level_writers, write_index

QUARTERS = 4  # pixels turn without interpolation by quarter turns alone

log = logging.getLogger(__name__)


def import_stacks(
    folder: Path,
    output: Path,
    *,
    sigmas: Sequence[float],
    size: int = 60,
    seed: int = 0,
    nm_per_pixel: float,
) -> None:
    """Project, crop, blur and turn every TIFF stack below `folder`; write as augment does.

    Each stack [z, y, x] is summed over z, cropped to `size` about its complex, blurred at each
    level and turned by 0, 1, 2 and 3 quarters. `output` gets sigma_*.fits and index.csv, whose
    id is the number of the stack among the files in the order of their names. A stack that
    cannot be used is named in a warning and left out.

    Args:
        folder: searched with all below it for *.tif and *.tiff.
        output: written aside and renamed; an older one is replaced.
        sigmas: of the blur on top of the microscope's own, pixels; 0 is none.
        size: height and width of the images, pixels.
        seed: noted in the cubes; nothing here is random.
        nm_per_pixel: scale of the stacks, nan if unknown.

    Raises:
        InputError: no stack that can be used, or too little disk.
    """
    crops = _read_all(Path(folder), size)
    ids = list(crops)
    shape = (len(ids) * QUARTERS, size, size)
    check_disk(output, 4 * math.prod(shape) * len(sigmas))
    with (
        folder_aside(output) as scratch,
        level_writers(scratch, sigmas, shape, nm_per_pixel=nm_per_pixel, seed=seed) as writers,
    ):
        angles = np.tile(np.arange(QUARTERS) * np.pi / 2, (len(ids), 1))
        write_index(scratch, range(len(ids)), ids, angles)
        for crop in tqdm(crops.values(), "stacks", unit="stack", disable=None):
            for sigma, write in writers.items():
                blurred = gaussian_filter(crop, sigma, mode="constant")
                write(np.stack([np.rot90(blurred, quarter) for quarter in range(QUARTERS)]))


def project_stack(path: Path) -> np.ndarray:
    """The sum over z of a TIFF stack [z, y, x]: an image [y, x], float64.

    Raises:
        InputError: unreadable, not three-dimensional, or not finite.
    """
    try:
        with TiffFile(path) as file:
            axes, stack = file.series[0].axes, file.series[0].asarray()
    except Exception as error:  # a damaged file fails in tifffile in many ways
        raise InputError(f"{path}: unreadable TIFF ({error}); copy it again") from error
    if stack.ndim != 3 or "S" in axes:  # S: the samples of a colour image
        raise InputError(f"{path}: shape {stack.shape} is not one stack of z, y, x; remove it")
    image = stack.sum(0, dtype=np.float64)
    if not np.isfinite(image).all():
        raise InputError(f"{path}: holds values that are not finite; remove it")
    return image


def crop_centred(image: np.ndarray, size: int) -> np.ndarray:
    """The `size` x `size` part of an image [H, W] about its complex, zero beyond the edges.

    The complex is the centroid of what rises above the median; it comes to pixel size // 2.

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


def _read_all(folder: Path, size: int) -> dict[int, np.ndarray]:
    """Crops [size, size] by the number of their file."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".tif", ".tiff"))
    crops = {}
    for number, path in enumerate(tqdm(paths, "stacks", unit="file", disable=None)):
        try:
            crops[number] = crop_centred(project_stack(path), size)
        except InputError as error:
            log.warning("left out: %s", error)
        except ValueError as error:
            log.warning("left out: %s: %s; remove it", path, error)
    if not crops:
        raise InputError(
            f"{folder}: none of {len(paths)} *.tif, *.tiff files is a stack of z, y, x; "
            "give the folder of the image stacks"
        )
    log.info("%s: %d stacks used, %d left out", folder, len(crops), len(paths) - len(crops))
    return crops
