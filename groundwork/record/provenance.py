"""What made a result: the code, what it read and what it wrote. Standard library only."""

import hashlib
import json
import platform
import shutil
import subprocess
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import groundwork
from groundwork.files import atomic_file, checksum

ROOT = Path(groundwork.__file__).resolve().parents[1]
CODE = ("groundwork/", "holly/", "workflow/")  # a new file here may be part of what ran


def source(root: Path = ROOT) -> dict[str, Any]:
    """Say which code this is: its commit, which files differ from it, the checksum of the lock.

    What cannot be known, because there is no git or no repository, is None. Files that are new
    count where code lies; elsewhere they are the user's own.
    """
    lock = root / "requirements.lock"
    commit = _git(root, "rev-parse", "HEAD") if _tracked(root) else None
    status = _git(root, "status", "--porcelain", "-z", "--no-renames") if commit else None
    return {
        "commit": commit,
        "changed": None if status is None else _changed(status),
        "lock": checksum(lock) if lock.is_file() else None,
    }


def _tracked(root: Path) -> bool:
    """Whether the package lies in its own repository, and not in one around it."""
    return (
        _git(root, "rev-parse", "--show-toplevel") == str(root)
        and _git(root, "ls-files", "groundwork/__init__.py") == "groundwork/__init__.py"
    )


def _changed(status: str) -> list[str]:
    entries = [(entry[:2], entry[3:]) for entry in status.split("\0") if entry]
    return [name for state, name in entries if state != "??" or name.startswith(CODE)]


def _git(root: Path, *arguments: str) -> str | None:
    """What git says; None where it fails or is absent. It takes no lock others may wait for."""
    program = shutil.which("git")
    if program is None:
        return None
    said = subprocess.run(  # noqa: S603
        [program, "--no-optional-locks", "-C", str(root), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.rstrip("\n") if said.returncode == 0 else None


class Job:
    """One call of a stage, which is recorded when it has ended well."""

    def __init__(self, program: str, version: str, stage: str, settings: dict[str, Any]) -> None:
        self.about = {
            "stage": stage,
            "settings": settings,
            "source": source(),  # now: it may change while a long job runs
            "versions": {program: version, "python": platform.python_version()},
            "started": _now(),
        }
        self._clock = time.monotonic()

    def write(self, record: Path, *, reads: Sequence[Path], writes: Sequence[Path]) -> None:
        """Write the record, with the checksums of what was read and written."""
        ended = {"ended": _now(), "seconds": round(time.monotonic() - self._clock, 1)}
        files = {"reads": _checksums(reads), "writes": _checksums(writes)}
        with atomic_file(record) as scratch:
            scratch.write_text(json.dumps(self.about | ended | files, indent=2, default=str) + "\n")


def _checksums(paths: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """By path: bytes and sha256; those of a folder are of the list that sha256sum would print."""
    return {str(path): _of_folder(path) if path.is_dir() else _of_file(path) for path in paths}


def _of_file(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": checksum(path)}


def _of_folder(path: Path) -> dict[str, Any]:
    inside = {p.relative_to(path).as_posix(): p for p in path.rglob("*") if p.is_file()}
    found = {name: _of_file(inside[name]) for name in sorted(inside)}
    lines = "".join(f"{one['sha256']}  {name}\n" for name, one in found.items())
    return {
        "bytes": sum(one["bytes"] for one in found.values()),
        "files": len(found),
        "sha256": hashlib.sha256(lines.encode()).hexdigest(),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
