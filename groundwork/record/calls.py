"""The workflow of an RO-Crate: its files, its steps and tools, and the calls of its stages."""

import csv
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rocrate.model.entity import Entity
from rocrate.rocrate import ROCrate

from groundwork.files import atomic_file
from groundwork.record.entities import add, add_file, one_or_list
from groundwork.record.run import read_run
from groundwork.record.source import describe_source
from groundwork.record.stage import StageRecord

TERMS = "https://w3id.org/ro/terms/workflow-run#"
UNITS = {"kWh": "http://qudt.org/vocab/unit/KiloW-HR", "MB": "http://qudt.org/vocab/unit/MegaBYTE"}


def add_workflow(
    crate: ROCrate,
    root: Path,
    files: Sequence[Path],
    version: str,
    records: Sequence[StageRecord],
) -> Entity:
    """Copy the workflow's files, the main one first, and describe its steps and tools.

    Each stage is a step. Each state of its code is a tool that carries the step out.
    `version` is of the engine.
    """
    copied = [_copy(path, files[0].parent, root) for path in files]
    main = crate.add_workflow(
        dest_path=copied[0],
        properties={"@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"]},
        main=True,
        lang="snakemake",
        lang_version=version,
    )
    main["version"] = records[-1].code
    main["license"] = {"@id": "https://spdx.org/licenses/MIT"}
    for name in copied[1:]:
        add_file(crate, name)
    tools: dict[str, dict[str, Entity]] = {}
    for record in records:
        name, version = f"{record.program} {record.stage}", f"{record.version}, {record.code}"
        tools.setdefault(record.stage, {})[record.code] = add(
            crate, _tool_id(record), "SoftwareApplication", name=name, softwareVersion=version
        )
    main["hasPart"] = [tool for of_stage in tools.values() for tool in of_stage.values()]
    main["step"] = [
        add(
            crate,
            _step_id(stage),
            "HowToStep",
            name=stage,
            position=str(position),
            workExample=one_or_list(list(of_stage.values())),
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


def add_call(
    crate: ROCrate, record: StageRecord, data: Mapping[str, Entity], benchmark: Path
) -> Entity:
    """Add a call of a stage; return the action of the engine that started it."""
    name = str(record.path)
    settings = [
        add(crate, f"#{name}/{key}", "PropertyValue", name=key, value=_plain(value))
        for key, value in record.settings.items()
        if value not in (None, "", [])
    ]
    action = crate.add_action(
        crate.get(_tool_id(record)),
        identifier=f"#{name}",
        object=one_or_list([data[path] for path in record.reads] + settings),
        result=one_or_list([data[path] for path in record.writes]),
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
        action["resourceUsage"] = one_or_list(usage)
    crate.root_dataset.append_to("mentions", action)
    about = {"name": f"The call of {record.stage}", "instrument": crate.get(_step_id(record.stage))}
    return add(crate, f"#{name}/control", "ControlAction", **about, object=action)


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
    return add(
        crate, identifier, "PropertyValue", name=kind, propertyID=term, value=str(value), **about
    )


def _plain(value: Any) -> str:  # noqa: ANN401
    return value if isinstance(value, str) else json.dumps(value, default=str)
