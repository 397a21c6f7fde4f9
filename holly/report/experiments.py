"""What a results folder holds of each experiment."""

import json
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundwork.errors import InputError
from holly.results.agreement import Agreement, read_agreement
from holly.results.evaluation import Evaluation, read_evaluation
from holly.results.folder import Results, RunFiles
from holly.results.run import Run, read_run
from holly.results.summary import read_summary

PATHS = ("truth", "curation", "picks", "maps")  # of a description


@dataclass(frozen=True)
class Description:
    """What the configuration says of an experiment and its results do not."""

    about: str = ""
    truth: Path | None = None  # the true cloud
    curation: Path | None = None  # the verdicts on its particles
    picks: Path | None = None  # the table of picks, if particles were picked from fields of view
    maps: Path | None = None  # the maps of these fields


@dataclass(frozen=True)
class Replicate:
    """One training from its own seed; what has not been computed is None."""

    experiment: str
    number: str
    files: RunFiles
    evaluation_file: Path
    evaluation: Evaluation | None
    run: Run | None

    @property
    def complete(self) -> bool:
        """Whether there is a structure to show in the frame of its truth."""
        return self.evaluation is not None and self.files.structure.is_file()

    @property
    def rmsd(self) -> float | None:
        """Its distance from the truth, model units."""
        return self.evaluation.rmsd if self.evaluation else None


@dataclass(frozen=True)
class Experiment:
    """The replicates of one experiment, in order."""

    name: str
    description: Description
    replicates: list[Replicate]
    agreement: Agreement | None

    @property
    def measured(self) -> bool:
        """Whether its images are known to be measured, not simulated."""
        return any(one.run is not None and one.run.simulation is None for one in self.replicates)

    @property
    def best(self) -> Replicate:
        """The replicate with the lowest RMSD, or the first if there is no truth."""
        return min(self.replicates, key=lambda one: one.rmsd or float("inf"))

    @property
    def median(self) -> float | None:
        """The median RMSD, model units."""
        known = [one.rmsd for one in self.replicates if one.rmsd is not None]
        return statistics.median(known) if known else None


def read_experiments(results: Results, descriptions: Mapping[str, Description]) -> list[Experiment]:
    """Read the experiments that evaluation/summary.csv names, in its order.

    Raises:
        InputError: there is no summary, or a file that exists is broken.
    """
    summary = read_summary(results.summary)
    replicates: dict[str, list[Replicate]] = {}
    for name, number in zip(summary["experiment"], summary["replicate"], strict=True):
        replicates.setdefault(name, []).append(_replicate(results, name, number))
    experiments = []
    for name, ones in replicates.items():
        path = results.agreement(name)
        agreement = read_agreement(path) if path.exists() else None
        described = descriptions.get(name, Description())
        experiments.append(Experiment(name, described, ones, agreement))
    return experiments


def parse_descriptions(text: str) -> dict[str, Description]:
    """Read descriptions from JSON: {experiment: {"about": text, "truth": path or null, …}}.

    The keys are the fields of a Description; what is left out is not known.

    Raises:
        InputError: it is something else.
    """
    try:
        return {name: _description(one) for name, one in json.loads(text).items()}
    except (AttributeError, TypeError, ValueError) as fault:
        example = '{"bunny": {"about": "…", "truth": "a.ply"}}'
        raise InputError(f"--experiments: {fault}; give JSON like {example}") from None


def _description(entries: Mapping[str, Any]) -> Description:
    paths = {key: Path(entries[key]) for key in PATHS if entries.get(key)}
    return Description(str(entries.get("about") or ""), **paths)


def _replicate(results: Results, experiment: str, number: str) -> Replicate:
    files, evaluation = results.run(experiment, number), results.evaluation(experiment, number)
    return Replicate(
        experiment,
        number,
        files,
        evaluation,
        read_evaluation(evaluation) if evaluation.exists() else None,
        read_run(files.record) if files.record.exists() else None,
    )
