"""What the figures read: evaluations and the samples kept through training."""

import io
import lzma
import math
import tokenize
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from groundwork import files
from groundwork.errors import InputError
from groundwork.files import require

_MEASURES = (
    *("coverage_rmsd", "assignment_rmsd", "random_rmsd_spread", "random_clouds", "rank"),
    *("scale", "pose_error_degrees"),
)
_LENGTHS = ("diameter", "radius", "separation", "height", "length", "width", "extent", "thickness")

PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # as numpy does
UNREADABLE = (  # what zipfile and numpy raise of damaged arrays
    *(OSError, EOFError, KeyError, TypeError, ValueError, RuntimeError, NotImplementedError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, SyntaxError, tokenize.TokenError),
)


@dataclass(frozen=True)
class Evaluation:
    """One replicate compared with its truth; lengths in model units except those of `shape`."""

    experiment: str
    replicate: str
    rmsd: float | None
    random_rmsd: float | None
    mirrored: bool | None
    transform: np.ndarray  # [4, 4], reconstruction to truth, mirror included
    nm_per_unit: float | None
    shape: dict[str, Any] | None  # nm where nm_per_unit is known, else model units
    truth_shape: dict[str, Any] | None
    coverage_rmsd: float | None = None
    assignment_rmsd: float | None = None
    random_rmsd_spread: float | None = None
    random_clouds: float | None = None
    rank: float | None = None  # 1/(1 + random clouds) is the best, 1 the worst
    scale: float | None = None
    pose_error_degrees: float | None = None
    false_symmetry: str | None = None  # a sentence

    @property
    def verdict(self) -> tuple[str, str]:
        """What to think of it: near, part, chance, false or unknown; and why, in a sentence.

        Part is nearer to the truth than 95 of 100 random clouds, or than the nearest of them where
        they are fewer; near is besides nearer than half the distance of a random cloud; false is
        near, but with a symmetry that the truth has not.
        """
        if self.rmsd is None or not self.random_rmsd:
            return "unknown", "There is no truth to compare it with."
        ratio = self.rmsd / self.random_rmsd
        better = ratio < 1 if self.rank is None else self.rank <= 0.05
        kind = ("near" if ratio < 0.5 else "part") if better else "chance"
        sentence = f"At {ratio:.2f} of the distance of a random cloud"
        if self.rank is not None and self.random_clouds:
            sentence += f"; rank {self.rank:.2g} among {self.random_clouds:.0f} of them"
        if self.false_symmetry:
            kind = "false" if kind == "near" else kind
            sentence += f". {self.false_symmetry.removesuffix('.')}"
        return kind, f"{sentence}."

    @property
    def name(self) -> str:
        """What the pictures are called."""
        return f"{self.experiment}, replicate {self.replicate}"

    def scale_bar(self, span: float) -> tuple[float, str]:
        """Length in model units and label of a bar that fits `span` model units."""
        unit = self.nm_per_unit
        sizes = [100, 50, 20, 10, 5, 2, 1] if unit else [0.5, 0.2, 0.1, 0.05, 0.02, 0.01]
        size = next((n for n in sizes if n / (unit or 1) <= 0.6 * span), sizes[-1])
        return (size / unit, f"{size} nm") if unit else (size, f"{size} model units")

    def findings(self) -> list[str]:
        """What was found, in words: how near the truth it is, the measured shape, the true one."""
        unit = self.nm_per_unit
        fit = []
        if self.rmsd is not None:
            fit = [f"RMSD {length(self.rmsd, unit)}"]
            if self.random_rmsd is not None:
                fit.append(f"random cloud {length(self.random_rmsd, unit)}")
            if self.mirrored is not None:
                fit.append("mirrored to fit" if self.mirrored else "not mirrored")
        shape = describe_shape(self.shape, unit) if self.shape else []
        truth = describe_shape(self.truth_shape, unit) if self.truth_shape else []
        if truth:
            truth[0] = f"truth: {truth[0]}"
        return [" · ".join(part) for part in (fit, shape, truth) if part]


@dataclass(frozen=True)
class Samples:
    """F snapshots of training: M images in and out [F, M, H, W] and the structure [F, N, 3]."""

    steps: np.ndarray
    sigma_in: np.ndarray  # pixels
    inputs: np.ndarray
    outputs: np.ndarray
    structures: np.ndarray  # model units


@dataclass(frozen=True)
class Movie:
    """A structure at F moments of its training, the finished one last."""

    steps: np.ndarray  # [F]
    sigma: np.ndarray  # [F], of the input, pixels
    structures: np.ndarray  # [F, N, 3]

    def thinned(self, frames: int) -> "Movie":
        """At most so many of the frames, the first and the last among them."""
        chosen = spread(len(self.steps), frames)
        return Movie(self.steps[chosen], self.sigma[chosen], self.structures[chosen])


def read_evaluation(path: Path | Mapping[str, Any]) -> Evaluation:
    """Read the JSON of one replicate, or take what `holly.evaluation.evaluate.evaluate` returned of it.

    Raises:
        InputError: the file is missing, is no JSON object, or lacks what a figure needs.
    """
    if isinstance(path, Mapping):
        entries, path = path, "evaluation"
    else:
        entries = read_json(path, "run the evaluation first")
    try:
        transform = entries.get("transform")
        matrix = np.eye(4) if transform is None else np.asarray(transform, float)
        if matrix.shape != (4, 4) or not np.isfinite(matrix).all():
            raise ValueError("transform is not a 4x4 matrix of numbers")
        return Evaluation(
            experiment=str(entries["experiment"]),
            replicate=str(entries["replicate"]),
            rmsd=_number(entries, "rmsd"),
            random_rmsd=_number(entries, "random_rmsd"),
            mirrored=entries.get("mirrored"),
            transform=matrix,
            nm_per_unit=_number(entries, "nm_per_unit"),
            shape=_shape(entries, "shape"),
            truth_shape=_shape(entries, "truth_shape"),
            false_symmetry=_sentence(entries.get("false_symmetry")),
            **{key: _number(entries, key) for key in _MEASURES},
        )
    except KeyError as missing:
        raise InputError(f"{path}: no key {missing}; run the evaluation again") from None
    except (AttributeError, OverflowError, TypeError, ValueError) as fault:
        raise InputError(f"{path}: {fault}; run the evaluation again") from None


