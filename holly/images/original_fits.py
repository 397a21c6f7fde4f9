"""Images in the layout of the original program: `<sigma>/image_000000.fits`, one file per image.

The original pre-renderer (https://github.com/OniDaito/CEPrender, save_fits) writes a primary FITS
header of one block whose cards have an empty comment: the standard ones, NORMALIS, WIDTH and
HEIGHT. Big-endian float32 values follow, the top row of the image first, as in our cubes. Scale,
seed and angles are not in these files. They may be saved anew by another program: FITS images of
any type of number are read, scaled or packed by gzip (groundwork.formats.fits).
"""

import hashlib
import logging
import math
import re
import shutil
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path

import numpy as np
from tqdm import tqdm

from groundwork.errors import InputError
from groundwork.files import atomic_file, atomic_folder, require, require_disk
from groundwork.formats.fits import is_fits, read_fits
from holly.images.cube import BLOCK, CARD, open_cube, read_index, write_index
from holly.images.resumable_cubes import resumable_cubes

REMEDY = "fetch it or render it anew"
SIGMA = re.compile(r"\d+(\.\d*)?")

log = logging.getLogger(__name__)


def write_original(cubes: Path, output: Path) -> None:
    """Write every image of a folder of cubes as `output`/<sigma>/image_000000.fits, and so on.

    The files have the same bytes as if the original program had written these pixels. A level
    appears when it is complete; one that exists already is kept. If the cubes have an index.csv,
    `output` gets a copy: the original program ignores it, and `read_original` reads it.

    Raises:
        InputError: no cubes, broken ones, or too little disk.
    """
    cubes, output = Path(cubes), Path(output)
    opened = [open_cube(path) for path in sorted(cubes.glob("sigma_*.fits"))]
    if not opened:
        raise InputError(f"{cubes}: holds no sigma_*.fits; give a folder of images of this program")
    levels = {output / f"{header.sigma:g}": cube for cube, header in opened}
    missing = {level: cube for level, cube in levels.items() if not _holds(level, cube)}
    log.info("%s: %d of %d levels are there", output, len(levels) - len(missing), len(levels))
    require_disk(output, sum(len(cube) * _file_size(cube.shape[1:]) for cube in missing.values()))
    output.mkdir(parents=True, exist_ok=True)
    for level, cube in missing.items():
        with atomic_folder(level) as scratch:
            images = tqdm(cube, f"sigma {level.name}", unit="image", disable=None)
            for number, image in enumerate(images):
                (scratch / _name(number)).write_bytes(_encode(image))
    if (cubes / "index.csv").exists():
        with atomic_file(output / "index.csv") as scratch:
            shutil.copyfile(cubes / "index.csv", scratch)


def read_original(
    folder: Path,
    output: Path,
    *,
    pattern: str = "*",
    sigmas: Sequence[float] | None = None,
    size: int | None = None,
    rotations: int = 1,
    nm_per_pixel: float = math.nan,
) -> None:
    """Make cubes and index.csv, as holly.images.augment does, of images of the original program.

    A folder whose name is a number is a sigma level. If there is no index.csv beside the levels,
    each `rotations` consecutive images are taken as one particle, at unknown angles (nan).

    Args:
        folder: the folder of the levels, each with image_000000.fits and so on, or one above it.
        output: to write, see holly.images.resumable_cubes; an older one is replaced.
        pattern: shell pattern of the path from `folder` to the folder of the levels.
        sigmas: levels to read, pixels; all if None.
        size: width that the images must have, pixels; any if None.
        rotations: images per particle; used if there is no index.csv.
        nm_per_pixel: scale of the images, nan if unknown.

    Raises:
        InputError: no level, or not those wanted; several folders of levels; levels that differ;
            a missing, damaged, blank or not finite image; several images in a file; images of
            another width; an index or `rotations` that does not fit the images; too little disk.
    """
    folder = _above_levels(Path(folder), pattern)
    levels = {sigma: _images(level) for sigma, level in _wanted(folder, sigmas).items()}
    images = next(iter(levels.values()))
    count = len(images)
    for others in levels.values():
        if len(others) != count:
            level, first = others[0].parent, images[0].parent
            raise InputError(f"{level}: {len(others)} images, but {count} in {first}; {REMEDY}")
    particles, ids, angles = _index(folder, count, rotations)
    height, width = _read(images[0]).shape
    if size not in (None, width):
        raise InputError(
            f"{images[0]}: {width} pixels wide, but the data set has size {size}; correct size"
        )
    with resumable_cubes(
        output,
        list(levels),
        (count, height, width),
        nm_per_pixel=nm_per_pixel,
        seed=0,
        made_from=["original", ids.tolist(), angles.tolist(), _stamps(levels.values())],
    ) as cubes:
        write_index(cubes.folder, particles, ids, angles)
        done = cubes.count
        bar = {"unit": "image", "initial": done, "disable": None}
        for number in tqdm(range(done, count), "from-original", count, **bar):
            read = {s: _read(paths[number], (height, width)) for s, paths in levels.items()}
            cubes.append({sigma: image[None] for sigma, image in read.items()})


