"""Clouds through training, packed small enough to travel in a page."""

import base64
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from holly.errors import InputError
from holly.figures.inputs import read_samples, spread
from holly.files import require

LEVELS = 1024  # steps of a coordinate in half a box: under a pixel of what is seen
REACH = 15.99  # half boxes; points farther out are drawn there


@dataclass(frozen=True)
class Box:
    """The cube that is looked at: its centre [3] and half its side, model units."""

    centre: np.ndarray
    half: float


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


def read_movie(run: Path) -> Movie | None:
    """The movie.npz of a run, or the few moments of its samples.npz; None if there is neither.

    Raises:
        InputError: the file is broken.
    """
    if (run / "movie.npz").exists():
        return read_movie_file(run / "movie.npz")
    if (run / "samples.npz").exists():
        samples = read_samples(run / "samples.npz")
        return Movie(samples.steps, samples.sigma_in, samples.structures)
    return None


def read_movie_file(path: Path) -> Movie:
    """Read `step` [F], `sigma` [F] and `structure` [F, N, 3] of a run's movie.npz.

    Raises:
        InputError: there is no such file, or its arrays do not belong together.
    """
    require(path, "train again")
    try:
        with Path(path).open("rb") as file, np.load(file) as arrays:
            movie = Movie(*(arrays[name] for name in ("step", "sigma", "structure")))
        frames, points, axes = movie.structures.shape
        if (
            not frames * points
            or axes != 3
            or {movie.steps.shape, movie.sigma.shape} != {(frames,)}
        ):
            raise ValueError("the arrays' shapes do not fit each other")
        if not np.isfinite(movie.structures).all():
            raise ValueError("a coordinate is not a number")
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as fault:
        reason = str(fault).strip("'\"")
        raise InputError(f"{path}: not the movie of a run ({reason}); train again") from None
    return movie


def pack(structures: np.ndarray, box: Box) -> dict[str, Any]:
    """Clouds [F, N, 3] as JSON: what changes from frame to frame, deflated, in base 64.

    A coordinate is a whole number of `half / LEVELS` from the box's centre. Numbers are stored
    frame by frame, then axis by axis, as differences to the frame before, folded to be positive,
    first all low bytes, then all high bytes. The viewer's `unpack` reverses it.
    """
    quanta = np.clip((structures - box.centre) / box.half, -REACH, REACH) * LEVELS
    whole = quanta.round().astype(np.int16).transpose(0, 2, 1)  # [F, 3, N]
    change = np.diff(whole, axis=0, prepend=np.zeros_like(whole[:1]))  # wraps, and so does its sum
    folded = ((change << 1) ^ (change >> 15)).astype(np.uint16)
    planes = np.stack([folded & 255, folded >> 8]).astype(np.uint8)
    return {
        "frames": len(structures),
        "points": structures.shape[1],
        "centre": [float(value) for value in box.centre],
        "quantum": box.half / LEVELS,
        "data": base64.b64encode(zlib.compress(planes.tobytes(), 9)).decode(),
    }
