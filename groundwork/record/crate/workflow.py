"""The plan in a crate: the workflow, its steps, and the tools that carry them out."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from groundwork.files import atomic_file
from groundwork.record.crate.entities import add_entity, add_file, one_or_list
from groundwork.record.stage import StageRecord

if TYPE_CHECKING:
    from rocrate.model.entity import Entity
    from rocrate.rocrate import ROCrate


@dataclass(frozen=True)
class Engine:
    """The program that ran the stages in order."""

    name: str
    version: str
    url: str


def add_workflow(
    crate: "ROCrate",
    root: Path,
    files: Sequence[Path],
    engine: Engine,
    records: Sequence[StageRecord],
) -> "Entity":
    """Copy the workflow's files, the main one first, and describe its steps and tools.

    Each stage is a step. Each state of its code is a tool that carries the step out.
    """
    copied = [_copy(path, files[0].parent, root) for path in files]
    main = crate.add_workflow(
        dest_path=copied[0],
        properties={"@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"]},
        main=True,
        lang="snakemake",
        lang_version=engine.version,
    )
    main["version"] = records[-1].code
    main["license"] = {"@id": "https://spdx.org/licenses/MIT"}
    for name in copied[1:]:
        add_file(crate, name)
    tools: dict[str, dict[str, Entity]] = {}
    for record in records:
        tools.setdefault(record.stage, {}).setdefault(record.code, _tool(crate, record))
    main["hasPart"] = [tool for of_stage in tools.values() for tool in of_stage.values()]
    main["step"] = [
        add_entity(
            crate,
            step_id(stage),
            "HowToStep",
            name=stage,
            position=str(position),
            workExample=one_or_list(list(of_stage.values())),
        )
        for position, (stage, of_stage) in enumerate(tools.items(), 1)
    ]
    return main


def step_id(stage: str) -> str:
    """The identifier of a stage's step."""
    return f"#step-{stage}"


def tool_id(record: StageRecord) -> str:
    """The identifier of a stage in the state of the code of this record."""
    return f"#{record.program} {record.stage} {record.code}".replace(" ", "-")


def _tool(crate: "ROCrate", record: StageRecord) -> "Entity":
    return add_entity(
        crate,
        tool_id(record),
        "SoftwareApplication",
        name=f"{record.program} {record.stage}",
        softwareVersion=f"{record.version}, {record.code}",
    )


def _copy(path: Path, base: Path, root: Path) -> str:
    """Copy a file of the workflow into the crate; return its name there."""
    inside = path.relative_to(base) if path.is_relative_to(base) else Path(path.name)
    target = root / "workflow" / inside
    with atomic_file(target) as scratch:
        shutil.copyfile(path, scratch)
    return target.relative_to(root).as_posix()