def _stamps(levels: Iterable[list[Path]]) -> str:
    """A checksum of names, sizes and times of the images; to read them all takes hours."""
    stamps = hashlib.sha256()
    for path in chain.from_iterable(levels):
        stat = path.stat()
        stamps.update(f"{path.absolute()} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return stamps.hexdigest()


def _name(number: int) -> str:
    return f"image_{number:06d}.fits"


def _encode(image: np.ndarray) -> bytes:
    """The file of an image [H, W], as the original program writes it."""
    height, width = image.shape
    cards = {
        "SIMPLE": f"{'T':>20}",
        "BITPIX": f"{-32:20}",
        "NAXIS": f"{2:20}",
        "NAXIS1": f"{width:20}",
        "NAXIS2": f"{height:20}",
        "NORMALIS": "'NONE'",
        "WIDTH": f"{width:20}",
        "HEIGHT": f"{height:20}",
    }
    lines = [f"{key:8}= {value} /" for key, value in cards.items()]
    header = "".join(f"{line:{CARD}}" for line in [*lines, "END"])
    content = f"{header:{BLOCK}}".encode("ascii") + image.astype(">f4").tobytes()
    return content.ljust(_file_size(image.shape), b"\0")


def _file_size(shape: tuple[int, ...]) -> int:
    return BLOCK + -(-4 * math.prod(shape) // BLOCK) * BLOCK


def _holds(level: Path, cube: np.ndarray) -> bool:
    """Whether the folder of a level holds the images of a cube and nothing else."""
    if not level.is_dir() or len(list(level.iterdir())) != len(cube):
        return False
    files = ((level / _name(number), image) for number, image in enumerate(cube))
    return all(file.is_file() and file.read_bytes() == _encode(image) for file, image in files)


def _above_levels(folder: Path, pattern: str) -> Path:
    """The one folder, `folder` or below it, in which folders are named by a sigma."""
    places = {path.parent for path in folder.rglob("*") if SIGMA.fullmatch(path.name)}
    found = sorted(
        place
        for place in places
        if fnmatchcase(str(place.relative_to(folder)), pattern) and _levels(place)
    )
    if not found:
        raise InputError(
            f"{folder}: no folder named by a sigma, such as 8.1, in {pattern!r}; give the folder "
            "above these"
        )
    if len(found) > 1:
        names = ", ".join(str(place.relative_to(folder)) for place in found)
        raise InputError(f"{folder}: levels in several folders ({names}); give one of these")
    return found[0]


def _levels(folder: Path) -> dict[float, Path]:
    """The folders named by a sigma, coarse first."""
    levels: dict[float, Path] = {}
    found = [path for path in folder.iterdir() if path.is_dir() and SIGMA.fullmatch(path.name)]
    for level in sorted(found, key=lambda path: -float(path.name)):
        first = levels.setdefault(float(level.name), level)
        if first != level:
            raise InputError(f"{first}: the same sigma as {level.name} beside it; remove one")
    return levels


def _wanted(folder: Path, sigmas: Sequence[float] | None) -> dict[float, Path]:
    """The levels in a folder with these sigmas; all if None."""
    levels = _levels(folder)
    missing = [f"{sigma:g}" for sigma in sigmas or () if sigma not in levels]
    if missing:
        names = ", ".join(level.name for level in levels.values())
        raise InputError(
            f"{folder}: no level {', '.join(missing)} among {names}; train with the sigmas that "
            "are there"
        )
    return levels if sigmas is None else {sigma: levels[sigma] for sigma in sigmas}


def _images(level: Path) -> list[Path]:
    """The files of a level, all of image_000000.fits to the last, or .fits.gz and so on."""
    ends = [path.name.partition(".")[2] for path in level.glob("image_*") if is_fits(path)]
    if not ends:
        raise InputError(f"{level}: holds no image_000000.fits; {REMEDY}")
    if len(set(ends)) > 1:
        raise InputError(f"{level}: holds {' and '.join(sorted(set(ends)))} files; keep one kind")
    return [require(level / f"image_{n:06d}.{ends[0]}", REMEDY) for n in range(len(ends))]


def _read(path: Path, shape: tuple[int, ...] | None = None) -> np.ndarray:
    """An image [H, W], float32, which must have this shape."""
    image = read_fits(path)
    if image.ndim > 2 and math.prod(image.shape[:-2]) == 1:
        image = image.reshape(image.shape[-2:])
    if image.ndim != 2:
        raise InputError(f"{path}: {image.shape} pixels, not one image; save each to a file")
    if shape not in (None, image.shape):
        raise InputError(
            f"{path}: {image.shape} pixels, not {shape} as the first image has; {REMEDY}"
        )
    with np.errstate(over="ignore"):
        image = image.astype(np.float32)
    if not np.isfinite(image).all():
        raise InputError(f"{path}: holds values that are not finite; {REMEDY}")
    if not image.any():
        raise InputError(f"{path}: is blank; {REMEDY}")
    return image


def _index(folder: Path, count: int, rotations: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Particles [P], their ids [P] and angles [P, R] of `count` images."""
    if (folder / "index.csv").exists():
        table = read_index(folder)
        first = table["rotation"] == 0
        if len(table) != count or count % max(1, first.sum()):
            raise InputError(
                f"{folder / 'index.csv'}: {len(table)} rows of {first.sum()} particles for "
                f"{count} images; remove it"
            )
        angles = table["angle"].to_numpy().reshape(first.sum(), -1)
        return table["particle"][first].to_numpy(), table["id"][first].to_numpy(), angles
    if count % rotations:
        raise InputError(f"{folder}: {count} images are not particles of {rotations} rotations")
    particles = np.arange(count // rotations)
    return particles, particles, np.full((len(particles), rotations), math.nan)
