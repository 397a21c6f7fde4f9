"""The record of one call of a stage: its settings, its code, what it read and what it wrote.

Standard library only.
"""

import hashlib
import json
import logging
import platform
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from groundwork.errors import InputError
from groundwork.files import atomic_file, checksum, entry, read_object
from groundwork.record.run import read_run
from groundwork.record.source import current_source, describe_source, parse_source

File = Mapping[str, Any]  # its `sha256`, its `bytes`, and the number of `files` of a folder

log = logging.getLogger(__name__)


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
            "reads": {str(one): _described(one) for one in reads},
            "writes": {str(one): _described(one) for one in writes},
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
    def runs(self) -> list[Path]:
        """The records of runs (run.json) that it wrote."""
        paths = [Path(name) for name in self.writes]
        return [path for path in paths if path.name == "run.json" and path.is_file()]

    @property
    def sources(self) -> list[Mapping[str, Any]]:
        """All code that ran: that of the stage, then that of earlier parts of a resumed run."""
        found = [self.source]
        for run in self.runs:
            for source in reversed(read_run(run).sources):
                found += [source] if source not in found else []
        return found


class Lineage:
    """The records in a folder, {any name}.json, and how they follow from each other.

    Raises:
        InputError: one of them is broken.
    """

    def __init__(self, folder: Path) -> None:
        self.records = [_read_record(path) for path in sorted(folder.rglob("*.json"))]
        self._makers = {name: record for record in self.records for name in record.writes}
        self._checked: dict[str, StageRecord | None] = {}

    def maker(self, name: str) -> StageRecord | None:
        """The call that wrote a file; None if none is known, or the file has changed since."""
        if name not in self._checked:
            record, path = self._makers.get(name), Path(name)
            # Temporary files are gone by now, and folders are too large to be read again.
            if record and path.is_file() and checksum(path) != record.writes[name]["sha256"]:
                log.warning("%s: changed since it was recorded; what made it is not known", path)
                record = None
            self._checked[name] = record
        return self._checked[name]

    def behind(self, targets: Iterable[str]) -> list[StageRecord]:
        """All calls that led to these files, in the order in which they ended."""
        wanted, seen = list(targets), set()
        found: dict[Path, StageRecord] = {}
        while wanted:
            name = wanted.pop()
            record = None if name in seen else self.maker(name)
            seen.add(name)
            if record:
                found[record.path] = record
                wanted.extend(record.reads)
        return sorted(found.values(), key=lambda record: (record.ended, str(record.path)))


def _read_record(path: Path) -> StageRecord:
    entries = read_object(path, "delete it")
    try:
        versions = entry(entries, "versions", dict)
        program = next(name for name in versions if name != "python")
        return StageRecord(
            path,
            **{key: entry(entries, key, str) for key in ("stage", "started", "ended")},
            settings=entry(entries, "settings", dict),
            source=parse_source(entry(entries, "source", dict)),
            program=program,
            version=entry(versions, program, str),
            reads=_files(entries, "reads"),
            writes=_files(entries, "writes"),
        )
    except (OSError, StopIteration, ValueError) as fault:
        raise InputError(f"{path}: not the record of a stage ({fault!r}); delete it") from None


def _files(entries: Mapping[str, Any], key: str) -> dict[str, File]:
    files = entry(entries, key, dict)
    for name in files:
        Path(name).exists()  # an OSError where the name is longer than names can be
        file = entry(files, name, dict)
        entry(file, "sha256", str)
        entry(file, "bytes", int)
    return files


def _described(path: Path) -> File:
    """Of a folder, the checksum of the lines that sha256sum prints for its files, by name."""
    if not path.is_dir():
        return {"bytes": path.stat().st_size, "sha256": checksum(path)}
    inside = {p.relative_to(path).as_posix(): p for p in path.rglob("*") if p.is_file()}
    files = {name: _described(inside[name]) for name in sorted(inside)}
    lines = "".join(f"{file['sha256']}  {name}\n" for name, file in files.items())
    return {
        "bytes": sum(file["bytes"] for file in files.values()),
        "files": len(files),
        "sha256": hashlib.sha256(lines.encode()).hexdigest(),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
