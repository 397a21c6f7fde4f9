"""What is known of all experiments: the table of replicates, verdicts, and published clouds."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from groundwork.files import entry, read_json, read_object, require_lines
from holly.results.reading import number, refusing

if TYPE_CHECKING:
    import pandas as pd

REST = "rmsd_without_strays"  # which a cloud of strays only does not have


@dataclass(frozen=True)
class Verdict:
    """One of the paper's claims, and whether our results support it."""

    id: str
    claim: str
    source: str  # where the paper says it
    expected: str
    figure: str  # what was found
    verdict: str  # holds, fails, not run
    missing: list[str]  # experiments without results


@dataclass(frozen=True)
class PublishedCloud:
    """A cloud that the authors published, compared with its truth; model units."""

    path: str  # within their record
    model: str
    points: int
    rmsd: float
    strays: float  # share of the points, 0 to 1
    rmsd_without_strays: float | None
    coverage_rmsd: float
    random_rmsd: float
    mirrored: bool


def read_summary(path: Path) -> "pd.DataFrame":
    """Read the summary.csv of all evaluations, one row per replicate.

    Raises:
        InputError: the file is missing, or does not name experiment and replicate in each row.
    """
    import pandas as pd

    names = ["experiment", "replicate"]
    require_lines(path, "run the evaluation first")
    with refusing(path, "a summary of evaluations", "run the evaluation again"):
        table = pd.read_csv(path, converters=dict.fromkeys(names, str))
        if table.empty or not table[names].ne("").all(axis=None):
            raise ValueError("no rows that name experiment and replicate")
    return table


def read_verdicts(path: Path) -> list[Verdict]:
    """Read the verdicts on the paper's claims.

    Raises:
        InputError: the file is missing or is something else.
    """
    rows = read_json(path, "run `holly claims` first")
    with refusing(path, "the verdicts on claims", "run `holly claims` again"):
        return [_verdict(row) for row in rows]


def read_published(path: Path) -> list[PublishedCloud]:
    """Read how the authors' published clouds compare with their truths.

    Raises:
        InputError: the file is missing or is something else.
    """
    entries = read_object(path, "evaluate the clouds first")
    with refusing(path, "an evaluation of published clouds", "evaluate them again"):
        return [_published(cloud) for cloud in entries["clouds"]]


def _verdict(row: dict[str, Any]) -> Verdict:
    words = {field.name: entry(row, field.name, str) for field in fields(Verdict)[:-1]}
    missing = entry(row, "missing", list)
    if not all(isinstance(name, str) for name in missing):
        raise ValueError("missing is not a list of names")
    return Verdict(**words, missing=missing)


def _published(cloud: dict[str, Any]) -> PublishedCloud:
    names = [field.name for field in fields(PublishedCloud)]
    numbers = {name: entry(cloud, name, int | float) for name in names[2:] if name != REST}
    numbers[REST] = number(cloud, REST)
    return PublishedCloud(entry(cloud, "path", str), entry(cloud, "model", str), **numbers)
