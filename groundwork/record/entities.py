"""What an RO-Crate is made of: files, folders, and things that are neither."""

import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rocrate.model.contextentity import ContextEntity
from rocrate.model.entity import Entity
from rocrate.rocrate import ROCrate

from groundwork.record.stage import File, StageRecord


def add(crate: ROCrate, identifier: str, kind: str, **properties: Any) -> ContextEntity:  # noqa: ANN401
    """Add something that is not a file of the crate, or replace it."""
    entity = ContextEntity(crate, identifier.replace(" ", "-"), {"@type": kind, **properties})
    return crate.add(entity)


def add_file(crate: ROCrate, path: str, **properties: str) -> Entity:
    """Add a file by its path within the crate."""
    kind = mimetypes.guess_type(path)[0]
    known = {"name": Path(path).name} | ({"encodingFormat": kind} if kind else {})
    return crate.add_file(dest_path=path, properties=known | properties)


def one_or_list(values: list[Entity]) -> Entity | list[Entity]:
    """A single value without a list around it, as the profiles of RO-Crate ask for."""
    return values[0] if len(values) == 1 else values


def add_data(crate: ROCrate, root: Path, records: Sequence[StageRecord]) -> dict[str, Entity]:
    """Add what the calls read and wrote; of what lies outside `root`, only name and checksum."""
    known = {name: file for one in records for name, file in (one.reads | one.writes).items()}
    return {name: _add_one(crate, root, Path(name), known[name]) for name in sorted(known)}


def _add_one(crate: ROCrate, root: Path, path: Path, file: File) -> Entity:
    properties = {"sha256": file["sha256"], "contentSize": str(file["bytes"])}
    if not (path.is_relative_to(root) and path.exists()):
        identifier = f"#{file['sha256'][:16]} {path.name}"
        return add(crate, identifier, "CreativeWork", name=path.name, **properties)
    inside = path.relative_to(root).as_posix()
    properties["name"] = inside
    if path.is_dir():
        return crate.add_dataset(dest_path=inside, properties=properties)
    return add_file(crate, inside, **properties)
