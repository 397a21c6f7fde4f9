"""The experiments that a figure of the paper shows, read from a folder of results."""

import json
from dataclasses import dataclass
from pathlib import Path

from groundwork.errors import InputError
from holly.figures.scene import Scene, read_scene
from holly.results.evaluation import Evaluation, read_evaluation
from holly.results.folder import Results, RunFiles
from holly.results.history import Samples, read_samples
from holly.results.run import Run, read_run


@dataclass(frozen=True)
class Experiment:
    """One experiment in the folder `results`."""

    results: Path
    name: str
    replicates: int
    truth: str | None  # the model it is compared with
    images: str | None  # the folder of its training images, within results/images

    @property
    def numbers(self) -> range:
        """Its replicates, counted from 1."""
        return range(1, self.replicates + 1)

    def rows(self, columns: int) -> list[range]:
        """Its replicates in rows of at most `columns`."""
        return [self.numbers[i : i + columns] for i in range(0, self.replicates, columns)]

    def files(self, replicate: int) -> RunFiles:
        """The files of one replicate's training."""
        return Results(self.results).run(self.name, replicate)

    def evaluation(self, replicate: int) -> Evaluation:
        """One replicate compared with its truth."""
        return read_evaluation(Results(self.results).evaluation(self.name, replicate))

    def samples(self, replicate: int) -> Samples:
        """Images, renderings and structures through one replicate's training."""
        return read_samples(self.files(replicate).samples)

    def run(self) -> Run:
        """How the first replicate was trained."""
        return read_run(self.files(1).record)

    def scene(self, replicate: int, *, alone: bool = False) -> Scene:
        """One structure over its truth if there is one, or alone in the frame of its shape."""
        truth = Results(self.results).model(self.truth) if self.truth and not alone else None
        return read_scene(self.files(replicate).structure, self.evaluation(replicate), truth)

    def median_replicate(self) -> int:
        """The replicate of median RMSD (the lower of two), or the first if there is no truth."""
        distances = [self.evaluation(number).rmsd for number in self.numbers]
        ranked = sorted((d, r) for d, r in zip(distances, self.numbers, strict=True) if d)
        return ranked[(len(ranked) - 1) // 2][1] if ranked else 1


def parse_experiments(text: str, results: Path) -> list[Experiment]:
    """Read experiments from JSON, a list of objects with name, replicates, truth and images.

    Raises:
        InputError: it is something else.
    """
    try:
        experiments = [Experiment(results=results, **entry) for entry in json.loads(text)]
        if not experiments or any(one.replicates < 1 for one in experiments):
            raise ValueError("give at least one experiment with one replicate")
    except (TypeError, ValueError) as fault:
        raise InputError(f"--experiments: {fault}") from None
    return experiments
