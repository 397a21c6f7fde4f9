"""A results folder as a Workflow Run RO-Crate, from the records its stages left."""

import csv
import json
import mimetypes
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from groundwork.errors import InputError
from groundwork.files import atomic_file
from groundwork.record.records import Recorded, Records, describe_source
from groundwork.record.run import read_run

if TYPE_CHECKING:
    from rocrate.model.contextentity import ContextEntity
    from rocrate.model.entity import Entity
    from rocrate.rocrate import ROCrate

VERSION = "1.1"  # of RO-Crate, on which the profiles of runs build
TERMS = "https://w3id.org/ro/terms/workflow-run#"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/ro/wfrun/provenance/0.5": "Provenance Run Crate",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate",
}
UNITS = {"kWh": "http://qudt.org/vocab/unit/KiloW-HR", "MB": "http://qudt.org/vocab/unit/MegaBYTE"}


@dataclass(frozen=True)
class Engine:
    """The program that ran the stages in order."""

    name: str
    version: str
    url: str


def write_crate(
    targets: Sequence[Path],
    output: Path,
    *,
    logs: Path,
    benchmarks: Path,
    workflow: Sequence[Path],
    engine: Engine,
) -> None:
    """Describe `targets` and all that led to them in `output`, ro-crate-metadata.json.

    Its folder is the crate. The files of the workflow, the main one first, are copied to
    `workflow/` in it. `benchmarks` has a table of each stage's memory where `logs` has its record.

    Raises:
        InputError: a record is broken, or no target has one.
    """
    names = [str(target) for target in targets]
    records = Records(logs).behind(names)
    if not records:
        raise InputError(f"{logs}: no record of what made {names[0]}; run the workflow anew")
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version=VERSION)
    crate.metadata.extra_terms = {
        "sha256": f"{TERMS}sha256",
        "resourceUsage": f"{TERMS}resourceUsage",
    }
    builder = _Builder(crate, output.parent, engine)
    builder.describe_root(records)
    builder.add_workflow(workflow, records)
    usage = {record.path: _usage(record, logs, benchmarks) for record in records}
    builder.add_run(names, records, usage)
    text = json.dumps(crate.metadata.generate(), indent=1, sort_keys=True, ensure_ascii=False)
    with atomic_file(output) as scratch:
        scratch.write_text(text + "\n", encoding="utf-8")


