"""Which calls of stages led to a file, from the records that they left."""

import logging
from collections.abc import Iterable
from pathlib import Path

from groundwork.files import checksum
from groundwork.record.stage import StageRecord, read_record

log = logging.getLogger(__name__)


class Lineage:
    """The records in a folder, {any name}.json, and how they follow from each other.

    Raises:
        InputError: one of them is broken.
    """

    def __init__(self, folder: Path) -> None:
        self.records = [read_record(path) for path in sorted(folder.rglob("*.json"))]
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
