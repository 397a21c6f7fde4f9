"""A folder of image cubes, one per sigma level, that a killed run can resume.

While the cubes of the folder `images` grow, they lie in `.images.part` beside it. There,
progress.json notes how many images of each cube are safely on the disk and what they are made
from. A rerun that makes the same images from the same inputs continues after them; any other run
starts from the beginning. When the cubes are complete, one rename puts the folder in place.
"""

import hashlib
import json
import logging
import math
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file, exclusive, full_disk_reported, require_disk
from holly import __version__
from holly.images.cube import Cube, CubeHeader, cube_path

NOTE_EVERY = 2**28  # bytes written between two notes of progress

log = logging.getLogger(__name__)


class GrowingCubes:
    """The cubes of one folder while they grow."""

    def __init__(self, folder: Path, cubes: Mapping[float, Cube], progress: "_Progress") -> None:
        self.folder = folder  # for other files that belong beside the cubes
        self._cubes, self._progress = cubes, progress
        self._noted = self.count
        self._pool = ThreadPoolExecutor(1)  # waits for the disk while further images are drawn
        self._noting: Future[None] | None = None

    @property
    def count(self) -> int:
        """The number of images in each cube."""
        return next(iter(self._cubes.values())).count

    def append(self, images: Mapping[float, np.ndarray]) -> None:
        """Add images [b, H, W] of each sigma; a resumed run never starts within such a block.

        Raises:
            ValueError: images of another size, or too many.
        """
        for sigma, cube in self._cubes.items():
            cube.append(images[sigma])
        size = sum(cube.bytes(self.count - self._noted) for cube in self._cubes.values())
        if size >= NOTE_EVERY:
            self._wait()
            self._noted = self.count
            self._noting = self._pool.submit(self._note, self._noted)

    def _note(self, count: int) -> None:
        for cube in self._cubes.values():
            cube.sync()
        self._progress.write(count)

    def _wait(self) -> None:
        if self._noting:
            self._noting.result()

    def finish(self) -> None:
        """Complete the cubes on the disk."""
        self._wait()
        for cube in self._cubes.values():
            cube.finish()

    def close(self) -> None:
        """Wait until a note that is being written is complete."""
        self._pool.shutdown()


@contextmanager
def resumable_cubes(
    folder: Path,
    sigmas: Sequence[float],
    shape: tuple[int, int, int],
    *,
    nm_per_pixel: float,
    seed: int,
    made_from: Sequence[object],
) -> Iterator[GrowingCubes]:
    """Give cubes to which the caller appends the images from number `count` on.

    If the block succeeds, the folder gets its name and replaces an older one. If it fails, what is
    on the disk is kept for the next call that makes the same images.

    Args:
        folder: to write, with its files sigma_*.fits.
        sigmas: levels, pixels.
        shape: images, rows and columns of each cube.
        nm_per_pixel: scale, nan if unknown.
        seed: of the random part of the stage; 0 if nothing is random.
        made_from: whatever else decides the pixels, such as checksums of the inputs. As text it
            must differ for different pixels.

    Raises:
        InputError: two levels share a file name, another run writes the folder, or the disk is
            full.
        ValueError: not as many images were appended as `shape` says.
    """
    folder = Path(folder)
    if len({cube_path(folder, sigma) for sigma in sigmas}) < len(sigmas):
        raise InputError(f"sigma levels {list(sigmas)}: two share a file; give each once")
    everything = [__version__, list(sigmas), shape, nm_per_pixel, seed, *made_from]
    part = folder.with_name(f".{folder.name}.part")
    scratch, progress = part / "cubes", _Progress(part / "progress.json", everything)
    with exclusive(part), full_disk_reported(folder):
        try:
            done = _begin(folder, scratch, progress, shape[0])
            require_disk(folder, 4 * math.prod(shape[1:]) * (shape[0] - done) * len(sigmas))
            with ExitStack() as stack:
                files = {}
                for sigma in sigmas:
                    header = CubeHeader(sigma, nm_per_pixel, seed)
                    cube = Cube(cube_path(scratch, sigma), shape, header, done)
                    files[sigma] = stack.enter_context(closing(cube))
                cubes = stack.enter_context(closing(GrowingCubes(scratch, files, progress)))
                yield cubes
                cubes.finish()
            shutil.rmtree(part / "old", ignore_errors=True)
            if folder.exists():
                folder.replace(part / "old")
            scratch.replace(folder)
        finally:
            if not (scratch.exists() and progress.read()):
                shutil.rmtree(part, ignore_errors=True)


def _begin(folder: Path, scratch: Path, progress: "_Progress", total: int) -> int:
    """Make or keep the folder of growing cubes; the number of images in it."""
    done = progress.read() if scratch.is_dir() else 0  # missing if a run was killed at its end
    if done:
        log.info("%s: continues after %d of %d images", folder, done, total)
        return done
    progress.path.unlink(missing_ok=True)
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    return 0


class _Progress:
    """The note of how many images are on the disk."""

    def __init__(self, path: Path, made_from: Sequence[object]) -> None:
        self.path = path
        self._fingerprint = hashlib.sha256(repr(made_from).encode()).hexdigest()

    def read(self) -> int:
        """The number of images; 0 if there is no note, or one of other images."""
        try:
            noted = json.loads(self.path.read_text())
            return int(noted["images"]) if noted["made_from"] == self._fingerprint else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def write(self, count: int) -> None:
        with atomic_file(self.path) as scratch:
            scratch.write_text(json.dumps({"made_from": self._fingerprint, "images": count}))
