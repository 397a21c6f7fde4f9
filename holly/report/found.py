"""What a results folder holds, gathered by experiment."""

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundwork.errors import InputError
from holly.results.agreement import Agreement, read_agreement
from holly.results.evaluation import Evaluation, read_evaluation
from holly.results.folder import Results, RunFiles
from holly.results.run import Run, read_run
from holly.results.summary import PublishedCloud, read_summary


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
    run: RunFiles
    evaluation_file: Path
    evaluation: Evaluation | None
    record: Run | None

    @property
    def complete(self) -> bool:
        """Whether there is a structure to show in the frame of its truth."""
        return self.evaluation is not None and self.run.structure.is_file()


@dataclass(frozen=True)
class Experiment:
    """The replicates of one experiment, in order."""

    name: str
    about: About
    replicates: list[Replicate]
    agreement: Agreement | None  # of the replicates with each other

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
    files = Results(results)
    summary = read_summary(files.summary)
    for experiment, name in zip(summary["experiment"], summary["replicate"], strict=True):
        replicates.setdefault(experiment, []).append(_replicate(files, experiment, name))
    found = []
    for name, ones in replicates.items():
        agreement = files.agreement(name)
        measured = read_agreement(agreement) if agreement.exists() else None
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


def beside_ours(
    clouds: Sequence[PublishedCloud], experiments: Sequence[Experiment]
) -> list[dict[str, Any]]:
    """The published clouds, each with `ours`: our median RMSDs of its model, by experiment."""
    ours: dict[str, dict[str, float]] = {}
    for experiment in experiments:
        if experiment.about.truth and experiment.median is not None:
            ours.setdefault(experiment.about.truth.stem, {})[experiment.name] = experiment.median
    return [vars(cloud) | {"ours": ours.get(cloud.model, {})} for cloud in clouds]


def _replicate(results: Results, experiment: str, name: str) -> Replicate:
    run, evaluation = results.run(experiment, name), results.evaluation(experiment, name)
    return Replicate(
        experiment,
        name,
        run,
        evaluation,
        read_evaluation(evaluation) if evaluation.exists() else None,
        read_run(run.record) if run.record.exists() else None,
    )


def _rmsd(one: Replicate) -> float | None:
    return one.evaluation.rmsd if one.evaluation else None
