"""A folder of image cubes, one a sigma level, written in blocks: a killed run is continued.

Beside the folder `images` lies meanwhile `.images.part`: the growing cubes, and progress.json,
which says of how many images each cube is safely on the disk and what they are made from. A rerun
that makes the same from the same continues behind them; any other begins anew. One rename ends it.
"""

import hashlib
import json
import logging
import math
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from groundwork.errors import InputError
from groundwork.files import atomic_file, exclusive, require_disk
from holly import __version__
from holly.images.cube import Cube, CubeHeader, cube_path

Item = TypeVar("Item")
BETWEEN = 2**28  # bytes written between two notes of progress

log = logging.getLogger(__name__)


class Cubes:
    """The growing cubes of one folder."""

    def __init__(self, folder: Path, cubes: Mapping[float, Cube], progress: "_Progress") -> None:
        self.folder = folder  # for what else belongs beside the cubes
        self._cubes, self._progress = cubes, progress
        self._noted = self.count
        self._pool = ThreadPoolExecutor(1)  # lets the disk work while images are drawn
        self._noting: Future[None] | None = None

    @property
    def count(self) -> int:
        """Images of each level that are there."""
        return next(iter(self._cubes.values())).count

    def append(self, images: Mapping[float, np.ndarray]) -> None:
        """Add images [b, H, W] of each sigma; a continued run never begins within them.

        Raises:
            InputError: the disk is full or will not be written to.
            ValueError: images of another size, or too many.
        """
        for sigma, cube in self._cubes.items():
            cube.append(images[sigma])
        size = sum(cube.bytes(self.count - self._noted) for cube in self._cubes.values())
        if size >= BETWEEN:
            self.note()

    def note(self) -> None:
        """Have it noted that the images appended so far need no second drawing."""
        self._wait()
        self._noted = self.count
        for cube in self._cubes.values():
            cube.flush()
        self._noting = self._pool.submit(self._note, self._noted)

    def _note(self, count: int) -> None:
        for cube in self._cubes.values():
            cube.sync()
        self._progress.note(count)

    def _wait(self) -> None:
        if self._noting:
            self._noting.result()

    def finish(self) -> None:
        """Complete the cubes on the disk."""
        self._wait()
        for cube in self._cubes.values():
            cube.finish()

    def close(self) -> None:
        """Let a note that is under way end."""
        self._pool.shutdown()


@contextmanager
def growing_cubes(
    folder: Path,
    sigmas: Sequence[float],
    shape: tuple[int, int, int],
    *,
    nm_per_pixel: float,
    seed: int,
    made_from: Sequence[object],
) -> Iterator[Cubes]:
    """Give cubes to which to append the images from number `count` on, the same at every level.

    The folder appears under its name, in place of an older one, when the block ends well. If it
    does not, what is on the disk is kept for the next call that makes the same.

    Args:
        folder: of sigma_*.fits.
        sigmas: levels, pixels.
        shape: of the cube of a level, images, rows and columns.
        nm_per_pixel: scale, nan if unknown.
        seed: of the random part of the stage.
        made_from: what else decides the pixels, such as checksums of the inputs; as text it
            must be the same for the same pixels alone.

    Raises:
        InputError: two levels share a file name, another run writes the folder, or the disk is
            full.
        ValueError: not as many images were appended as `shape` says.
    """
    folder = Path(folder)
    if len({cube_path(folder, sigma) for sigma in sigmas}) < len(sigmas):
        raise InputError(f"sigma levels {list(sigmas)}: two share a file; give each once")
    headers = {sigma: CubeHeader(sigma, nm_per_pixel, seed) for sigma in sigmas}
    everything = [__version__, list(sigmas), shape, nm_per_pixel, seed, *made_from]
    fingerprint = hashlib.sha256(repr(everything).encode()).hexdigest()
    part = folder.with_name(f".{folder.name}.part")
    scratch, noted = part / "cubes", _Progress(part / "progress.json", fingerprint)
    with exclusive(part):
        try:
            done = noted.read() if scratch.is_dir() else 0  # gone where a run was killed at its end
            if done:
                log.info("%s: continues after %d of %d images", folder, done, shape[0])
            else:
                noted.path.unlink(missing_ok=True)
                shutil.rmtree(scratch, ignore_errors=True)
            require_disk(folder, 4 * math.prod(shape[1:]) * (shape[0] - done) * len(sigmas))
            scratch.mkdir(exist_ok=True)
            with ExitStack() as stack:
                files = {
                    sigma: stack.enter_context(
                        closing(Cube(cube_path(scratch, sigma), shape, header, done))
                    )
                    for sigma, header in headers.items()
                }
                cubes = stack.enter_context(closing(Cubes(scratch, files, noted)))
                yield cubes
                cubes.finish()
            old = part / "old"
            shutil.rmtree(old, ignore_errors=True)
            if folder.exists():
                folder.replace(old)
            scratch.replace(folder)
        finally:
            if not (scratch.exists() and noted.read()):
                shutil.rmtree(part, ignore_errors=True)


def progress(
    work: Iterable[Item], what: str, unit: str, total: int, done: int = 0
) -> Iterator[Item]:
    """Show on a terminal how far it is, of `total` of which `done` were there."""
    return iter(tqdm(work, what, total, unit=unit, initial=done, disable=None))


class _Progress:
    """How many images of what is made are on the disk."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path, self._fingerprint = path, fingerprint

    def read(self) -> int:
        """0 where nothing is, or something else."""
        try:
            noted = json.loads(self.path.read_text())
            return int(noted["images"]) if noted["made_from"] == self._fingerprint else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def note(self, count: int) -> None:
        with atomic_file(self.path) as scratch:
            scratch.write_text(json.dumps({"made_from": self._fingerprint, "images": count}))
