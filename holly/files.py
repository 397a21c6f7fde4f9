"""Files written aside and renamed, so that a killed program leaves no half of one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from holly.errors import InputError


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`; rename it to `path` if the block succeeds."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield scratch
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def require(path: Path, remedy: str) -> Path:
    """Return `path` if it is a file with content; otherwise raise InputError with the remedy."""
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file; {remedy}")
    if path.stat().st_size == 0:
        raise InputError(f"{path}: the file is empty; {remedy}")
    return path