def read_json(path: Path, remedy: str) -> dict[str, Any]:
    """Read a JSON object; anything else raises InputError with the remedy."""
    entries = files.read_json(path, remedy)
    if not isinstance(entries, dict):
        raise InputError(f"{path}: not a JSON object; {remedy}")
    return entries


def read_samples(path: Path) -> Samples:
    """Read the samples.npz of a run.

    Raises:
        InputError: the file is missing, cut short, or its arrays do not belong together.
    """
    require(path, "run the training first")
    try:
        names = ("steps", "sigma_in", "inputs", "outputs", "structures")
        samples = Samples(*_arrays(path, names))
    except UNREADABLE as fault:
        reason = str(fault).strip("'\"")
        raise InputError(f"{path}: not the samples of a run ({reason}); train again") from None
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
        raise InputError(f"{path}: the arrays' shapes do not fit each other; train again")
    return samples


def read_movie(path: Path) -> Movie:
    """Read `step` [F], `sigma` [F] and `structure` [F, N, 3] of a run's movie.npz.

    Raises:
        InputError: there is no such file, or its arrays do not belong together.
    """
    require(path, "train again")
    try:
        movie = Movie(*_arrays(path, ("step", "sigma", "structure")))
        frames, points, axes = movie.structures.shape
        if (
            not frames * points
            or axes != 3
            or {movie.steps.shape, movie.sigma.shape} != {(frames,)}
        ):
            raise ValueError("the arrays' shapes do not fit each other")
        if not np.isfinite(movie.structures).all():
            raise ValueError("a coordinate is not a number")
    except UNREADABLE as fault:
        reason = str(fault).strip("'\"")
        raise InputError(f"{path}: not the movie of a run ({reason}); train again") from None
    return movie


def _arrays(path: Path, names: Sequence[str]) -> list[np.ndarray]:
    """Arrays of numbers of a .npz file; none is larger than what the file holds of it."""
    with zipfile.ZipFile(path) as archive:
        members = [archive.getinfo(f"{name}.npy") for name in names]
        if sum(member.compress_size for member in members) > path.stat().st_size:
            raise ValueError("an array larger than the file")  # for which zipfile would make room
        if not all(member.compress_type in PACKED for member in members):
            raise ValueError("an array packed by another method")  # of which a little may be much
        return [_array(archive.read(member)) for member in members]


def _array(content: bytes) -> np.ndarray:
    file = io.BytesIO(content)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("an array in a form that is not written here")
    shape, turned, kind = np.lib.format.read_array_header_1_0(file)
    if kind.kind not in "fiu":
        raise ValueError(f"an array of {kind}")
    values = np.frombuffer(content, kind, offset=file.tell())
    return values.reshape(shape, order="F" if turned else "C")


def spread(count: int, most: int) -> np.ndarray:
    """At most `most` indices of `count` snapshots, evenly spread, first and last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))


def length(value: float, nm_per_unit: float | None) -> str:
    """A length in model units in words, with nm where the scale is known."""
    return f"{value:.3f} ({value * nm_per_unit:.1f} nm)" if nm_per_unit else f"{value:.3f}"


def describe_shape(shape: dict[str, Any], nm_per_unit: float | None) -> list[str]:
    """What was measured of a shape in words, one phrase each; vectors are left out.

    In brackets after a length are the ends of its 95 % interval, where they are known.
    """
    phrases = []
    intervals = shape.get("interval") or {}
    for key, value in shape.items():
        words = key.replace("_", " ")
        if isinstance(value, bool):
            phrases.append(f"{words}: {'yes' if value else 'no'}")
        elif not isinstance(value, int | float):
            continue
        elif not key.endswith(_LENGTHS):
            phrases.append(f"{words} {value:.3g}")
        else:
            digits, unit = (1, " nm") if nm_per_unit else (3, "")
            between = " to ".join(f"{end:.{digits}f}" for end in intervals.get(key) or ())
            about = f" ({between})" if between else ""
            phrases.append(f"{words} {value:.{digits}f}{unit}{about}")
    return phrases


def _number(entries: dict[str, Any], key: str) -> float | None:
    value = entries.get(key)
    if value is None:
        return None
    value = float(value)
    return value if math.isfinite(value) else None


def _shape(entries: dict[str, Any], key: str) -> dict[str, Any] | None:
    shape = entries.get(key)
    if shape is None:
        return None
    if not isinstance(shape, dict):
        raise TypeError(f"{key} is not an object")
    intervals = shape.get("interval") or {}
    if not isinstance(intervals, dict):
        raise TypeError(f"{key}.interval is not an object")
    numbers = [*shape.values(), *(end for ends in intervals.values() for end in ends or ())]
    for number in numbers:
        if isinstance(number, int):
            float(number)  # which fails where there are more digits than a float has room for
    if not all(isinstance(end, int | float) for ends in intervals.values() for end in ends or ()):
        raise TypeError(f"{key}.interval holds something else than pairs of numbers")
    return shape


def _sentence(false_symmetry: dict[str, Any] | None) -> str | None:
    sentence = (false_symmetry or {}).get("sentence")
    if not isinstance(sentence, str | None):
        raise TypeError("false_symmetry.sentence is no text")
    return sentence
