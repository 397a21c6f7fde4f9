"""What happened, in a crate: each call of a stage, and the run of the workflow they belong to."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from groundwork.record.crate.entities import TERMS, add_data, add_entity, one_or_list
from groundwork.record.crate.workflow import Engine, step_id, tool_id
from groundwork.record.run import read_run
from groundwork.record.source import describe_source
from groundwork.record.stage import StageRecord

if TYPE_CHECKING:
    from rocrate.model.entity import Entity
    from rocrate.rocrate import ROCrate

UNITS = {"kWh": "http://qudt.org/vocab/unit/KiloW-HR", "MB": "http://qudt.org/vocab/unit/MegaBYTE"}


def add_run(
    crate: "ROCrate",
    root: Path,
    targets: Sequence[str],
    records: Sequence[StageRecord],
    benchmarks: Mapping[Path, Path],
    engine: Engine,
) -> None:
    """Describe the calls, the files they read and wrote, and the run of the workflow.

    `benchmarks` has the engine's table of memory by the path of each record.
    """
    known = {name: file for one in records for name, file in (one.reads | one.writes).items()}
    written = {name for record in records for name in record.writes}
    data = {name: add_data(crate, root, name, known[name]) for name in sorted(known)}
    controls = [_add_call(crate, record, data, benchmarks[record.path]) for record in records]
    run = crate.add_action(
        crate.mainEntity,
        identifier="#run",
        object=[data[name] for name in sorted(known.keys() - written)],
        result=[data[name] for name in targets if name in data],
        properties={
            "name": "The run of the workflow",
            "description": "All stages; each names the commit it ran from.",
            "startTime": min(record.started for record in records),
            "endTime": max(record.ended for record in records),
        },
    )
    add_entity(
        crate,
        "#engine",
        "OrganizeAction",
        name=f"The run of {engine.name}",
        instrument=add_entity(
            crate,
            engine.url,
            "SoftwareApplication",
            name=engine.name,
            url=engine.url,
            softwareVersion=engine.version,
        ),
        object=controls,
        result=run,
    )
    crate.root_dataset.append_to("mentions", run)


def _add_call(
    crate: "ROCrate", record: StageRecord, data: Mapping[str, "Entity"], benchmark: Path
) -> "Entity":
    """Add a call of a stage; return the action of the engine that started it."""
    name = str(record.path)
    settings = [
        add_entity(crate, f"#{name}/{key}", "PropertyValue", name=key, value=_plain(value))
        for key, value in record.settings.items()
        if value not in (None, "", [])
    ]
    action = crate.add_action(
        crate.get(tool_id(record)),
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
    usage = [
        add_entity(
            crate,
            f"#{name}/usage {kind}",
            "PropertyValue",
            name=kind,
            propertyID=f"{TERMS}{kind.replace(' ', '-')}",
            value=str(value),
            unitCode=UNITS[unit],
            unitText=unit,
        )
        for kind, value, unit in _usage(record, benchmark)
    ]
    if usage:
        action["resourceUsage"] = one_or_list(usage)
    crate.root_dataset.append_to("mentions", action)
    return add_entity(
        crate,
        f"#{name}/control",
        "ControlAction",
        name=f"The call of {record.stage}",
        instrument=crate.get(step_id(record.stage)),
        object=action,
    )


def _usage(record: StageRecord, benchmark: Path) -> Iterator[tuple[str, float, str]]:
    """Peak memory as the engine measured it, and energy where it was measured."""
    if benchmark.is_file():
        with benchmark.open(newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t"))
        if rows and rows[-1]["max_rss"] not in ("-", "NA"):
            yield "peak memory", float(rows[-1]["max_rss"]), "MB"
    for path in (Path(name) for name in record.writes):
        if path.name == "run.json" and path.is_file():
            energy = read_run(path).kwh
            if energy is not None:
                yield "energy", energy, "kWh"


def _plain(value: Any) -> str:  # noqa: ANN401
    return value if isinstance(value, str) else json.dumps(value, default=str)
