"""A results folder as a Workflow Run RO-Crate, from the records that its stages left."""

import csv
import json
import mimetypes
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rocrate.model.contextentity import ContextEntity
from rocrate.model.entity import Entity
from rocrate.rocrate import ROCrate

from groundwork.errors import InputError
from groundwork.files import atomic_file
from groundwork.record.run import read_run
from groundwork.record.source import describe_source
from groundwork.record.stage import File, Lineage, StageRecord

VERSION = "1.1"  # of RO-Crate, on which the profiles of runs build
TERMS = "https://w3id.org/ro/terms/workflow-run#"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/ro/wfrun/provenance/0.5": "Provenance Run Crate",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate",
}
LICENCE = "Whoever publishes these results chooses one; the workflow's is MIT."
UNITS = {"kWh": "http://qudt.org/vocab/unit/KiloW-HR", "MB": "http://qudt.org/vocab/unit/MegaBYTE"}


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
    main = _add_workflow(crate, output.parent, workflow, engine, found)
    main["name"] = title.workflow
    data = _add_data(crate, output.parent, found)
    controls = []
    for record in found:
        table = (benchmarks / record.path.relative_to(records)).with_suffix(".tsv")
        controls.append(_add_call(crate, record, data, table))
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
    root["license"] = _add(
        crate, "#licence", "CreativeWork", name="No licence chosen", description=LICENCE
    )
    root["conformsTo"] = [
        _add(crate, uri, "CreativeWork", name=name, version=uri.rpartition("/")[2])
        for uri, name in PROFILES.items()
    ]


def _add_workflow(
    crate: ROCrate,
    root: Path,
    files: Sequence[Path],
    engine: Engine,
    records: Sequence[StageRecord],
) -> Entity:
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
        _add_file(crate, name)
    tools: dict[str, dict[str, Entity]] = {}
    for record in records:
        name, version = f"{record.program} {record.stage}", f"{record.version}, {record.code}"
        tools.setdefault(record.stage, {})[record.code] = _add(
            crate, _tool_id(record), "SoftwareApplication", name=name, softwareVersion=version
        )
    main["hasPart"] = [tool for of_stage in tools.values() for tool in of_stage.values()]
    main["step"] = [
        _add(
            crate,
            _step_id(stage),
            "HowToStep",
            name=stage,
            position=str(position),
            workExample=_one_or_list(list(of_stage.values())),
        )
        for position, (stage, of_stage) in enumerate(tools.items(), 1)
    ]
    return main


def _step_id(stage: str) -> str:
    return f"#step-{stage}"


def _tool_id(record: StageRecord) -> str:
    """The identifier of a stage in the state of the code of this record."""
    return f"#{record.program} {record.stage} {record.code}".replace(" ", "-")


def _copy(path: Path, base: Path, root: Path) -> str:
    """Copy a file of the workflow into the crate; return its name there."""
    inside = path.relative_to(base) if path.is_relative_to(base) else Path(path.name)
    target = root / "workflow" / inside
    with atomic_file(target) as scratch:
        shutil.copyfile(path, scratch)
    return target.relative_to(root).as_posix()


def _add_data(crate: ROCrate, root: Path, records: Sequence[StageRecord]) -> dict[str, Entity]:
    """Add what the calls read and wrote; of what lies outside `root`, only name and checksum."""
    known = {name: file for one in records for name, file in (one.reads | one.writes).items()}
    return {name: _add_one(crate, root, Path(name), known[name]) for name in sorted(known)}


def _add_one(crate: ROCrate, root: Path, path: Path, file: File) -> Entity:
    properties = {"sha256": file["sha256"], "contentSize": str(file["bytes"])}
    if not (path.is_relative_to(root) and path.exists()):
        identifier = f"#{file['sha256'][:16]} {path.name}"
        return _add(crate, identifier, "CreativeWork", name=path.name, **properties)
    inside = path.relative_to(root).as_posix()
    properties["name"] = inside
    if path.is_dir():
        return crate.add_dataset(dest_path=inside, properties=properties)
    return _add_file(crate, inside, **properties)


def _add_call(
    crate: ROCrate, record: StageRecord, data: Mapping[str, Entity], benchmark: Path
) -> Entity:
    """Add a call of a stage; return the action of the engine that started it."""
    name = str(record.path)
    settings = [
        _add(crate, f"#{name}/{key}", "PropertyValue", name=key, value=_plain(value))
        for key, value in record.settings.items()
        if value not in (None, "", [])
    ]
    action = crate.add_action(
        crate.get(_tool_id(record)),
        identifier=f"#{name}",
        object=_one_or_list([data[path] for path in record.reads] + settings),
        result=_one_or_list([data[path] for path in record.writes]),
        properties={
            "name": f"{record.stage}: {', '.join(record.writes) or name}",
            "description": "; ".join(
                f"from {describe_source(source)}, sha256 of the lock {source['lock']}"
                for source in record.sources
            ),
            "startTime": record.started,
            "endTime": record.ended,
            "actionStatus": "http://schema.org/CompletedActionStatus",
        },
    )
    if usage := [_add_usage(crate, name, *one) for one in _usage(record, benchmark)]:
        action["resourceUsage"] = _one_or_list(usage)
    crate.root_dataset.append_to("mentions", action)
    about = {"name": f"The call of {record.stage}", "instrument": crate.get(_step_id(record.stage))}
    return _add(crate, f"#{name}/control", "ControlAction", **about, object=action)


def _usage(record: StageRecord, benchmark: Path) -> Iterator[tuple[str, float, str]]:
    """Peak memory as the engine measured it, and energy where it was measured."""
    if benchmark.is_file():
        with benchmark.open(newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t"))
        if rows and rows[-1]["max_rss"] not in ("-", "NA"):
            yield "peak memory", float(rows[-1]["max_rss"]), "MB"
    for path in record.runs:
        energy = read_run(path).kwh
        if energy is not None:
            yield "energy", energy, "kWh"


def _add_usage(crate: ROCrate, call: str, kind: str, value: float, unit: str) -> Entity:
    term, about = f"{TERMS}{kind.replace(' ', '-')}", {"unitCode": UNITS[unit], "unitText": unit}
    identifier = f"#{call}/usage {kind}"
    return _add(
        crate, identifier, "PropertyValue", name=kind, propertyID=term, value=str(value), **about
    )


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
    tool = _add(crate, engine.url, "SoftwareApplication", **program)
    name = f"The run of {engine.name}"
    _add(
        crate, "#engine", "OrganizeAction", name=name, instrument=tool, object=controls, result=run
    )
    crate.root_dataset.append_to("mentions", run)


def _add(crate: ROCrate, identifier: str, kind: str, **properties: Any) -> ContextEntity:  # noqa: ANN401
    """Add something that is not a file of the crate, or replace it."""
    entity = ContextEntity(crate, identifier.replace(" ", "-"), {"@type": kind, **properties})
    return crate.add(entity)


def _add_file(crate: ROCrate, path: str, **properties: str) -> Entity:
    """Add a file by its path within the crate."""
    kind = mimetypes.guess_type(path)[0]
    known = {"name": Path(path).name} | ({"encodingFormat": kind} if kind else {})
    return crate.add_file(dest_path=path, properties=known | properties)


def _one_or_list(values: list[Entity]) -> Entity | list[Entity]:
    """A single value without a list around it, as the profiles of RO-Crate ask for."""
    return values[0] if len(values) == 1 else values


def _plain(value: Any) -> str:  # noqa: ANN401
    return value if isinstance(value, str) else json.dumps(value, default=str)
