"""The records that stages wrote (groundwork.record.provenance): what made a file, step by step."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundwork.errors import InputError
from groundwork.files import checksum, read_json
from groundwork.record.run import read_run

log = logging.getLogger(__name__)

TEXT = (str,)
KINDS = {
    **dict.fromkeys(("stage", "started", "ended"), TEXT),
    **dict.fromkeys(("settings", "source", "versions", "reads", "writes"), (dict,)),
}
SOURCE_KINDS = {
    "commit": (str, type(None)),
    "changed": (list, type(None)),
    "lock": (str, type(None)),
}


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
        parts = [part for run in runs if run.is_file() for part in read_run(run).parts]
        found = [{key: self.about["source"][key] for key in SOURCE_KINDS}]
        for part in reversed(parts):
            found += [part.source] if part.source not in found else []
        return found


def describe_source(source: Mapping[str, Any]) -> str:
    """The code that ran (groundwork.record.provenance.source), in words."""
    if source["commit"] is None:
        return "unknown commit"
    return source["commit"] + (" with changes" if source["changed"] else "")


class Records:
    """All records below a folder, {any name}.json.

    Raises:
        InputError: one of them is broken.
    """

    def __init__(self, folder: Path) -> None:
        self._makers: dict[str, Recorded] = {}
        self._checked: dict[str, Recorded | None] = {}
        for path in sorted(folder.rglob("*.json")):
            record = _read(path)
            self._makers |= dict.fromkeys(record.about["writes"], record)

    def maker(self, name: str) -> Recorded | None:
        """What made a file; None where that is not known, or the file has changed since."""
        if name not in self._checked:
            record, path = self._makers.get(name), Path(name)
            # What was temporary is gone, and folders are too large to be read again.
            if (
                record
                and path.is_file()
                and checksum(path) != record.about["writes"][name]["sha256"]
            ):
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
    about = read_json(path, "delete it")
    try:
        _check(about, KINDS)
        _check(about["source"], SOURCE_KINDS)
        _check(about["versions"], {"holly": TEXT})
        for files in (about["reads"], about["writes"]):
            for name, file in files.items():
                _check(file, {"sha256": TEXT, "bytes": (int,)})
                Path(name).exists()  # an OSError where it is longer than names can be
    except (OSError, TypeError, ValueError) as fault:
        raise InputError(f"{path}: not the record of a stage ({fault}); delete it") from None
    return Recorded(path, about)


def _check(value: object, kinds: Mapping[str, tuple[type, ...]]) -> None:
    """Raise ValueError unless it is a mapping with these keys of these kinds."""
    if not isinstance(value, dict):
        raise ValueError("a mapping is expected")
    for key, kind in kinds.items():
        if key not in value:
            raise ValueError(f"no {key}")
        if not isinstance(value[key], kind):
            raise ValueError(f"{key} is of another kind")
    if not all(isinstance(name, str) for name in value.get("changed") or ()):
        raise ValueError("changed does not name files")
