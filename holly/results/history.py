"""How a training went: history.csv, poses.csv and the arrays (.npz) of a run."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundwork.arrays import spread
from groundwork.errors import InputError
from groundwork.files import require, require_lines
from groundwork.formats.npz import read_npz
from holly.results.reading import refusing

COLUMNS = (
    *("step", "images", "epoch", "sigma_in", "sigma_out"),
    *("loss", "heldout_loss", "images_per_second"),
)
AXES, SHIFTS = ("rx", "ry", "rz"), ("tx", "ty")
FATES = ("training", "held-out")
MISFIT = "the arrays' shapes do not fit each other"


@dataclass(frozen=True)
class History:
    """Values [R] at the logged steps of a training."""

    step: np.ndarray
    images: np.ndarray  # seen so far
    epoch: np.ndarray
    sigma_in: np.ndarray  # of the input images, px
    sigma_out: np.ndarray  # of the renderings, px, mean
    loss: np.ndarray  # per training image
    heldout_loss: np.ndarray  # per held-out image; NaN where it was not computed
    images_per_second: np.ndarray
    usage: np.ndarray  # [R, K], share of images that each pose hypothesis rendered best


@dataclass(frozen=True)
class Poses:
    """The poses of P images."""

    image: np.ndarray  # [P], their numbers in the data set
    particle: np.ndarray  # [P], the numbers of the particles that they show
    fate: np.ndarray  # [P], one of FATES
    rotation: np.ndarray  # [P, 3], axis times angle, radians
    shift: np.ndarray  # [P, 2], model units
    sigma: np.ndarray  # [P], of the renderings, px
    loss: np.ndarray  # [P]


@dataclass(frozen=True)
class AveragedViews:
    """Averages of images that see the particle from V sides, those of most images first."""

    rotation: np.ndarray  # [V, 3, 3], at which the structure is seen from that side
    count: np.ndarray  # [V], images
    average: np.ndarray  # [V, H, W]
    rendered: np.ndarray  # [V, H, W], the structure from that side
    misfit: np.ndarray  # [V], what of the images no noise explains; NaN where it is not known

    def typical_misfit(self) -> float | None:
        """The median over the images of those sides where it is known."""
        known = np.isfinite(self.misfit)
        if not known.any():
            return None
        return float(np.median(np.repeat(self.misfit[known], self.count[known].astype(int))))


@dataclass(frozen=True)
class Samples:
    """M images, their renderings and the structure of N points at F steps of training."""

    steps: np.ndarray  # [F]
    sigma_in: np.ndarray  # [F], px
    inputs: np.ndarray  # [F, M, H, W]
    outputs: np.ndarray  # [F, M, H, W]
    structures: np.ndarray  # [F, N, 3], model units


@dataclass(frozen=True)
class Movie:
    """The structure of N points at F steps of training; the last is the final one."""

    steps: np.ndarray  # [F]
    sigma: np.ndarray  # [F], of the input, px
    structures: np.ndarray  # [F, N, 3], model units

    def thinned(self, frames: int) -> "Movie":
        """At most this many of the frames, including the first and the last."""
        chosen = spread(len(self.steps), frames)
        return Movie(self.steps[chosen], self.sigma[chosen], self.structures[chosen])


def read_history(path: Path) -> History:
    """Read the history.csv of a run.

    Raises:
        InputError: the file is missing, or is not a table of numbers with these columns.
    """
    table = _read_columns(path, "the history of a training", COLUMNS)
    hypotheses = [name for name in table if name.startswith("usage_")]
    rows = len(table["step"])
    usage = np.array([table[name] for name in hypotheses]).reshape(-1, rows).T
    return History(**{name: table[name] for name in COLUMNS}, usage=usage)


def read_poses(path: Path) -> Poses:
    """Read the poses.csv of a run.

    Raises:
        InputError: the file is missing, or a pose in it is not finite or belongs to no image.
    """
    kind = "the poses of a run"
    numbers = ("image", "particle", *AXES, *SHIFTS, "sigma", "loss")
    table = _read_columns(path, kind, numbers, words=("fate",))
    rotation, shift = (np.stack([table[name] for name in names], 1) for names in (AXES, SHIFTS))
    with refusing(path, kind, "train again"):
        if not (np.isfinite(rotation).all() and np.isfinite(shift).all()):
            raise ValueError("a pose is not finite")
        if not np.isin(table["fate"], FATES).all():
            raise ValueError(f"a fate is none of {', '.join(FATES)}")
        whole = {name: _whole(table[name], name) for name in ("image", "particle")}
    return Poses(
        **whole,
        fate=table["fate"],
        rotation=rotation,
        shift=shift,
        sigma=table["sigma"],
        loss=table["loss"],
    )


def read_views(path: Path) -> AveragedViews:
    """Read the views.npz of a run.

    Raises:
        InputError: the file is missing or damaged, or its arrays do not fit each other.
    """
    names = ("rotation", "count", "average", "rendered", "misfit")
    views = AveragedViews(*_arrays(path, "averaged views", names))
    count = len(views.rotation) if views.rotation.ndim == 3 else 0
    fits = (
        count > 0
        and views.rotation.shape[1:] == (3, 3)
        and views.count.shape == (count,)
        and views.average.ndim == 3
        and views.average.size > 0
        and len(views.average) == count
        and views.rendered.shape == views.average.shape
        and views.misfit.shape == (count,)
    )
    if not fits:
        raise _refused(path, "averaged views", MISFIT)
    if not all(np.isfinite(array).all() for array in list(vars(views).values())[:-1]):
        raise _refused(path, "averaged views", "a value is not a number")
    return views


def read_samples(path: Path) -> Samples:
    """Read the samples.npz of a run.

    Raises:
        InputError: the file is missing or damaged, or its arrays do not fit each other.
    """
    names = ("steps", "sigma_in", "inputs", "outputs", "structures")
    samples = Samples(*_arrays(path, "samples", names))
    count = len(samples.steps) if samples.steps.ndim == 1 else 0
    fits = (
        count > 0
        and samples.sigma_in.shape == (count,)
        and samples.inputs.ndim == 4
        and samples.inputs.size > 0
        and samples.outputs.shape == samples.inputs.shape
        and samples.structures.ndim == 3
        and samples.structures.shape[2] == 3
        and len(samples.inputs) == len(samples.structures) == count
    )
    if not fits:
        raise _refused(path, "samples", MISFIT)
    return samples


def read_movie(path: Path) -> Movie:
    """Read the movie.npz of a run.

    Raises:
        InputError: the file is missing or damaged, or its arrays do not fit each other.
    """
    movie = Movie(*_arrays(path, "movie", ("step", "sigma", "structure")))
    shape = movie.structures.shape
    frames = {movie.steps.shape, movie.sigma.shape}
    if len(shape) != 3 or shape[2] != 3 or not movie.structures.size or frames != {shape[:1]}:
        raise _refused(path, "movie", MISFIT)
    if not np.isfinite(movie.structures).all():
        raise _refused(path, "movie", "a coordinate is not a number")
    return movie


def _whole(values: np.ndarray, name: str) -> np.ndarray:
    """The same values as int64; ValueError unless all are whole numbers."""
    whole = values.astype(np.int64)
    if not np.array_equal(whole, values):
        raise ValueError(f"a number of column {name!r} is not whole")
    return whole


def _read_columns(
    path: Path, kind: str, required: Sequence[str], words: Sequence[str] = ()
) -> dict[str, np.ndarray]:
    """Columns [R] of a CSV file that a training wrote: texts in `words`, else numbers.

    Blank cells among the numbers are NaN.
    """
    table = require_lines(path, "run the training first")
    with refusing(path, kind, "train again"), table.open(newline="", encoding="utf-8") as lines:
        header, *rows = csv.reader(lines)
        for name in (*required, *words):
            if name not in header:
                raise ValueError(f"no column {name!r}")
        if not rows:
            raise ValueError("no rows")
        columns = dict(zip(header, zip(*rows, strict=True), strict=True))
        return {
            name: np.array(cells)
            if name in words
            else np.array([cell or "nan" for cell in cells], float)
            for name, cells in columns.items()
        }


def _refused(path: Path, kind: str, reason: str) -> InputError:
    return InputError(f"{path}: not the {kind} of a run ({reason}); train again")


def _arrays(path: Path, kind: str, names: Sequence[str]) -> list[np.ndarray]:
    """Arrays of numbers of an .npz file."""
    require(path, "run the training first")
    try:
        return read_npz(path, names)
    except ValueError as fault:
        raise _refused(path, kind, str(fault)) from None
