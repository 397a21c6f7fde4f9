"""Files that appear complete or not at all, checks of files, and room on the disk.

Standard library only.
"""

import errno
import fcntl
import hashlib
import json
import logging
import math
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, get_args

from groundwork.errors import InputError

LOCK = "lock"  # the lock file inside a folder that one process uses
NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"  # names in a configuration, which become file names
LONGEST_NAME = 100  # characters of such a name; file names add to it
LARGEST = 1e300  # no number of a record is larger; what is larger cannot be printed as a float
KINDS = {str: "a text", list: "a list", dict: "an object", bool: "true or false"}  # of JSON values
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

log = logging.getLogger(__name__)


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; rename it to `path` if the block succeeds.

    A killed process leaves its temporary file; the next one that writes `path` removes it.

    Raises:
        InputError: another process is writing this file, or the disk is full.
    """
    path = Path(path)
    with _temporary_folder(path) as part, full_disk_reported(path):
        scratch = part / path.name
        yield scratch
        with scratch.open("rb") as file:
            os.fsync(file.fileno())  # so that a power cut cannot leave the name without content
        scratch.replace(path)


@contextmanager
def atomic_folder(folder: Path) -> Iterator[Path]:
    """Give an empty temporary folder beside `folder`; it replaces `folder` if the block succeeds.

    Raises:
        InputError: another process is writing this folder, or the disk is full.
    """
    folder = Path(folder)
    with _temporary_folder(folder) as part, full_disk_reported(folder):
        scratch = part / folder.name
        scratch.mkdir()
        yield scratch
        if folder.exists():
            folder.replace(part / "old")
        scratch.replace(folder)


@contextmanager
def _temporary_folder(path: Path) -> Iterator[Path]:
    """Give an empty folder beside `path` that only this process uses; remove it afterwards."""
    part = path.with_name(f".{path.name}.part")
    try:
        with exclusive(part):
            try:
                _empty(part)
                yield part
            finally:
                _empty(part)
    finally:
        with suppress(OSError):  # another process is using it
            part.rmdir()


def _empty(part: Path) -> None:
    for leftover in part.iterdir():
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        elif leftover.name != LOCK:
            leftover.unlink()


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Lock `folder` against other processes that ask for it; make it if it is missing.

    Raises:
        InputError: another process has locked it.
    """
    folder = Path(folder)
    with _locked(folder) as file:
        try:
            yield
        finally:
            if _is(file, folder / LOCK):
                (folder / LOCK).unlink()


def _locked(folder: Path) -> IO[str]:
    """The open, locked lock file; the system unlocks it when this process ends, even if killed."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            file = (folder / LOCK).open("w")
        except FileNotFoundError:  # another process has just removed the folder
            continue
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise InputError(
                f"{folder}: another run is writing here; wait until it ends, or stop it"
            ) from None
        except OSError as error:
            log.warning("%s: this disk has no locks (%s); start no second run", folder, error)
        if _is(file, folder / LOCK):
            return file
        file.close()  # another process removed the file before we locked it


def _is(file: IO[str], path: Path) -> bool:
    """Whether `path` is still this open file."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def full_disk_reported(path: Path) -> Iterator[None]:
    """Raise an InputError that names `path` when the disk becomes full."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise InputError(
            f"{path}: cannot be written ({os.strerror(error.errno)}); make room on the disk and "
            "run it again"
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
    """As `require`, for a text file; InputError too if its last line has no line break.

    Without it the file was cut, and a cut number would still read as a number.
    """
    path = require(path, remedy)
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        if file.read() != b"\n":
            raise InputError(f"{path}: truncated, its last line has no end; {remedy}")
    return path


def read_json(path: Path, remedy: str) -> Any:  # noqa: ANN401
    """The value in a JSON file; otherwise raise InputError with the remedy."""
    try:
        return json.loads(require(path, remedy).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as fault:
        raise InputError(f"{path}: not valid JSON ({fault}); {remedy}") from None


def read_object(path: Path, remedy: str) -> dict[str, Any]:
    """The object of a JSON file; anything else raises InputError with the remedy."""
    entries = read_json(path, remedy)
    if not isinstance(entries, dict):
        raise InputError(f"{path}: not a JSON object; {remedy}")
    return entries


def entry(entries: Mapping[str, Any], key: str, kind: Any) -> Any:  # noqa: ANN401
    """The value of a key of a JSON object.

    Raises:
        ValueError: it is missing, of another kind, or a number too large to be printed.
    """
    if key not in entries:
        raise ValueError(f"{key}: missing")
    value = entries[key]
    if not isinstance(value, kind):
        wanted = KINDS.get((*get_args(kind), kind)[0], "a number")
        raise ValueError(f"{key} is not {wanted}")
    if isinstance(value, int | float) and not abs(value) < LARGEST:
        raise ValueError(f"{key}: not a finite number")
    return value


def write_json(path: Path, value: object) -> None:
    """Write a JSON value with sorted keys; numbers that are not finite become null."""
    with atomic_file(path) as scratch:
        text = json.dumps(_without_nan(value), indent=2, sort_keys=True, allow_nan=False)
        scratch.write_text(text + "\n", encoding="utf-8")


def _without_nan(value: Any) -> Any:  # noqa: ANN401
    """The same JSON value with null in place of every number that is not finite."""
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def require_disk(path: Path, size: int) -> None:
    """Log that `size` bytes will be written to `path` or below it.

    Raises:
        InputError: they do not fit on that disk.
    """
    path = Path(path)
    parent = next(p for p in (path.absolute(), *path.absolute().parents) if p.is_dir())
    free = shutil.disk_usage(parent).free
    needs = f"needs {format_bytes(size)} and {format_bytes(free)} are free"
    log.info("%s: %s", path, needs)
    if size > free:
        raise InputError(f"{path}: {needs}; make room, or use another disk")


def format_bytes(size: float) -> str:
    """A number of bytes with a readable unit."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def natural_order(paths: Iterable[Path]) -> list[Path]:
    """Paths sorted by name, with numbers in them by value: figure 2 before figure 10."""
    return sorted(paths, key=lambda path: [p.zfill(20) for p in re.split(r"(\d+)", str(path))])


def checksum(path: Path, algorithm: str = "sha256") -> str:
    """The hexadecimal checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(
            file, lambda: hashlib.new(algorithm, usedforsecurity=False)
        ).hexdigest()
