"""The record of one call of a stage: its settings, its code, what it read and what it wrote.

Standard library only.
"""

import hashlib
import json
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from groundwork.errors import InputError
from groundwork.files import atomic_file, checksum, read_object
from groundwork.record.run import read_run
from groundwork.record.source import current_source, describe_source, parse_source

File = Mapping[str, Any]  # its `sha256`, its `bytes`, and the number of `files` of a folder


class StageCall:
    """A call of a program's stage that is under way; it is recorded if it succeeds."""

    def __init__(self, program: str, version: str, stage: str, settings: Mapping[str, Any]) -> None:
        self.entries = {
            "stage": stage,
            "settings": settings,
            "source": current_source(program),  # now: it may change while a long stage runs
            "versions": {program: version, "python": platform.python_version()},
            "started": _now(),
        }
        self._start = time.monotonic()

    def write_record(self, path: Path, *, reads: Sequence[Path], writes: Sequence[Path]) -> None:
        """Write the record, with checksums of the files and folders read and written."""
        entries = {
            **self.entries,
            "ended": _now(),
            "seconds": round(time.monotonic() - self._start, 1),
            "reads": _checksums(reads),
            "writes": _checksums(writes),
        }
        with atomic_file(path) as scratch:
            scratch.write_text(json.dumps(entries, indent=2, default=str) + "\n")


@dataclass(frozen=True)
class StageRecord:
    """The record of a call that succeeded."""

    path: Path  # of the record
    stage: str
    settings: Mapping[str, Any]
    source: Mapping[str, Any]  # as groundwork.record.source describes it
    program: str
    version: str
    started: str  # ISO 8601, UTC
    ended: str
    reads: Mapping[str, File]  # by path
    writes: Mapping[str, File]

    @property
    def code(self) -> str:
        """Commit and whether files differed from it, in words."""
        return describe_source(self.source)

    @property
    def sources(self) -> list[Mapping[str, Any]]:
        """All code that ran: that of the stage, then that of earlier parts of a resumed run."""
        found = [self.source]
        for run in (Path(name) for name in self.writes):
            if run.name == "run.json" and run.is_file():
                for part in reversed(read_run(run).parts):
                    found += [part.source] if part.source not in found else []
        return found


def read_record(path: Path) -> StageRecord:
    """Read the record of a stage.

    Raises:
        InputError: the file is missing or is not such a record.
    """
    entries = read_object(path, "delete it")
    try:
        program = next(name for name in _object(entries, "versions") if name != "python")
        return StageRecord(
            path,
            **{key: _text(entries, key) for key in ("stage", "started", "ended")},
            settings=_object(entries, "settings"),
            source=parse_source(_object(entries, "source")),
            program=program,
            version=_text(entries["versions"], program),
            reads=_files(entries, "reads"),
            writes=_files(entries, "writes"),
        )
    except (KeyError, OSError, StopIteration, ValueError) as fault:
        raise InputError(f"{path}: not the record of a stage ({fault!r}); delete it") from None


def _object(entries: Mapping[str, Any], key: str) -> dict[str, Any]:
    if not isinstance(entries[key], dict):
        raise ValueError(f"{key} is not an object")
    return entries[key]


def _text(entries: Mapping[str, Any], key: str) -> str:
    if not isinstance(entries[key], str):
        raise ValueError(f"{key} is not a text")
    return entries[key]


def _files(entries: Mapping[str, Any], key: str) -> dict[str, File]:
    files = _object(entries, key)
    for name in files:
        Path(name).exists()  # an OSError where the name is longer than names can be
        _text(_object(files, name), "sha256")
        if not isinstance(files[name]["bytes"], int):
            raise ValueError(f"bytes of {name} is not a number")
    return files


def _checksums(paths: Sequence[Path]) -> dict[str, File]:
    return {str(path): (_of_folder if path.is_dir() else _of_file)(path) for path in paths}


def _of_file(path: Path) -> File:
    return {"bytes": path.stat().st_size, "sha256": checksum(path)}


def _of_folder(path: Path) -> File:
    """The checksum is that of the lines that sha256sum prints for the files, sorted by name."""
    inside = {p.relative_to(path).as_posix(): p for p in path.rglob("*") if p.is_file()}
    files = {name: _of_file(inside[name]) for name in sorted(inside)}
    lines = "".join(f"{file['sha256']}  {name}\n" for name, file in files.items())
    return {
        "bytes": sum(file["bytes"] for file in files.values()),
        "files": len(files),
        "sha256": hashlib.sha256(lines.encode()).hexdigest(),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
