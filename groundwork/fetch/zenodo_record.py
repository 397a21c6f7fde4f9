"""What the metadata of a Zenodo record say of its files, and the lock file that pins it."""

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from groundwork.errors import InputError
from groundwork.files import atomic_file, checksum, read_json

logger = logging.getLogger(__name__)

API = "https://zenodo.org/api/records"


@dataclass(frozen=True)
class Published:
    """A file as the metadata of its record describe it; ValueError if they cannot be true."""

    name: str
    size: int  # bytes
    md5: str  # hexadecimal

    def __post_init__(self) -> None:
        path = PurePosixPath(self.name)
        inside = path.parts and not path.is_absolute() and ".." not in path.parts
        if not inside or not self.name.isprintable():
            raise ValueError(f"the name {self.name!r} leads out of the folder")
        sized = type(self.size) is int and self.size >= 0
        if not (sized and re.fullmatch("[0-9a-f]{32}", self.md5)):
            raise ValueError(f"{self.name} has no MD5 or size")

    def is_at(self, path: Path) -> bool:
        """Whether `path` is this file, undamaged."""
        same_size = path.is_file() and path.stat().st_size == self.size
        return same_size and checksum(path, "md5") == self.md5


def read_metadata(metadata: dict[str, Any], record: int) -> list[Published]:
    """The files that the metadata of a record list, sorted by name.

    Raises:
        InputError: another record, or its files have no size, no checksum or a bad name.
    """
    url = f"{API}/{record}"
    try:
        number = int(metadata["id"])
        files = [
            Published(file["key"], int(file["size"]), file["checksum"].removeprefix("md5:"))
            for file in metadata["files"]
        ]
    except (KeyError, TypeError, AttributeError, OverflowError):
        raise InputError(
            f"{url}: lists no files with size and checksum; check that the record is open"
        ) from None
    except ValueError as fault:
        raise InputError(f"{url}: {fault}; do not use this record") from None
    if number != record:
        raise InputError(
            f"Zenodo record {record}: stands for all versions, now {number}; give that number"
        )
    return sorted(files, key=lambda file: file.name)


def read_lock(lock: Path, record: int) -> list[Published]:
    """The files of the record, as the lock file pins them."""
    try:
        content = read_json(lock, "delete it to pin the record again")
        number, pinned = int(content["record"]), [Published(**file) for file in content["files"]]
    except (KeyError, TypeError, ValueError, OverflowError):
        raise InputError(
            f"{lock}: not a lock file; restore it, or delete it to pin the record again"
        ) from None
    if number != record:
        raise InputError(f"{lock}: pins record {number}, not {record}; give another lock file")
    return pinned


def write_lock(lock: Path, record: int, published: list[Published]) -> None:
    """Write the lock file."""
    content = {"record": record, "files": [asdict(file) for file in published]}
    with atomic_file(lock) as scratch:
        scratch.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    logger.info("%s: pins the %d files of the record", lock, len(published))


def compare(lock: Path, record: int, pinned: list[Published], published: list[Published]) -> None:
    """Raise InputError unless exactly the pinned files are published."""
    then, now = ({file.name: file for file in files} for files in (pinned, published))
    for name in sorted(then.keys() | now.keys()):
        was, is_now = (
            f"{file.size} bytes with MD5 {file.md5}" if file else "absent"
            for file in (then.get(name), now.get(name))
        )
        if was != is_now:
            raise InputError(
                f"{lock}: {name} of Zenodo record {record} was {was} and is {is_now}; the record "
                "has changed, delete the lock file only if you trust it"
            )


def choose(published: list[Published], record: int, patterns: Sequence[str]) -> list[Published]:
    """The files that match a pattern; raise InputError if a pattern matches none."""
    for pattern in patterns:
        if not any(fnmatchcase(file.name, pattern) for file in published):
            names = ", ".join(file.name for file in published[:5]) + ", …" * (len(published) > 5)
            raise InputError(
                f"Zenodo record {record}: no file matches {pattern!r}; the record has {names}"
            )
    return [file for file in published if any(fnmatchcase(file.name, p) for p in patterns)]
