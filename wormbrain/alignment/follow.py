"""The maps of all frames of a recording, found one after the other.

Frames follow each other from the target to the last, then from the target back to the first. Each
starts from the map of its neighbour, moved by the shift between the two; where that does not lead
to a match that can be trusted, the match is searched from anew. A frame without any is lost.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch
from torch import Tensor

from groundwork.errors import InputError
from wormbrain.frames.intensity import scaled
from wormbrain.frames.recording import Recording
from wormbrain.geometry import spline
from wormbrain.matching.confidence import Confidence, Limits, confidence
from wormbrain.matching.match import Network, match, turned
from wormbrain.matching.prepared import Look, Prepared
from wormbrain.matching.refine import SEARCH, Level, Match, refine, rotations

GRID = (11, 9)  # control points along x and y
# Dim nuclei count less than in a match of any two images, and the first channel counts more: by
# convention it shows landmarks, whose brightness does not change.
LOOK = Look(gamma=0.8, first=0.5, others=0.25, mean=0.25)
LEVELS = (
    Level(64, 5 / 256, (3, 3), 0.01, 10),
    Level(128, 2.5 / 256, (5, 5), 0.01, 10, sparse=True),
    Level(128, 1 / 256, GRID, 0.005, 6, sparse=True),
)
CHECK = (Level(64, 4 / 256, GRID, 0.003, 4),)  # from the target to the frame
# Part of the worm may be out of view: its neighbours in time say where it is.
LIMITS = Limits(error=3 / 256, area=0.05, overlap=0.6, correlation=0.6)
# Beyond these a mirror image is out of the question; frames of real recordings mostly are.
SURE = Limits(error=LIMITS.error, area=0.5, overlap=LIMITS.overlap, correlation=0.9)
ELSEWHERE, STIFF = 0.01, 1e-4  # weights of control points and of bending where a map is undone
USUAL = 0.75  # correlation below which a search may find a better match


@dataclass(frozen=True)
class Row:
    """What the table says about one frame; lengths in pixels; NaN where it is lost.

    Attributes:
        frame: its number.
        ncc_before: correlation with the target, of the means over channels, before the alignment.
        ncc_after: the same after it.
        shift: by how much the bright points of the target move, on average.
        rotation: of the frame against the target, degrees, counter-clockwise as images are shown.
        deformation: root mean square difference of the map and its affine part at those points.
        error: of the match forward and backward, see wormbrain.matching.confidence.
        area: likewise.
        overlap: likewise.
        correlation: likewise.
        lost: whether no match could be trusted.
        reason: why not, see wormbrain.matching.confidence; empty otherwise.
    """

    frame: int
    ncc_before: float
    ncc_after: float
    shift: float
    rotation: float
    deformation: float
    error: float
    area: float
    overlap: float
    correlation: float
    lost: bool
    reason: str


class Following:
    """The alignment of a recording as work in steps, one frame each.

    Args:
        recording: open.
        target: index of the frame to align to.
        previous: align each frame to the previous aligned one instead; this drifts.
        network: see wormbrain.matching.match.
        progress: is called after each step.

    Raises:
        InputError: the target frame is blank.

    Attributes:
        maps: [T, K, 2], as in wormbrain.alignment.transformations.
        rows: of the frames done so far, in the order of the work.
    """

    def __init__(
        self,
        recording: Recording,
        target: int,
        *,
        previous: bool = False,
        network: Network | None = None,
        progress: Callable[[], Any] = lambda: None,
    ) -> None:
        self.recording, self.previous, self.network = recording, previous, network
        self.progress = progress
        self.order = [*range(target, len(recording)), *range(target - 1, -1, -1)]
        self.target = self._read(target)
        if not self.target.image.any():
            raise InputError(
                f"{recording.path}: frame {recording.number[target]} is blank; align to another "
                "with --target"
            )
        self.spline = spline(*GRID, self.target.size)
        self.bright = self.target.bright
        self.maps = torch.full((len(recording), *self.spline.control.shape), torch.nan)
        self.rows: list[Row] = []
        self.step, self.steps = 0, len(recording)
        self._last: tuple[int, Prepared, Prepared] | None = None

    def take_step(self) -> None:
        """Find the map of the next frame."""
        index = self.order[self.step]
        if self.step == 0:
            self.maps[index] = self.spline.control
            sure = Confidence(error=0.0, area=1.0, overlap=1.0, correlation=1.0)
            self._note(index, self.target, sure)
        else:
            frame = self._read(index)
            found, trust = self._matched(frame, self._neighbour(index))
            if not trust.lost(LIMITS):
                self.maps[index] = found.transformation
            self._note(index, frame, trust)
        self.step += 1
        self.progress()

    def state(self) -> dict[str, Any]:
        """See groundwork.loop."""
        return {"step": self.step, "maps": self.maps, "rows": [asdict(row) for row in self.rows]}

    def load_state(self, state: dict[str, Any]) -> None:
        """See groundwork.loop."""
        self.maps.copy_(state["maps"])
        self.rows = [Row(**row) for row in state["rows"]]
        self.step = state["step"]

    def _read(self, index: int) -> Prepared:
        recording = self.recording
        return Prepared(scaled(recording[index], recording.used_range), LOOK)

    def _matched(self, frame: Prepared, neighbour: int) -> tuple[Match, Confidence]:
        """The best match of a frame, and how far to trust it."""
        before, target = self._seen(neighbour)
        start = self.maps[neighbour] + _shift(frame, before)
        found = self._judged(refine(frame, target, start[None], LEVELS, GRID), frame, target)
        if found[1].lost(LIMITS) or found[0].correlation < USUAL:
            cold = match(frame.image, target.image, self.network)
            start = cold(self.spline.control)
            cold = refine(frame, target, start[None], LEVELS[1:], GRID)
            found = max(found, self._judged(cold, frame, target), key=_preferred)
        return self._not_mirrored(*found, frame, target)

    def _not_mirrored(
        self, found: Match, trust: Confidence, frame: Prepared, target: Prepared
    ) -> tuple[Match, Confidence]:
        """The same, distrusted where there is doubt and the mirror image matches better."""
        if not trust.lost(SURE) or trust.lost(LIMITS):
            return found, trust
        starts = turned(frame.mirrored, target)
        near = refine(frame.mirrored, target, starts, SEARCH[1:], (3, 3))
        start = near(self.spline.control)
        mirrored = refine(frame.mirrored, target, start[None], LEVELS[1:], GRID)
        return found, replace(trust, mirrored=mirrored.correlation > found.correlation)

    def _judged(self, found: Match, frame: Prepared, target: Prepared) -> tuple[Match, Confidence]:
        start = undone(found, target.bright)
        backward = refine(target, frame, start[None], CHECK, GRID)
        return found, confidence(found, backward, frame, target)

    def _neighbour(self, index: int) -> int:
        """The nearest frame towards the target that is not lost."""
        towards = -1 if index > self.order[0] else 1
        while self.maps[index].isnan().any():
            index += towards
        return index

    def _seen(self, index: int) -> tuple[Prepared, Prepared]:
        """A frame that is done, and what its neighbour is to be aligned to."""
        if self._last is None or self._last[0] != index:
            frame = self._read(index)
            aligned = frame.warped(GRID, self.maps[index]) if self.previous else self.target
            self._last = index, frame, aligned
        return self._last[1:]

    def _note(self, index: int, frame: Prepared, trust: Confidence) -> None:
        """Add the row of a frame."""
        values = dict.fromkeys(("ncc_after", "shift", "rotation", "deformation"), torch.nan)
        faults = trust.faults(LIMITS)
        if not faults:
            warped = frame.warped(GRID, self.maps[index])
            values = {"ncc_after": float(warped.mean @ self.target.mean)} | self._motion(index)
        values["error"] = trust.error * max(self.recording.size)
        values["lost"], values["reason"] = bool(faults), "; ".join(faults)
        for name in ("area", "overlap", "correlation"):
            values[name] = getattr(trust, name)
        before = float(frame.mean @ self.target.mean)
        self.rows.append(Row(int(self.recording.number[index]), ncc_before=before, **values))

    def _motion(self, index: int) -> dict[str, float]:
        """Shift, rotation and deformation of a map."""
        affine = self.spline.affine_part(self.maps[index])
        places = self.spline.basis(self.bright) @ self.maps[index]
        bent = places - self.bright @ affine[:, :2].T - affine[:, 2]
        pixels = max(self.recording.size) / 2
        turn = torch.atan2(affine[0, 1] - affine[1, 0], affine[0, 0] + affine[1, 1])
        return {
            "shift": float((places - self.bright).mean(0).norm()) * pixels,
            "rotation": float(turn.rad2deg()),
            "deformation": float(bent.square().sum(1).mean().sqrt()) * pixels,
        }


def _shift(frame: Prepared, before: Prepared) -> Tensor:
    """Where the content of one frame lies in the next, [2]: the highest cross-correlation."""
    return rotations(frame, before, [0.0])[0, :, 2]


def undone(found: Match, bright: Tensor) -> Tensor:
    """The map [K, 2] back from the frame to the target: exact at bright points, else smooth."""
    points = torch.cat([bright, found.spline.control])
    weights = torch.full((len(points),), 1 / len(bright))
    weights[len(bright) :] = ELSEWHERE / len(found.spline.control)
    basis = found.spline.basis(found(points))
    weighted = basis.T * weights
    return torch.linalg.solve(weighted @ basis + STIFF * found.spline.bending, weighted @ points)


def _preferred(judged: tuple[Match, Confidence]) -> tuple[bool, float]:
    found, trust = judged
    return not trust.lost(LIMITS), found.correlation
