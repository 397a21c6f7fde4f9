"""Align the volumes of a recording: the alignment of their projections, corrected in depth."""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

import wormbrain
from groundwork.errors import InputError
from groundwork.files import checksum, exclusive, full_disk_reported
from groundwork.loop.checkpoint import Checkpoint
from wormbrain.alignment.align import carry_out, one_thread, write_table
from wormbrain.alignment.follow import CHECK, undone
from wormbrain.alignment.resample_volumes import write_aligned_volumes
from wormbrain.alignment.transformations import Transformations, read_transformations
from wormbrain.alignment.volume_transformations import VolumeTransformations
from wormbrain.frames.volumes import Reading, Volumes, open_volumes
from wormbrain.matching.confidence import VOLUMES, Confidence, confidence
from wormbrain.matching.prepared import Prepared
from wormbrain.matching.refine import Match, refine
from wormbrain.matching.volume import LEVELS, Volume, VolumeMatch, refine_volume

# The match of projections has passed its own check, and that back from the target is a coarse one.
LIMITS = replace(VOLUMES, error=5 / 256, overlap=0.6, correlation=0.6)
FLAT_LOST = "its projection is lost"


@dataclass(frozen=True)
class Row:
    """What the table says about one volume.

    Attributes:
        frame: its number.
        corrected: whether the match of the projections was changed.
        lift: by how many planes the bright points of the target move, on average.
        error: of the match forward and backward, pixels; see wormbrain.matching.confidence.
        area: likewise, the factor by which volumes change.
        overlap: likewise.
        correlation: likewise.
        lost: whether no match could be trusted.
        reason: why not; empty otherwise.
    """

    frame: int
    corrected: bool
    lift: float
    error: float
    area: float
    overlap: float
    correlation: float
    lost: bool
    reason: str


def align_volumes(
    source: Path,
    transformations: Path,
    output: Path,
    *,
    depth_step: float,
    reading: Reading,
    replace: bool = False,
) -> None:
    """Correct the alignment of projections in depth, and align the volumes.

    The folder gets transformations-3d.h5, frames.csv and aligned.h5. An interrupted alignment
    continues where its last checkpoint was, and ends with the same bytes.

    Args:
        source: what the recording was converted from.
        transformations: the transformations.h5 of its alignment.
        output: folder.
        depth_step: distance of two planes, in pixels.
        reading: which channels are compared and written, and which planes.
        replace: start over where the checkpoint cannot be continued.

    Raises:
        InputError: bad input; a checkpoint of another alignment; a full disk.
        SystemExit: SIGTERM arrived; the checkpoint holds every match that was found.
    """
    if not 0 < depth_step < float("inf"):
        raise InputError(f"--depth-step {depth_step}: give the distance of two planes, in pixels")
    found = read_transformations(transformations)
    with (
        one_thread(),
        open_volumes(source, reading) as volumes,
        exclusive(output),
        full_disk_reported(output),
    ):
        _require_fit(volumes, found, transformations)
        settings = {
            "source": [str(source), _changed(source), asdict(reading)],
            "transformations": checksum(transformations),
            "depth_step": depth_step,
        }
        version = f"wormbrain {wormbrain.__version__}"
        checkpoint = Checkpoint(
            output / "checkpoint.pt", settings, version=version, replace=replace
        )
        work = Deepening(volumes, found, depth_step)
        carry_out(work, checkpoint, "volumes")
        deep = work.transformations
        deep.write(output / "transformations-3d.h5")
        write_table(output / "frames.csv", Row, work.rows)
        write_aligned_volumes(volumes, deep, output / "aligned.h5")


