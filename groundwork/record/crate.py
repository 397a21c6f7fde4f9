"""A results folder as a Workflow Run RO-Crate, from the records that its stages left."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rocrate.model.entity import Entity
from rocrate.rocrate import ROCrate

from groundwork.errors import InputError
from groundwork.files import atomic_file
from groundwork.record.calls import TERMS, add_call, add_workflow
from groundwork.record.entities import add, add_data
from groundwork.record.stage import Lineage, StageRecord

VERSION = "1.1"  # of RO-Crate, on which the profiles of runs build
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/ro/wfrun/provenance/0.5": "Provenance Run Crate",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate",
}
LICENCE = "Whoever publishes these results chooses one; the workflow's is MIT."


@dataclass(frozen=True)
class Title:
    """What a pipeline says about its crates."""

    name: str  # of the crate
    contents: str  # the kinds of results in it
    workflow: str  # name of the workflow


@dataclass(frozen=True)
class Engine:
    """The program that ran the stages in order."""

    name: str
    version: str
    url: str

    @classmethod
    def from_json(cls, text: str) -> "Engine":
        """The engine that the option `--engine` of a stage describes.

        Raises:
            InputError: it has other keys, or is no JSON.
        """
        try:
            return cls(**json.loads(text))
        except (TypeError, ValueError) as fault:
            raise InputError(f"--engine: {fault}; give name, version and url, as JSON") from None


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
    crate = ROCrate(version=VERSION)
    crate.metadata.extra_terms = {key: f"{TERMS}{key}" for key in ("sha256", "resourceUsage")}
    _describe_root(crate, title, found)
    main = add_workflow(crate, output.parent, workflow, engine.version, found)
    main["name"] = title.workflow
    data = add_data(crate, output.parent, found)
    controls = []
    for record in found:
        table = (benchmarks / record.path.relative_to(records)).with_suffix(".tsv")
        controls.append(add_call(crate, record, data, table))
    _add_run(crate, data, names, found, engine, controls)
    text = json.dumps(crate.metadata.generate(), indent=1, sort_keys=True, ensure_ascii=False)
    with atomic_file(output) as scratch:
        scratch.write_text(text + "\n", encoding="utf-8")


def _describe_root(crate: ROCrate, title: Title, records: Sequence[StageRecord]) -> None:
    root = crate.root_dataset
    codes = ", ".join(sorted({record.code for record in records}))
    root["name"] = title.name
    root["description"] = (
        f"{title.contents}, and the records of the {len(records)} stages that made them, "
        f"from: {codes}."
    )
    root["datePublished"] = max(record.ended for record in records)
    root["license"] = add(
        crate, "#licence", "CreativeWork", name="No licence chosen", description=LICENCE
    )
    root["conformsTo"] = [
        add(crate, uri, "CreativeWork", name=name, version=uri.rpartition("/")[2])
        for uri, name in PROFILES.items()
    ]


def _add_run(
    crate: ROCrate,
    data: Mapping[str, Entity],
    targets: Sequence[str],
    records: Sequence[StageRecord],
    engine: Engine,
    controls: Sequence[Entity],
) -> None:
    """Describe the run of the workflow, in which the engine controlled the calls."""
    written = {name for record in records for name in record.writes}
    run = crate.add_action(
        crate.mainEntity,
        identifier="#run",
        object=[entity for name, entity in data.items() if name not in written],
        result=[data[name] for name in targets if name in data],
        properties={
            "name": "The run of the workflow",
            "description": "All stages; each names the commit it ran from.",
            "startTime": min(record.started for record in records),
            "endTime": max(record.ended for record in records),
        },
    )
    program = {"name": engine.name, "url": engine.url, "softwareVersion": engine.version}
    tool = add(crate, engine.url, "SoftwareApplication", **program)
    name = f"The run of {engine.name}"
    add(crate, "#engine", "OrganizeAction", name=name, instrument=tool, object=controls, result=run)
    crate.root_dataset.append_to("mentions", run)
