"""From which code, inputs and seeds each result came, as the page says it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundwork.files import natural_order
from groundwork.record.lineage import Lineage
from groundwork.record.source import describe_source
from groundwork.record.stage import StageRecord

KINDS = {
    "figures/paper/*": "Figures of the paper",
    "tables/*": "Tables of the paper",
    "videos/*": "Videos",
    "figures/datasets/*": "Data sets",
    "runs/*/*/structure.ply": "Structures",
    "figures/*/*/*": "Figures of each replicate",
}
SHORT = 10  # characters of a commit in a table


@dataclass(frozen=True)
class Origin:
    """What led to one result."""

    name: str
    stage: str
    ended: str
    codes: list[str]  # its own first, then those of the stages before it
    seeds: str
    reads: dict[str, str]  # checksums of what it was made from, by name
    sources: dict[str, str]  # and of the files that all began with


@dataclass(frozen=True)
class Code:
    """One state of the code, and how many stages ran from it."""

    commit: str | None
    changed: list[str]
    lock: str | None
    stages: int


def origins(results: Path, lineage: Lineage) -> dict[str, list[Origin | str]]:
    """The results of each kind; of what has no record the name alone."""
    found: dict[str, list[Origin | str]] = {}
    for pattern, kind in KINDS.items():
        for path in _files(results, pattern):
            name = path.relative_to(results).as_posix()
            found.setdefault(kind, []).append(_origin(name, path, lineage))
    return found


def codes(results: Path, lineage: Lineage) -> list[Code]:
    """The states of the code behind all of them, the most frequent first."""
    shown = [str(path) for pattern in KINDS for path in _files(results, pattern)]
    sources = Counter(
        (source["commit"], tuple(source["changed"] or ()), source["lock"])
        for record in lineage.behind(shown)
        for source in record.sources
    )
    return [
        Code(commit, list(changed), lock, stages)
        for (commit, changed, lock), stages in sources.most_common()
    ]


def _files(results: Path, pattern: str) -> list[Path]:
    found = natural_order(results.glob(pattern))
    return [path for path in found if path.is_file() and not path.name.startswith(".")]


def _origin(name: str, path: Path, lineage: Lineage) -> Origin | str:
    made = lineage.maker(str(path))
    if made is None:
        return name
    before = lineage.behind([str(path)])
    written = {file for record in before for file in record.writes}
    read = {k: v for record in before for k, v in record.reads.items() if k not in written}
    return Origin(
        name,
        made.stage,
        made.ended.replace("T", " ").replace("+00:00", " UTC"),
        list(dict.fromkeys(_short(s) for r in [made, *reversed(before)] for s in r.sources)),
        _seeds(before),
        {file: known["sha256"] for file, known in made.reads.items()},
        {file: known["sha256"] for file, known in read.items()},
    )


def _seeds(records: Sequence[StageRecord]) -> str:
    """The seeds of each stage that had one."""
    seeds: dict[str, list[str]] = {}
    for record in records:
        for seed in _listed(record.settings.get("seed")):
            known = seeds.setdefault(record.stage, [])
            known += [str(seed)] if str(seed) not in known else []
    return "; ".join(f"{stage} {', '.join(sorted(known))}" for stage, known in seeds.items())


def _listed(value: Any) -> list[Any]:  # noqa: ANN401
    return value if isinstance(value, list) else [] if value is None else [value]


def _short(source: Mapping[str, Any]) -> str:
    commit, *rest = describe_source(source).split(" ", 1)
    return " ".join([commit[:SHORT], *rest])
