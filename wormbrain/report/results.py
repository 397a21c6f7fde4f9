"""What the pages are about: the files that alignments, verdicts and trainings leave behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import entry, read_object
from wormbrain.evaluation.history import read_columns

ALIGN, JUDGE, VOLUMES = (
    f"make it again with `wormbrain {stage}`" for stage in ("align", "judge", "volumes")
)
NUMBER = float | int


@dataclass(frozen=True)
class Verdict:
    """How far an alignment is from the known motion, in pixels; None where nothing was judged."""

    size: int  # px of the longer side
    median: float | None
    percentile_95: float | None
    unaligned: float | None  # the median without any alignment
    frames: np.ndarray  # [T] numbers
    error: np.ndarray  # [T] medians, NaN for lost frames


@dataclass(frozen=True)
class Volumes:
    """How many volumes were lost, and how many matches of projections were corrected in depth."""

    lost: int
    corrected: int


@dataclass(frozen=True)
class Alignment:
    """An aligned recording.

    Attributes:
        name: of its folder.
        video: before and after side by side.
        columns: of the table of its frames, [T]: numbers, NaN where there is none, and words.
        verdict: against the known motion, if it is known.
        volumes: if they were aligned.
    """

    name: str
    video: Path
    columns: Mapping[str, np.ndarray]
    verdict: Verdict | None
    volumes: Volumes | None

    @property
    def lost(self) -> dict[int, str]:
        """Why frames are lost, by their numbers."""
        lost = self.columns["lost"] != 0
        reasons = zip(self.columns["frame"][lost], self.columns["reason"][lost], strict=True)
        return {int(frame): str(reason) for frame, reason in reasons}


def read_alignment(
    folder: Path, verdicts: Mapping[str, Path], volumes: Mapping[str, Path]
) -> Alignment:
    """An alignment, and its verdict and the table of its volumes, if those of its name are given.

    Raises:
        InputError: a file is missing or broken.
    """
    needed = ("frame", "ncc_before", "lost", "reason")
    columns = read_columns(folder / "frames.csv", ALIGN, needed, words=("reason",))
    verdict, table = verdicts.get(folder.name), volumes.get(folder.name)
    judged = read_verdict(verdict) if verdict else None
    deep = _read_volumes(table) if table else None
    return Alignment(folder.name, folder / "aligned.mp4", columns, judged, deep)


def _read_volumes(path: Path) -> Volumes:
    columns = read_columns(path, VOLUMES, ("lost", "corrected"), words=("reason",))
    return Volumes(*(int((columns[name] != 0).sum()) for name in ("lost", "corrected")))


def read_verdict(path: Path) -> Verdict:
    """A .json file of wormbrain.evaluation.truth."""
    found = read_object(path, JUDGE)
    try:
        error = entry(found, "error", dict)
        values = [entry(error, key, NUMBER | None) for key in ("median", "percentile_95")]
        unaligned = entry(entry(found, "unaligned", dict), "median", NUMBER | None)
        rows = entry(found, "frames", list)
        numbers = np.array([entry(row, "frame", int) for row in rows])
        medians = np.array([entry(row, "median", NUMBER | None) for row in rows], float)
        return Verdict(entry(found, "size", int), *values, unaligned, numbers, medians)
    except (ValueError, TypeError) as fault:
        raise InputError(f"{path}: {fault}; {JUDGE}") from None
