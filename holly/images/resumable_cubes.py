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
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file, exclusive, full_disk_reported, require_disk
from holly import __version__
from holly.images.cube import BLOCK, CubeHeader, Shape, cube_header, cube_path

NOTE_EVERY = 2**28  # bytes written between two notes of progress

log = logging.getLogger(__name__)


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


class GrowingCubes:
    """The cubes of one folder while they grow."""

    def __init__(
        self, folder: Path, sigmas: Sequence[float], shape: Shape, progress: _Progress
    ) -> None:
        """Open cubes to write on after the images that are noted; InputError if one has fewer."""
        self.folder = folder  # for other files that belong beside the cubes
        self.shape, self.count = shape, progress.read()
        self._progress, self._noted = progress, self.count
        end = BLOCK + _size(shape, self.count)
        paths = {sigma: cube_path(folder, sigma) for sigma in sigmas}
        for path in paths.values():
            if path.stat().st_size < end:
                raise InputError(f"{path}: truncated since it was written; remove {folder.parent}")
        self._files = {sigma: path.open("r+b") for sigma, path in paths.items()}
        for file in self._files.values():
            file.truncate(end)
            file.seek(end)
        self._pool = ThreadPoolExecutor(1)  # waits for the disk while further images are drawn
        self._noting: Future[None] | None = None

    def append(self, images: Mapping[float, np.ndarray]) -> None:
        """Add images [b, H, W] of each sigma; a resumed run never starts within such a block.

        Images of another size, or too many, are a ValueError.
        """
        for sigma, file in self._files.items():
            block, count = images[sigma], self.count + len(images[sigma])
            if block.shape[1:] != self.shape[1:] or count > self.shape[0]:
                raise ValueError(f"{file.name}: image {count} of {block.shape} in {self.shape}")
            file.write(block.astype(">f4", order="C").data)
        self.count = count
        if _size(self.shape, self.count - self._noted) * len(self._files) >= NOTE_EVERY:
            if self._noting:
                self._noting.result()
            self._noted = self.count
            self._noting = self._pool.submit(self._note, self._noted)

    def _note(self, count: int) -> None:
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        self._progress.write(count)

    def finish(self) -> None:
        """Complete the cubes on the disk; ValueError if images are missing."""
        if self._noting:
            self._noting.result()
        for file in self._files.values():
            if file.tell() != BLOCK + _size(self.shape, self.shape[0]):
                raise ValueError(f"{file.name}: {self.count} images written of {self.shape[0]}")
            file.write(bytes(-file.tell() % BLOCK))
        self._note(self.count)

    def close(self) -> None:
        """Wait until a note that is being written is complete, and close the cubes as they are."""
        self._pool.shutdown()
        for file in self._files.values():
            with suppress(OSError):  # of bytes that did not fit: already reported
                file.close()


@contextmanager
def resumable_cubes(
    folder: Path,
    sigmas: Sequence[float],
    shape: Shape,
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
        shape: of each cube.
        nm_per_pixel: scale, nan if unknown.
        seed: of the random part of the stage; 0 if nothing is random.
        made_from: whatever else decides the pixels, such as checksums of the inputs. As text it
            must differ for different pixels.

    Raises:
        InputError: two levels of one name, another run writing the folder, or a full disk.
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
            done = progress.read() if scratch.is_dir() else 0  # none if killed at its very end
            require_disk(folder, _size(shape, shape[0] - done) * len(sigmas))
            if done:
                log.info("%s: continues after %d of %d images", folder, done, shape[0])
            else:
                progress.path.unlink(missing_ok=True)
                shutil.rmtree(scratch, ignore_errors=True)
                scratch.mkdir()
                for sigma in sigmas:
                    head = cube_header(shape, CubeHeader(sigma, nm_per_pixel, seed))
                    cube_path(scratch, sigma).write_bytes(head)
            with closing(GrowingCubes(scratch, sigmas, shape, progress)) as cubes:
                yield cubes
                cubes.finish()
            shutil.rmtree(part / "old", ignore_errors=True)
            if folder.exists():
                folder.replace(part / "old")
            scratch.replace(folder)
        finally:
            if not (scratch.exists() and progress.read()):
                shutil.rmtree(part, ignore_errors=True)


def _size(shape: Shape, images: int) -> int:
    """The bytes of so many images of cubes of `shape`."""
    return 4 * images * math.prod(shape[1:])
