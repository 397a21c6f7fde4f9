"""A training as work in steps, with the record that it keeps of itself."""

import math
import time
from typing import Any

from groundwork.record.energy import Meter
from groundwork.record.run import Part
from holly.training.observer import Frame, Observer, Snapshot
from holly.training.progress import Progress

ROWS = 200  # of history, and frames of the structure, in a training; at most
SNAPSHOTS = 20  # in a training
SAMPLES = 6  # held-out images in a snapshot


class Run:
    """One training and its record, for `groundwork.loop.turns.to_the_end`.

    Args:
        observer: of the training.
        meter: measures the energy of this process.
        code: the code that runs, as groundwork.record.source.current_source describes it.
    """

    def __init__(self, observer: Observer, meter: Meter, code: dict[str, Any]) -> None:
        self.observer, self.trainer = observer, observer.trainer
        self.rows: list[dict[str, float]] = []
        self.snapshots: list[Snapshot] = []
        self.frames: list[Frame] = []
        self.parts: list[Part] = []
        self.progress: Progress | None = None
        self._meter, self._code, self._part = meter, code, None
        self._counted = time.monotonic()

    @property
    def step(self) -> int:
        """How many steps have been taken."""
        return self.trainer.step

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return self.trainer.steps

    def take_step(self) -> None:
        """Take one step of the training; add a row of history where one is due.

        Raises:
            InputError: the loss, a coordinate or a weight is not finite.
        """
        if self._part is None:
            self._part = Part(self._code, self._meter.method)
            self.parts.append(self._part)
        self.trainer.descend()
        if self.step % math.ceil(self.steps / ROWS) == 0 or self.step == self.steps:
            self._record()

    def state(self) -> dict[str, Any]:
        """The state of the training and its record, with time and energy up to now.

        Raises:
            InputError: a coordinate or a weight is not finite.
        """
        self._count()
        self.trainer.check_finite()
        return {
            "training": self.observer.state(),
            "rows": self.rows,
            "snapshots": [vars(snapshot) for snapshot in self.snapshots],
            "frames": [vars(frame) for frame in self.frames],
            "parts": [vars(part) for part in self.parts],
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` returned; to be called before the first step."""
        self.observer.load_state(state["training"])
        self.rows = state["rows"]
        self.snapshots = [Snapshot(**snapshot) for snapshot in state["snapshots"]]
        self.frames = [Frame(**frame) for frame in state["frames"]]
        self.parts = [Part(**part) for part in state["parts"]]

    def _record(self) -> None:
        """Add to history, frames and snapshots, and show it."""
        row = self.observer.row()
        self.trainer.check_finite()
        self.rows.append(row)
        self.frames.append(self.observer.frame())
        self.progress.row(row)
        if len(self.rows) % (ROWS // SNAPSHOTS) == 0 or self.step == self.steps:
            self.snapshots.append(self.observer.snapshot(SAMPLES))
            self.progress.snapshot(self.snapshots[-1])
        self._count()

    def _count(self) -> None:
        """Add time and energy to the part of this process, if it has taken a step."""
        if self._part:
            now = time.monotonic()
            self._part.seconds += now - self._counted
            self._part.kwh, self._part.kwh_method = self._meter.read(), self._meter.method
            self._counted = now
