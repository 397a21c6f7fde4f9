"""Where the files of a results folder lie."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RunFiles:
    """The files that one run leaves in its folder."""

    folder: Path

    @property
    def structure(self) -> Path:
        """The final cloud of points, model units."""
        return self.folder / "structure.ply"

    @property
    def history(self) -> Path:
        """Loss and sigma through training."""
        return self.folder / "history.csv"

    @property
    def poses(self) -> Path:
        """The pose found for each image, training images first."""
        return self.folder / "poses.csv"

    @property
    def views(self) -> Path:
        """Averages of the images that see the particle from one side."""
        return self.folder / "views.npz"

    @property
    def samples(self) -> Path:
        """A few images, their renderings and the structure at some steps of training."""
        return self.folder / "samples.npz"

    @property
    def movie(self) -> Path:
        """The structure at many steps of training."""
        return self.folder / "movie.npz"

    @property
    def record(self) -> Path:
        """Settings, code, time, energy and machine."""
        return self.folder / "run.json"

    @property
    def outputs(self) -> tuple[Path, ...]:
        """All of them."""
        return (
            *(self.history, self.poses, self.views, self.samples, self.movie),
            *(self.record, self.structure),
        )


@dataclass(frozen=True)
class Results:
    """A results folder."""

    folder: Path

    def run(self, experiment: str, replicate: str | int) -> RunFiles:
        """The files of one replicate's training."""
        return RunFiles(self.folder / "runs" / experiment / str(replicate))

    def evaluation(self, experiment: str, replicate: str | int) -> Path:
        """The evaluation of one replicate."""
        return self.folder / "evaluation" / experiment / f"{replicate}.json"

    def evaluations(self, experiment: str) -> list[Path]:
        """Those evaluations of an experiment's replicates that exist."""
        return sorted((self.folder / "evaluation" / experiment).glob("*.json"))

    def agreement(self, experiment: str) -> Path:
        """How far the replicates of an experiment agree."""
        return self.folder / "evaluation" / f"{experiment}.json"

    @property
    def summary(self) -> Path:
        """The table of all evaluations."""
        return self.folder / "evaluation" / "summary.csv"

    @property
    def verdicts(self) -> Path:
        """The verdicts on the paper's claims."""
        return self.folder / "claims.json"

    @property
    def published(self) -> Path:
        """The comparison of the authors' published clouds with their truths."""
        return self.folder / "authors" / "evaluation.json"

    def model(self, name: str) -> Path:
        """A true cloud, model units."""
        return self.folder / "models" / f"{name}.ply"
