"""Which code ran: its commit, the files that differ from it, the lock of its packages.

Standard library only.
"""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import groundwork
from groundwork.files import checksum, entry

ROOT = Path(groundwork.__file__).resolve().parents[1]


def current_source(program: str, root: Path = ROOT) -> dict[str, Any]:
    """The code as it is now: `commit`; `changed`, the files that differ; `lock`, its checksum.

    What cannot be known, because there is no git or no repository, is None. Untracked files count
    only where code lies, in groundwork/, workflow/ and the program's own folder; elsewhere they
    are the user's own.
    """
    lock = root / "requirements.lock"
    commit = _git(root, "rev-parse", "HEAD") if _is_repository(root) else None
    status = _git(root, "status", "--porcelain", "-z", "--no-renames") if commit else None
    return {
        "commit": commit,
        "changed": None if status is None else _changed(status, program),
        "lock": checksum(lock) if lock.is_file() else None,
    }


def _changed(status: str, program: str) -> list[str]:
    code = ("groundwork/", "workflow/", f"{program}/")
    entries = [(line[:2], line[3:]) for line in status.split("\0") if line]
    return [name for state, name in entries if state != "??" or name.startswith(code)]


def parse_source(entries: Mapping[str, Any]) -> dict[str, Any]:
    """What `current_source` returned, out of the JSON object it was written to.

    Raises:
        ValueError: an entry is missing or of the wrong kind.
    """
    changed = entry(entries, "changed", list | None)
    if not all(isinstance(name, str) for name in changed or ()):
        raise ValueError("changed: not a list of file names")
    texts = {key: entry(entries, key, str | None) for key in ("commit", "lock")}
    return {**texts, "changed": changed}


def describe_source(source: Mapping[str, Any]) -> str:
    """Commit and whether files differed from it, in words."""
    if source["commit"] is None:
        return "unknown commit"
    return source["commit"] + (" with changes" if source["changed"] else "")


def _is_repository(root: Path) -> bool:
    """Whether the package lies in its own repository, not only in another one around it."""
    return (
        _git(root, "rev-parse", "--show-toplevel") == str(root)
        and _git(root, "ls-files", "groundwork/__init__.py") == "groundwork/__init__.py"
    )


def _git(root: Path, *arguments: str) -> str | None:
    """The output of git without locks that others would wait for; None where it fails."""
    program = shutil.which("git")
    if program is None:
        return None
    command = [program, "--no-optional-locks", "-C", str(root), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return ended.stdout.rstrip("\n") if ended.returncode == 0 else None