def _usage(record: Recorded, logs: Path, benchmarks: Path) -> dict[str, tuple[float, str]]:
    """What a stage took: peak memory as the engine saw it, and energy where it was measured."""
    usage = {}
    table = benchmarks / record.path.relative_to(logs)
    table = table.with_suffix(".tsv")
    if table.is_file():
        with table.open(newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t"))
        if rows and rows[-1]["max_rss"] not in ("-", "NA"):
            usage["peak memory"] = (float(rows[-1]["max_rss"]), "MB")
    for name in record.about["writes"]:
        path = Path(name)
        if path.name == "run.json" and path.is_file():
            energy = read_run(path).kwh
            if energy is not None:
                usage["energy"] = (energy, "kWh")
    return usage


class _Builder:
    """Fills a crate."""

    def __init__(self, crate: "ROCrate", root: Path, engine: Engine) -> None:
        self._crate, self._root, self._engine = crate, root, engine
        self._tools: dict[str, ContextEntity] = {}
        self._steps: dict[str, ContextEntity] = {}

    def describe_root(self, records: Sequence[Recorded]) -> None:
        root = self._crate.root_dataset
        codes = sorted({record.code for record in records})
        root["name"] = "3D structures found from 2D microscopy images by HOLLy"
        root["description"] = (
            "Structures, their distances from the truth, figures, and the records of the "
            f"{len(records)} stages that made them, from: {', '.join(codes)}."
        )
        root["datePublished"] = max(record.about["ended"] for record in records)
        root["license"] = self._context(
            "#licence",
            "CreativeWork",
            name="No licence chosen",
            description="Whoever publishes these results chooses one; the workflow's is MIT.",
        )
        root["conformsTo"] = [
            self._context(uri, "CreativeWork", name=name, version=uri.rpartition("/")[2])
            for uri, name in PROFILES.items()
        ]

    def add_workflow(self, files: Sequence[Path], records: Sequence[Recorded]) -> None:
        """Copy the workflow, and tell the tools and steps it consists of."""
        copied = [self._copied(path, files[0].parent) for path in files]
        main = self._crate.add_workflow(
            dest_path=copied[0],
            properties={"@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"]},
            main=True,
            lang="snakemake",
            lang_version=self._engine.version,
        )
        main["name"] = "HOLLy, reproducible"
        main["version"] = records[-1].code
        main["license"] = {"@id": "https://spdx.org/licenses/MIT"}
        for path in copied[1:]:
            self._crate.add_file(dest_path=path, properties=_file(self._root / path))
        for record in records:
            self._tool(record)
        for stage, step in self._steps.items():
            tools = [
                tool for key, tool in self._tools.items() if key.startswith(f"#holly {stage} ")
            ]
            step["workExample"] = _one(tools)
        main["hasPart"] = list(self._tools.values())
        main["step"] = list(self._steps.values())

    def add_run(
        self,
        targets: Sequence[str],
        records: Sequence[Recorded],
        usage: Mapping[Path, Mapping[str, tuple[float, str]]],
    ) -> None:
        """Tell each call of a stage, and the run of the workflow that they are."""
        known = {}
        for record in records:
            known |= record.about["reads"] | record.about["writes"]
        entities = {name: self._data(name, known[name]) for name in sorted(known)}
        written = {name for record in records for name in record.about["writes"]}
        controls = [self._action(record, entities, usage[record.path]) for record in records]
        run = self._crate.add_action(
            self._crate.mainEntity,
            identifier="#run",
            object=[entities[name] for name in sorted(known.keys() - written)],
            result=[entities[name] for name in targets if name in entities],
            properties={
                "name": "The run of the workflow",
                "description": "All stages; each names the commit it ran from.",
                "startTime": min(record.about["started"] for record in records),
                "endTime": max(record.about["ended"] for record in records),
            },
        )
        about = vars(self._engine) | {"softwareVersion": self._engine.version}
        about.pop("version")
        engine = self._context(self._engine.url, "SoftwareApplication", **about)
        self._context(
            "#engine",
            "OrganizeAction",
            name=f"The run of {self._engine.name}",
            instrument=engine,
            object=controls,
            result=run,
        )
        self._crate.root_dataset.append_to("mentions", run)

    def _action(
        self,
        record: Recorded,
        entities: Mapping[str, "Entity"],
        usage: Mapping[str, tuple[float, str]],
    ) -> "ContextEntity":
        """A call of a stage, by the step of the workflow it belongs to."""
        about, name = record.about, str(record.path)
        settings = [
            self._context(f"#{name}/{key}", "PropertyValue", name=key, value=_plain(value))
            for key, value in about["settings"].items()
            if value not in (None, "", [])
        ]
        taken = [
            self._context(
                f"#{name}/usage {key}",
                "PropertyValue",
                name=key,
                propertyID=f"{TERMS}{key.replace(' ', '-')}",
                value=str(value),
                unitCode=UNITS[unit],
                unitText=unit,
            )
            for key, (value, unit) in usage.items()
        ]
        action = self._crate.add_action(
            self._tools[_tool_id(record)],
            identifier=f"#{name}",
            object=_one([entities[path] for path in about["reads"]] + settings),
            result=_one([entities[path] for path in about["writes"]]),
            properties={
                "name": f"{about['stage']}: {', '.join(about['writes']) or name}",
                "description": "; ".join(
                    f"from {describe_source(source)}, sha256 of the lock {source['lock']}"
                    for source in record.sources
                ),
                "startTime": about["started"],
                "endTime": about["ended"],
                "actionStatus": "http://schema.org/CompletedActionStatus",
            },
        )
        if taken:
            action["resourceUsage"] = _one(taken)
        self._crate.root_dataset.append_to("mentions", action)
        return self._context(
            f"#{name}/control",
            "ControlAction",
            name=f"The call of {about['stage']}",
            instrument=self._steps[about["stage"]],
            object=action,
        )

    def _tool(self, record: Recorded) -> None:
        """A stage as it was at the commit of this record."""
        identifier, stage = _tool_id(record), record.about["stage"]
        if identifier in self._tools:
            return
        self._tools[identifier] = self._context(
            identifier,
            "SoftwareApplication",
            name=f"holly {stage}",
            softwareVersion=f"{record.about['versions']['holly']}, {record.code}",
        )
        if stage not in self._steps:
            position = str(len(self._steps) + 1)
            self._steps[stage] = self._context(
                f"#step {stage}", "HowToStep", name=stage, position=position
            )

    def _data(self, name: str, known: Mapping[str, Any]) -> "Entity":
        """A file or folder; what lies outside the crate is mentioned by its name and checksum."""
        path = Path(name)
        properties = {"sha256": known["sha256"], "contentSize": str(known["bytes"])}
        if path.is_relative_to(self._root) and path.exists():
            inside = path.relative_to(self._root).as_posix()
            properties["name"] = inside
            if path.is_dir():
                return self._crate.add_dataset(dest_path=inside, properties=properties)
            return self._crate.add_file(dest_path=inside, properties=_file(path) | properties)
        return self._context(
            f"#{known['sha256'][:16]} {path.name}", "CreativeWork", name=path.name, **properties
        )

    def _copied(self, path: Path, base: Path) -> str:
        """Copy a file of the workflow; its name in the crate."""
        inside = path.relative_to(base) if path.is_relative_to(base) else Path(path.name)
        target = self._root / "workflow" / inside
        with atomic_file(target) as scratch:
            shutil.copyfile(path, scratch)
        return target.relative_to(self._root).as_posix()

    def _context(self, identifier: str, kind: str, **properties: Any) -> "ContextEntity":  # noqa: ANN401
        from rocrate.model.contextentity import ContextEntity

        entity = ContextEntity(
            self._crate, identifier.replace(" ", "-"), properties={"@type": kind}
        )
        for name, value in properties.items():
            entity[name] = value
        return self._crate.add(entity)


def _tool_id(record: Recorded) -> str:
    return f"#holly {record.about['stage']} {record.code}"


def _one(values: list["Entity"]) -> "Entity | list[Entity]":
    """A single value as such, as the profile of RO-Crates has it."""
    return values[0] if len(values) == 1 else values


def _file(path: Path) -> dict[str, str]:
    kind = mimetypes.guess_type(path.name)[0]
    return {"name": path.name} | ({"encodingFormat": kind} if kind else {})


def _plain(value: Any) -> str:  # noqa: ANN401
    return value if isinstance(value, str) else json.dumps(value, default=str)
