"""The records stages left (holly.provenance), read: what made a file, and all that led to it."""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holly.errors import InputError
from holly.files import digest

log = logging.getLogger(__name__)

KEYS = ("stage", "settings", "source", "versions", "started", "ended", "reads", "writes")


@dataclass(frozen=True)
class Recorded:
    """A call of a stage."""

    path: Path  # of its record
    about: Mapping[str, Any]

    @property
    def code(self) -> str:
        """Its commit, and whether files differed from it."""
        return describe_source(self.about["source"])

    @property
    def sources(self) -> list[Mapping[str, Any]]:
        """All code that ran: its own, and that of the earlier parts of a resumed training."""
        runs = [Path(name) for name in self.about["writes"] if Path(name).name == "run.json"]
        parts = [part for run in runs if run.is_file() for part in _parts(run)]
        found = [self.about["source"]]
        for part in reversed(parts):
            earlier = {key: part[key] for key in found[0]}
            found += [earlier] if earlier not in found else []
        return found


def _parts(run: Path) -> list[Mapping[str, Any]]:
    return json.loads(run.read_text(encoding="utf-8")).get("parts", [])


def describe_source(source: Mapping[str, Any]) -> str:
    """The code that ran (holly.provenance.source), in words."""
    if source["commit"] is None:
        return "unknown commit"
    return source["commit"] + (" with changes" if source["changed"] else "")


class Records:
    """All records below a folder, {any name}.log.json.

    Raises:
        InputError: one of them is broken.
    """

    def __init__(self, folder: Path) -> None:
        self._makers: dict[str, Recorded] = {}
        self._checked: dict[str, Recorded | None] = {}
        for path in sorted(folder.rglob("*.log.json")):
            record = _read(path)
            self._makers |= dict.fromkeys(record.about["writes"], record)

    def maker(self, name: str) -> Recorded | None:
        """What made a file; None where that is not known, or the file has changed since."""
        if name not in self._checked:
            record, path = self._makers.get(name), Path(name)
            # What was temporary is gone, and folders are too large to be read again.
            if record and path.is_file() and digest(path) != record.about["writes"][name]["sha256"]:
                log.warning("%s: changed since it was recorded; what made it is not known", path)
                record = None
            self._checked[name] = record
        return self._checked[name]

    def behind(self, targets: Iterable[str]) -> list[Recorded]:
        """What led to these files, in the order it ended."""
        wanted, seen = list(targets), set()
        found: dict[Path, Recorded] = {}
        while wanted:
            name = wanted.pop()
            record = None if name in seen else self.maker(name)
            seen.add(name)
            if record:
                found[record.path] = record
                wanted.extend(record.about["reads"])
        return sorted(found.values(), key=lambda one: (one.about["ended"], str(one.path)))


def _read(path: Path) -> Recorded:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        if missing := [key for key in KEYS if key not in about]:
            raise ValueError(f"no {missing[0]}")
        record = Recorded(path, about)
        record.code  # noqa: B018  (it can be read)
        for files in (about["reads"], about["writes"]):
            for file in files.values():
                file["sha256"], file["bytes"]
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise InputError(f"{path}: not the record of a stage ({fault}); delete it") from None
    return record
