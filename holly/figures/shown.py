"""The experiments a figure of the paper shows, read from a folder of results."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from holly.figures.scene import Scene, read_scene
from holly.results.evaluation import Evaluation, read_evaluation
from holly.results.folder import Results, RunFiles
from holly.results.run import Run, read_run
from holly.results.samples import Samples, read_samples
from holly.settings.datasets import Noise


@dataclass(frozen=True)
class Shown:
    """One experiment in the folder `results`."""

    results: Path
    name: str
    replicates: int
    truth: str | None  # the model it is compared with
    images: str | None  # the folder of its training images, within results/images

    def run(self, replicate: int) -> RunFiles:
        """The files of one replicate's training."""
        return Results(self.results).run(self.name, replicate)

    def evaluation(self, replicate: int) -> Evaluation:
        """One replicate compared with its truth."""
        return read_evaluation(Results(self.results).evaluation(self.name, replicate))

    def samples(self, replicate: int) -> Samples:
        """Images, renderings and structures through one replicate's training."""
        return read_samples(self.run(replicate).samples)

    def record(self) -> Run:
        """How the first replicate was trained."""
        return read_run(self.run(1).record)

    def compared(self, replicate: int) -> Scene:
        """One structure laid on its truth, where there is one."""
        truth = Results(self.results).model(self.truth) if self.truth else None
        return read_scene(self.run(replicate).structure, self.evaluation(replicate), truth)

    def measured(self, replicate: int) -> Scene:
        """One structure without its truth: the axis of the measured shape along z."""
        return read_scene(self.run(replicate).structure, self.evaluation(replicate), truth=None)

    def typical(self) -> int:
        """The replicate with the median RMSD (the lower of two), the first without a truth."""
        distances = [self.evaluation(r).rmsd for r in self.numbers]
        ranked = sorted((d, r) for d, r in zip(distances, self.numbers, strict=True) if d)
        return ranked[(len(ranked) - 1) // 2][1] if ranked else 1

    @property
    def numbers(self) -> range:
        """Its replicates, counted from 1."""
        return range(1, self.replicates + 1)


def parse_shown(text: str, results: Path) -> list[Shown]:
    """Experiments from JSON, a list of objects with name, replicates, truth and images.

    Raises:
        InputError: not such a list.
    """
    try:
        shown = [Shown(results=results, **entry) for entry in json.loads(text)]
        if not shown or any(one.replicates < 1 for one in shown):
            raise ValueError("give at least one experiment with one replicate")
    except (TypeError, ValueError) as fault:
        raise InputError(f"--experiments: {fault}") from None
    return shown


def noise_of(shown: Shown) -> str:
    """The imperfections of a simulated data set in words, one a line; those there are."""
    simulation = shown.record().simulation
    noise = simulation.noise if simulation else Noise()
    words = []
    if noise.dropout:
        words.append(f"drop-out {noise.dropout:g}")
    if noise.scatter:
        words.append(f"scatter {noise.scatter:g}")
    if noise.max_spawn > 1:
        words.append(f"up to {noise.max_spawn} a site, rate {noise.spawn_rate:g}")
    return "\n".join(words) or "no noise"


def half_of(scenes: list[Scene]) -> float:
    """Half the side of a panel in which any of the scenes fits, about its own middle."""
    return 1.06 * float(np.max([scene.box[1] for scene in scenes]))
