"""Images of projected particles, as other programs keep them, made into one cube to train on.

The cube is not blurred; training blurs it to each sigma (holly.training.blurred).
"""

import hashlib
import logging
import math
from pathlib import Path

import numpy as np
from tqdm import tqdm

from groundwork.errors import InputError
from groundwork.files import require
from groundwork.formats.fits import is_fits, read_fits
from groundwork.formats.mrc import Stack, read_mrc, read_star
from groundwork.formats.tiff import calibrated, opened_tiff, pixel_size
from holly.images.cube import write_index
from holly.images.resumable_cubes import resumable_cubes

SUFFIXES = (".star", ".mrcs", ".mrc", ".tif", ".tiff")
RIM = 0.9  # radii of the largest circle in an image, outside which there is background only
SMALLEST = 1.0  # nm per pixel; no camera of a light microscope has less
SAME = 0.01  # relative difference up to which two scales are one

log = logging.getLogger(__name__)


def import_particles(
    source: Path, output: Path, *, size: int | None = None, nm_per_pixel: float | None = None
) -> None:
    """Crop every image of `source` about its middle, take its background away, write one cube.

    The background is the median outside the largest circle; what lies below it is cut to 0.
    `output` gets sigma_0.fits and index.csv, with one image per particle at an unknown angle.

    Args:
        source: MRC stack, STAR file, multi-page TIFF or FITS cube, with a particle per image.
        output: to write, see holly.images.resumable_cubes; an older one is replaced.
        size: height and width of the images, pixels; those of the file if None.
        nm_per_pixel: scale; that of the file if None.

    Raises:
        InputError: unreadable; images smaller than `size`, not square, not finite, or without
            signal above their background; no scale, or another one than the file's.
    """
    stack = read_particle_images(source)
    scale = _scale(source, stack.nm_per_pixel, nm_per_pixel)
    pictures = _prepared(source, stack.images, size)
    count, *sides = pictures.shape
    made_from = ["particles", hashlib.sha256(pictures.tobytes()).hexdigest()]
    shape = (count, sides[0], sides[1])
    with resumable_cubes(
        output, [0], shape, nm_per_pixel=scale, seed=0, made_from=made_from
    ) as cubes:
        write_index(cubes.folder, range(count), range(count), np.full((count, 1), math.nan))
        cubes.append({0: pictures[cubes.count :]})
    log.info("%s: %d particles of %d x %d pixels, %g nm each", source, count, *sides, scale)


def read_particle_images(path: Path) -> Stack:
    """The images [N, H, W] of a file, and its scale where it has one; InputError for another."""
    require(path, f"give a file of images ({', '.join(SUFFIXES)}, .fits)")
    if path.suffix.lower() == ".star":
        return read_star(path)
    if path.suffix.lower() in (".mrc", ".mrcs"):
        return read_mrc(path)
    if is_fits(path):
        return Stack(_pages(path, read_fits(path)), None)
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path}: unknown type of images; give {', '.join(SUFFIXES)} or .fits")
    with opened_tiff(path) as file:
        if len(file.series) > 1:
            images = np.stack([calibrated(file, part.asarray()) for part in file.series])
        else:
            images = calibrated(file, file.series[0].asarray())
        return Stack(_pages(path, images), pixel_size(file))


def _pages(path: Path, images: np.ndarray) -> np.ndarray:
    """Images [N, H, W]; axes of length 1 before the last two do not count."""
    lengths = [length for length in images.shape[:-2] if length > 1]
    if images.ndim < 3 or len(lengths) > 1:
        raise InputError(f"{path}: {images.shape} pixels, not one image per particle; split it")
    return images.reshape(-1, *images.shape[-2:])


def _scale(source: Path, stated: float | None, given: float | None) -> float:
    """The nm per pixel, as the file states or as it is given."""
    if stated is None and given is None:
        raise InputError(f"{source}: does not say its scale; give nm_per_pixel")
    if stated is not None and given is not None and abs(stated / given - 1) > SAME:
        raise InputError(
            f"{source}: says {stated:g} nm per pixel, but nm_per_pixel is {given:g}; correct one"
        )
    scale = given if given is not None else stated
    if given is None and scale < SMALLEST:
        raise InputError(
            f"{source}: says {scale:g} nm per pixel, less than any light microscope has; give "
            "nm_per_pixel"
        )
    return scale


def _prepared(source: Path, images: np.ndarray, size: int | None) -> np.ndarray:
    """Square images [N, size, size], float32, with a background of zero."""
    height, width = images.shape[1:]
    size = size or min(height, width)
    if size > min(height, width):
        raise InputError(f"{source}: {width} x {height} pixels; give a size of at most that")
    if images.dtype.kind not in "biuf":
        raise InputError(
            f"{source}: values of type {images.dtype}; save their real part or modulus"
        )
    top, left = (height - size) // 2, (width - size) // 2
    cropped = images[:, top : top + size, left : left + size]
    rim = _rim(size)
    pictures = np.empty(cropped.shape, np.float32)
    for number, image in enumerate(tqdm(cropped, "particles", unit="image", disable=None)):
        pictures[number] = _without_background(source, number, image.astype(np.float64), rim)
    return pictures


def _rim(size: int) -> np.ndarray:
    """Which pixels [size, size] lie outside the circle that holds the particle."""
    steps = (np.arange(size) - (size - 1) / 2) / (size / 2)
    return np.hypot(steps[:, None], steps) > RIM


def _without_background(
    source: Path, number: int, image: np.ndarray, rim: np.ndarray
) -> np.ndarray:
    if not np.isfinite(image).all():
        raise InputError(f"{source}: image {number} holds values that are not finite; remove it")
    above = image - np.median(image[rim])
    inside = above[~rim].sum()
    if not above.any() or inside <= 0:
        kind = "nothing" if not above.any() else "a particle darker than its background"
        raise InputError(
            f"{source}: image {number} (from 0) shows {kind}; remove it, or invert the images"
        )
    return np.clip(above, 0, None)
