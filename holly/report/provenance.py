"""From which code, inputs and seeds each result came."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from groundwork.files import natural_order
from groundwork.record.source import describe_source
from groundwork.record.stage import Lineage, StageRecord

KINDS = {
    "figures/paper/*": "Figures of the paper",
    "tables/*": "Tables of the paper",
    "videos/*": "Videos",
    "figures/datasets/*": "Data sets",
    "runs/*/*/structure.ply": "Structures",
    "figures/*/*/*": "Figures of each replicate",
}
COMMIT = 10  # characters of a commit in a table


def describe_provenance(results: Path, records: Path) -> dict[str, Any]:
    """What the page of provenance shows, from the folder of the stages' records.

    `codes` are the states of the code behind all results, the most frequent first. `origins` are
    the results by kind; of a result without a record only the name is given.
    """
    lineage = Lineage(records)
    shown = {
        kind: [
            path
            for path in natural_order(results.glob(pattern))
            if path.is_file() and not path.name.startswith(".")
        ]
        for pattern, kind in KINDS.items()
    }
    return {
        "codes": _codes([str(path) for paths in shown.values() for path in paths], lineage),
        "origins": {
            kind: [_origin(path.relative_to(results).as_posix(), path, lineage) for path in paths]
            for kind, paths in shown.items()
            if paths
        },
    }


def _codes(paths: Sequence[str], lineage: Lineage) -> list[dict[str, Any]]:
    """The states of the code behind these files, each with the number of stages that ran it."""
    sources = Counter(
        (source["commit"], tuple(source["changed"] or ()), source["lock"])
        for record in lineage.behind(paths)
        for source in record.sources
    )
    return [
        {"commit": commit, "changed": changed, "lock": lock, "stages": stages}
        for (commit, changed, lock), stages in sources.most_common()
    ]


def _origin(name: str, path: Path, lineage: Lineage) -> dict[str, Any] | str:
    """What led to one result; only its name if that is not known.

    `code` is what its own stage ran last, then what ran before. `inputs` are the checksums of the
    files that its stage read, `sources` those of the files that all stages together began with.
    """
    maker = lineage.maker(str(path))
    if maker is None:
        return name
    behind = lineage.behind([str(path)])
    written = {file for record in behind for file in record.writes}
    read = {k: v for record in behind for k, v in record.reads.items() if k not in written}
    ran = [source for record in [maker, *reversed(behind)] for source in record.sources]
    return {
        "name": name,
        "stage": maker.stage,
        "ended": maker.ended.replace("T", " ").replace("+00:00", " UTC"),
        "code": list(dict.fromkeys(map(_short, ran))),
        "seeds": _seeds(behind),
        "inputs": _checksums(maker.reads),
        "sources": _checksums(read),
    }


def _checksums(files: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    return {name: known["sha256"] for name, known in files.items()}


def _seeds(records: Sequence[StageRecord]) -> str:
    """The seeds of each stage that had any, such as "train 1, 2; model 0"."""
    seeds: dict[str, list[str]] = {}
    for record in records:
        seed = record.settings.get("seed")
        for value in seed if isinstance(seed, list) else [] if seed is None else [seed]:
            known = seeds.setdefault(record.stage, [])
            known += [str(value)] if str(value) not in known else []
    return "; ".join(f"{stage} {', '.join(sorted(known))}" for stage, known in seeds.items())


def _short(source: Mapping[str, Any]) -> str:
    commit, *rest = describe_source(source).split(" ", 1)
    return " ".join([commit[:COMMIT], *rest])