class Deepening:
    """The correction of all frames as work in steps, one frame each.

    Args:
        volumes: of the recording.
        found: the alignment of their projections.
        depth_step: distance of two planes, in pixels.

    Attributes:
        rows: of the frames done so far.
        progress: is called after each step.
    """

    def __init__(self, volumes: Volumes, found: Transformations, depth_step: float) -> None:
        self._volumes, self._found, self._depth_step = volumes, found, depth_step
        self._target = Volume(volumes[found.target], depth_step)
        self._flat_target = Prepared(self._target.projection)
        if not self._target.projection.any():
            raise InputError(f"{volumes.path}: frame {found.target} is blank; align to another")
        count, grid = len(found.number), LEVELS[-1].grid
        self.transformations = VolumeTransformations(
            volumes.size,
            depth_step,
            found.grid,
            grid,
            torch.full_like(found.maps, torch.nan),
            torch.full((count, math.prod(grid), 3), torch.nan),
            found.number,
            found.target,
        )
        self.rows: list[Row] = []
        self.step, self.steps = 0, count
        self.progress: Callable[[], Any] = lambda: None

    def take_step(self) -> None:
        """Match the volume of the next frame."""
        index, found = self.step, self._found
        if found.number[index] == found.target:
            self._keep(index, torch.zeros_like(self.transformations.shift[0]))
            self._note(index, Confidence(error=0.0, area=1.0, overlap=1.0, correlation=1.0))
        elif found.lost[index]:
            nothing = Confidence(*[torch.nan] * 4)
            self._note(index, nothing, [FLAT_LOST])
        else:
            forward, trust = self._matched(index)
            if not trust.lost(LIMITS):
                self._keep(index, forward.correction)
            self._note(index, trust, trust.faults(LIMITS))
        self.step += 1
        self.progress()

    def state(self) -> dict[str, Any]:
        """See groundwork.loop."""
        flat, shift = self.transformations.flat, self.transformations.shift
        rows = [asdict(row) for row in self.rows]
        return {"step": self.step, "flat": flat, "shift": shift, "rows": rows}

    def load_state(self, state: dict[str, Any]) -> None:
        """See groundwork.loop."""
        self.transformations.flat.copy_(state["flat"])
        self.transformations.shift.copy_(state["shift"])
        self.rows = [Row(**row) for row in state["rows"]]
        self.step = state["step"]

    def _matched(self, index: int) -> tuple[VolumeMatch, Confidence]:
        """The match of a frame's volume, and how far to trust it."""
        found, target = self._found, self._target
        frame = Volume(self._volumes[int(found.number[index])], self._depth_step)
        flat = Match(found.spline, found.maps[index], torch.nan)
        back = undone(flat, self._flat_target.bright)
        back = refine(self._flat_target, Prepared(frame.projection), back[None], CHECK, found.grid)
        forward = refine_volume(frame, target, flat)
        return forward, confidence(forward, refine_volume(target, frame, back), frame, target)

    def _keep(self, index: int, shift: torch.Tensor) -> None:
        self.transformations.flat[index] = self._found.maps[index]
        self.transformations.shift[index] = shift

    def _note(self, index: int, trust: Confidence, faults: Sequence[str] = ()) -> None:
        """Add the row of a frame."""
        found = self.transformations
        lifts = found.spline.basis(self._target.bright) @ found.shift[index]
        pixels = max(found.size[1:])
        self.rows.append(
            Row(
                frame=int(found.number[index]),
                corrected=bool(found.shift[index].nan_to_num().any()),
                lift=float(lifts[:, 2].mean()) * pixels / 2 / self._depth_step,
                error=trust.error * pixels,
                area=trust.area,
                overlap=trust.overlap,
                correlation=trust.correlation,
                lost=bool(faults),
                reason="; ".join(faults),
            )
        )


def _require_fit(volumes: Volumes, found: Transformations, path: Path) -> None:
    if volumes.size[1:] != tuple(found.size):
        raise InputError(
            f"{volumes.path}: frames of {volumes.size[1:]} pixels, but {path} is for "
            f"{tuple(found.size)}; give what the recording was made of"
        )
    unknown = sorted(set(found.number.tolist()) - set(volumes.numbers))
    if unknown:
        raise InputError(
            f"{volumes.path}: no frame {unknown[0]}, which {path} has; give what the recording was "
            "made of"
        )


def _changed(source: Path) -> list[list[int]]:
    """Size and time of the last change of a file, or of each file of a folder."""
    files = sorted(source.iterdir()) if source.is_dir() else [source]
    return [[file.stat().st_size, file.stat().st_mtime_ns] for file in files]
