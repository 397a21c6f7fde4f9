"""A results folder as a Workflow Run RO-Crate, from the records that its stages left."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from groundwork.errors import InputError
from groundwork.files import atomic_file
from groundwork.record.crate.entities import TERMS, add_entity
from groundwork.record.crate.run import add_run
from groundwork.record.crate.workflow import Engine, add_workflow
from groundwork.record.lineage import Lineage
from groundwork.record.stage import StageRecord

if TYPE_CHECKING:
    from rocrate.rocrate import ROCrate

__all__ = ["Engine", "Title", "write_crate"]

VERSION = "1.1"  # of RO-Crate, on which the profiles of runs build
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/ro/wfrun/provenance/0.5": "Provenance Run Crate",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate",
}


@dataclass(frozen=True)
class Title:
    """What a pipeline says about its crates."""

    name: str  # of the crate
    contents: str  # the kinds of results in it
    workflow: str  # name of the workflow


def write_crate(
    targets: Sequence[Path],
    output: Path,
    *,
    title: Title,
    records: Path,
    benchmarks: Path,
    workflow: Sequence[Path],
    engine: Engine,
) -> None:
    """Describe `targets` and all that led to them in `output`, ro-crate-metadata.json.

    Its folder is the crate. The files of the workflow, the main one first, are copied to
    `workflow/` in it. `records` is the folder of the records of all stages; `benchmarks` has, at
    the same place, a table with the memory that each stage took.

    Raises:
        InputError: a record is broken, or no target has one.
    """
    names = [str(target) for target in targets]
    found = Lineage(records).behind(names)
    if not found:
        raise InputError(f"{records}: no record of what made {names[0]}; run the workflow anew")
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version=VERSION)
    crate.metadata.extra_terms = {
        "sha256": f"{TERMS}sha256",
        "resourceUsage": f"{TERMS}resourceUsage",
    }
    _describe_root(crate, title, found)
    main = add_workflow(crate, output.parent, workflow, engine, found)
    main["name"] = title.workflow
    tables = {
        one.path: (benchmarks / one.path.relative_to(records)).with_suffix(".tsv") for one in found
    }
    add_run(crate, output.parent, names, found, tables, engine)
    text = json.dumps(crate.metadata.generate(), indent=1, sort_keys=True, ensure_ascii=False)
    with atomic_file(output) as scratch:
        scratch.write_text(text + "\n", encoding="utf-8")


def _describe_root(crate: "ROCrate", title: Title, records: Sequence[StageRecord]) -> None:
    root = crate.root_dataset
    codes = sorted({record.code for record in records})
    root["name"] = title.name
    root["description"] = (
        f"{title.contents}, and the records of the "
        f"{len(records)} stages that made them, from: {', '.join(codes)}."
    )
    root["datePublished"] = max(record.ended for record in records)
    root["license"] = add_entity(
        crate,
        "#licence",
        "CreativeWork",
        name="No licence chosen",
        description="Whoever publishes these results chooses one; the workflow's is MIT.",
    )
    root["conformsTo"] = [
        add_entity(crate, uri, "CreativeWork", name=name, version=uri.rpartition("/")[2])
        for uri, name in PROFILES.items()
    ]
