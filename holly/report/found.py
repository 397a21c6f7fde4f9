"""What a results folder holds, gathered by experiment."""

import csv
import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundwork import files
from groundwork.errors import InputError
from groundwork.files import require
from holly.figures.inputs import Evaluation, read_evaluation, read_json

LARGEST = 1e300  # of the numbers that are shown
AUTHORS = ("path", "model", "points", "rmsd", "coverage_rmsd", "random_rmsd", "mirrored")


@dataclass(frozen=True)
class About:
    """What the workflow knows of an experiment and its results do not say."""

    about: str = ""
    truth: Path | None = None


@dataclass(frozen=True)
class Replicate:
    """One training from its own seed, as far as its files are there."""

    experiment: str
    name: str
    run: Path  # folder
    evaluation_file: Path
    evaluation: Evaluation | None
    record: dict[str, Any] | None  # run.json

    @property
    def structure(self) -> Path:
        """The cloud it ended with."""
        return self.run / "structure.ply"

    @property
    def complete(self) -> bool:
        """Whether there is a structure to show in the frame of its truth."""
        return self.evaluation is not None and self.structure.is_file()


@dataclass(frozen=True)
class Experiment:
    """The replicates of one experiment, in order."""

    name: str
    about: About
    replicates: list[Replicate]
    agreement: dict[str, Any]  # of the replicates with each other; empty if not measured

    @property
    def best(self) -> Replicate:
        """The replicate of lowest RMSD; the first where there is no truth."""
        return min(self.replicates, key=lambda one: _rmsd(one) or float("inf"))

    @property
    def median(self) -> float | None:
        """The median RMSD, model units."""
        known = [rmsd for one in self.replicates if (rmsd := _rmsd(one)) is not None]
        return statistics.median(known) if known else None


def gather(results: Path, abouts: Mapping[str, About]) -> list[Experiment]:
    """Read the experiments that evaluation/summary.csv names, in its order.

    Raises:
        InputError: there is no summary, or a file that exists is broken.
    """
    replicates: dict[str, list[Replicate]] = {}
    for experiment, name in _summary(results / "evaluation" / "summary.csv"):
        replicates.setdefault(experiment, []).append(_replicate(results, experiment, name))
    found = []
    for name, ones in replicates.items():
        agreement = results / "evaluation" / f"{name}.json"
        measured = _agreement(agreement) if agreement.exists() else {}
        found.append(Experiment(name, abouts.get(name, About()), ones, measured))
    return found


def parse_abouts(text: str) -> dict[str, About]:
    """Read {experiment: {"about": text, "truth": path or null}}, JSON.

    Raises:
        InputError: it is something else.
    """
    try:
        return {
            name: About(
                str(one.get("about") or ""), Path(one["truth"]) if one.get("truth") else None
            )
            for name, one in json.loads(text).items()
        }
    except (AttributeError, TypeError, ValueError) as fault:
        raise InputError(
            f"--experiments: {fault}; give JSON like "
            '{"bunny": {"about": "…", "truth": "a.ply"}}'
        ) from None


def read_claims(path: Path) -> list[dict[str, Any]]:
    """Read the paper's claims and what became of them; none if there is no file.

    Raises:
        InputError: the file is no list of objects that each have a claim and a verdict.
    """
    if not path.exists():
        return []
    try:
        claims = files.read_json(path, "verify again")
        if not all(claim["claim"] and claim["verdict"] for claim in claims):
            raise ValueError("a claim without text or verdict")
    except (KeyError, TypeError, ValueError) as fault:
        raise InputError(f"{path}: not a list of claims ({fault}); verify again") from None
    return claims


def read_authors(path: Path, experiments: Sequence[Experiment]) -> list[dict[str, Any]]:
    """The authors' published clouds, JSON of holly.evaluation.authors; none if there is no file.

    Each has `ours` besides: the medians, by experiment, of those with the same truth.

    Raises:
        InputError: the file is something else.
    """
    if not path.exists():
        return []
    ours: dict[str, dict[str, float]] = {}
    for experiment in experiments:
        if experiment.about.truth and experiment.median is not None:
            ours.setdefault(experiment.about.truth.stem, {})[experiment.name] = experiment.median
    try:
        clouds = read_json(path, "evaluate them again")["clouds"]
        return [
            {name: cloud[name] for name in AUTHORS} | {"ours": ours.get(cloud["model"], {})}
            for cloud in clouds
        ]
    except (KeyError, TypeError) as fault:
        raise InputError(f"{path}: no evaluation of clouds ({fault}); evaluate again") from None


def _summary(path: Path) -> list[tuple[str, str]]:
    remedy = "run the evaluation again"
    with require(path, "run the evaluation first").open(newline="", encoding="utf-8") as lines:
        try:
            rows = [(r.get("experiment"), r.get("replicate")) for r in csv.DictReader(lines)]
        except (csv.Error, ValueError) as fault:
            raise InputError(f"{path}: not a table ({fault}); {remedy}") from None
    if not rows or not all(all(row) for row in rows):
        raise InputError(f"{path}: no rows that name experiment and replicate; {remedy}")
    return rows


def _replicate(results: Path, experiment: str, name: str) -> Replicate:
    run = results / "runs" / experiment / name
    evaluation = results / "evaluation" / experiment / f"{name}.json"
    return Replicate(
        experiment,
        name,
        run,
        evaluation,
        read_evaluation(evaluation) if evaluation.exists() else None,
        _run(run / "run.json") if (run / "run.json").exists() else None,
    )


def _run(path: Path) -> dict[str, Any]:
    """What run.json says, of which the pages show some numbers."""
    about = read_json(path, "train again")
    shown = [about[key] for key in ("seconds", "images") if key in about]
    fits = (
        all(map(_is_number, shown))
        and (about.get("kWh") is None or _is_number(about["kWh"]))
        and isinstance(about.get("kWh_method", ""), str)
        and isinstance(about.get("parts", []), list)
    )
    if not fits:
        raise InputError(f"{path}: its times and energies are no numbers; train again")
    return about


def _agreement(path: Path) -> dict[str, Any]:
    """How replicates agree, of which the pages show numbers and curves."""
    found = read_json(path, "evaluate again")
    try:
        both = [found.get(name) or {} for name in ("replicates", "halves")]
        numbers = [
            found.get("nm_per_unit"),
            found.get("doubt"),
            *(one.get("distance") for one in both),
        ]
        for one in both:
            numbers += (one.get("resolution") or {}).values()
        if not all(number is None or _is_number(number) for number in numbers):
            raise ValueError("a distance or a resolution is no number")
        for pair in [*(found.get("pairs") or []), *filter(None, both[1:])]:
            frequency = pair.get("frequency_per_nm") or pair["frequency_per_unit"]
            if not frequency or len(frequency) != len(pair["fsc"]):
                raise ValueError("a curve's lengths differ")
            known = [number for number in pair["fsc"] if number is not None and number == number]
            if not all(map(_is_number, [*frequency, *known])):
                raise ValueError("a curve has what is no number")
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise InputError(f"{path}: not an agreement ({fault}); evaluate again") from None
    return found


def _is_number(value: object) -> bool:
    """Whether it is a number that a page can show."""
    return isinstance(value, int | float) and abs(value) < LARGEST


def _rmsd(one: Replicate) -> float | None:
    return one.evaluation.rmsd if one.evaluation else None
