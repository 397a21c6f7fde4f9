"""Files written aside and renamed, so that a killed program leaves no half of one.

Standard library only.
"""

import fcntl
import hashlib
import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from holly.errors import InputError

log = logging.getLogger(__name__)


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`; rename it to `path` if the block succeeds.

    What a killed run left under that name is removed by the next one.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.stem}.part{path.suffix}")
    scratch.unlink(missing_ok=True)
    try:
        yield scratch
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


@contextmanager
def folder_aside(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside `folder`; it takes the place of `folder` if the block succeeds.

    What a killed run left aside is removed by the next one.
    """
    folder = Path(folder)
    scratch, old = (folder.with_name(f".{folder.name}.{end}") for end in ("part", "old"))
    for leftover in (scratch, old):
        shutil.rmtree(leftover, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        yield scratch
        if folder.exists():
            folder.replace(old)
        scratch.replace(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Make `folder` if need be, and keep every other program that asks out of it.

    Raises:
        InputError: another has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # let go by the system at our end
        except BlockingIOError:
            raise InputError(
                f"{folder}: another run that writes it is under way; wait for it, or stop it"
            ) from None
        except OSError as error:
            log.warning("%s: no locks here (%s); start no second run", folder, error)
        yield


def require(path: Path, remedy: str) -> Path:
    """Return `path` if it is a file with content; otherwise raise InputError with the remedy."""
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file; {remedy}")
    if path.stat().st_size == 0:
        raise InputError(f"{path}: the file is empty; {remedy}")
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


def digest(path: Path, algorithm: str = "sha256") -> str:
    """The checksum of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(
            file, lambda: hashlib.new(algorithm, usedforsecurity=False)
        ).hexdigest()
