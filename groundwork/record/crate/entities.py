"""Entities of a crate: files, folders and everything that is described but not contained."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rocrate.model.contextentity import ContextEntity
    from rocrate.model.entity import Entity
    from rocrate.rocrate import ROCrate

TERMS = "https://w3id.org/ro/terms/workflow-run#"


def add_entity(crate: "ROCrate", identifier: str, kind: str, **properties: Any) -> "ContextEntity":  # noqa: ANN401
    """Add something that is not a file of the crate, or replace it."""
    from rocrate.model.contextentity import ContextEntity

    entity = ContextEntity(crate, identifier.replace(" ", "-"), {"@type": kind, **properties})
    return crate.add(entity)


def add_file(crate: "ROCrate", path: str, **properties: str) -> "Entity":
    """Add a file by its path within the crate."""
    kind = mimetypes.guess_type(path)[0]
    known = {"name": Path(path).name} | ({"encodingFormat": kind} if kind else {})
    return crate.add_file(dest_path=path, properties=known | properties)


def add_data(crate: "ROCrate", root: Path, name: str, file: Mapping[str, Any]) -> "Entity":
    """Add a file or folder of a record; of those outside `root`, only name and checksum."""
    path = Path(name)
    properties = {"sha256": file["sha256"], "contentSize": str(file["bytes"])}
    if not (path.is_relative_to(root) and path.exists()):
        identifier = f"#{file['sha256'][:16]} {path.name}"
        return add_entity(crate, identifier, "CreativeWork", name=path.name, **properties)
    inside = path.relative_to(root).as_posix()
    properties["name"] = inside
    if path.is_dir():
        return crate.add_dataset(dest_path=inside, properties=properties)
    return add_file(crate, inside, **properties)


def one_or_list(values: list["Entity"]) -> "Entity | list[Entity]":
    """A single value without a list around it, as the profiles of RO-Crate ask for."""
    return values[0] if len(values) == 1 else values
