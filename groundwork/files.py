"""Files written aside and renamed, so that a killed program leaves no half of one.

Standard library only.
"""

import errno
import fcntl
import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from groundwork.errors import InputError

LOCK = "lock"  # within a folder that one run has
NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"  # of what is named in a configuration and becomes a file
LONGEST_NAME = 100  # characters of it, which with more around it becomes a file's
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

log = logging.getLogger(__name__)


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`; rename it to `path` if the block succeeds.

    What a killed run left there is removed by the next one.

    Raises:
        InputError: another run writes it, or the disk is full.
    """
    path = Path(path)
    with _beside(path) as part, full_disk_named(path):
        scratch = part / path.name
        yield scratch
        with scratch.open("rb") as file:
            os.fsync(file.fileno())  # so that a power cut leaves no name without content
        scratch.replace(path)


@contextmanager
def folder_aside(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside `folder`; it takes the place of `folder` if the block succeeds.

    What a killed run left aside is removed by the next one.

    Raises:
        InputError: another run writes it, or the disk is full.
    """
    folder = Path(folder)
    with _beside(folder) as part, full_disk_named(folder):
        scratch = part / folder.name
        scratch.mkdir()
        yield scratch
        if folder.exists():
            folder.replace(part / "old")
        scratch.replace(folder)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give an empty folder beside `path`, of this run alone; it ends with the block."""
    part = path.with_name(f".{path.name}.part")
    try:
        with alone(part):
            try:
                _empty(part)
                yield part
            finally:
                _empty(part)
    finally:
        with suppress(OSError):  # another run has it
            part.rmdir()


def _empty(part: Path) -> None:
    for leftover in part.iterdir():
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        elif leftover.name != LOCK:
            leftover.unlink()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Make `folder` if need be, and keep every other program that asks out of it.

    Raises:
        InputError: another has it.
    """
    folder = Path(folder)
    with _locked(folder) as file:
        try:
            yield
        finally:
            if _is(file, folder / LOCK):
                (folder / LOCK).unlink()


def _locked(folder: Path) -> IO[str]:
    """The open lock of a folder; the system lets go of it when we end, however we do."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            file = (folder / LOCK).open("w")
        except FileNotFoundError:  # the folder ended with another run
            continue
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise InputError(
                f"{folder}: another run that writes it is under way; wait for it, or stop it"
            ) from None
        except OSError as error:
            log.warning("%s: no locks here (%s); start no second run", folder, error)
        if _is(file, folder / LOCK):
            return file
        file.close()  # it was removed between


def _is(file: IO[str], path: Path) -> bool:
    """Whether an open file still has this name."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def full_disk_named(path: Path) -> Iterator[None]:
    """Say what was being written when the disk became full; the system does not."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise InputError(
            f"{path}: cannot be written ({os.strerror(error.errno)}); make room on the disk and "
            "call again"
        ) from error


def require(path: Path, remedy: str) -> Path:
    """Return `path` if it is a file with content; otherwise raise InputError with the remedy."""
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file; {remedy}")
    if path.stat().st_size == 0:
        raise InputError(f"{path}: the file is empty; {remedy}")
    return path


def require_lines(path: Path, remedy: str) -> Path:
    """Require a text file that this program wrote; every line of it has an end.

    Raises:
        InputError: as `require`; or the last line is cut, which would read as another number.
    """
    path = require(path, remedy)
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        if file.read() != b"\n":
            raise InputError(f"{path}: truncated, its last line has no end; {remedy}")
    return path


def read_json(path: Path, remedy: str) -> Any:  # noqa: ANN401
    """The value of a JSON file; anything else raises InputError with the remedy."""
    try:
        return json.loads(require(path, remedy).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as fault:
        raise InputError(f"{path}: not valid JSON ({fault}); {remedy}") from None


def require_disk(path: Path, size: int) -> None:
    """Say how many bytes will be written to `path`, or below it.

    Raises:
        InputError: they do not fit on its disk.
    """
    path = Path(path)
    parent = next(p for p in (path.absolute(), *path.absolute().parents) if p.is_dir())
    free = shutil.disk_usage(parent).free
    log.info("%s will take %s; %s are free", path, amount(size), amount(free))
    if size > free:
        raise InputError(
            f"{path}: needs {amount(size)} and {amount(free)} are free; make room, or put it on "
            "another disk"
        )


def amount(size: float) -> str:
    """Bytes as a user reads them."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def by_number(paths: Iterable[Path]) -> list[Path]:
    """In the order of their names, numbers within them by value: figure 2 before figure 10."""
    return sorted(paths, key=lambda path: [p.zfill(20) for p in re.split(r"(\d+)", str(path))])


def digest(path: Path, algorithm: str = "sha256") -> str:
    """The checksum of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(
            file, lambda: hashlib.new(algorithm, usedforsecurity=False)
        ).hexdigest()
