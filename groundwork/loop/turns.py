"""Work done step by step: saved now and then, several at a time, ended well by SIGTERM."""

import logging
import signal
import sys
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from groundwork.loop.checkpoint import Checkpoint, Resumable

CHECKPOINT_SECONDS = 30.0
DONE = object()
Steps = Generator[None, None, None]

log = logging.getLogger(__name__)


class Work(Resumable, Protocol):
    """What is done in a known number of steps, and can be interrupted between any two."""

    step: int  # how many steps have been taken
    steps: int  # how many there are

    def take_step(self) -> None:
        """Do the next step and add one to `step`."""


class Terminated(Exception):  # noqa: N818  (not an error)
    """The process has been asked to end."""


def to_the_end(work: Work, checkpoint: Checkpoint) -> Steps:
    """Take the steps that are left; pause before each.

    Saves every CHECKPOINT_SECONDS, after the last step, and when the process is asked to end.
    """
    if work.step:
        log.info("continuing from step %d of %d", work.step, work.steps)
    saved = time.monotonic()
    while work.step < work.steps:
        try:
            yield
        except Terminated:
            checkpoint.save(work)
            log.info("asked to end; step %d is in the checkpoint", work.step)
            raise
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            checkpoint.save(work)
            saved = time.monotonic()
        work.take_step()
    checkpoint.save(work)


def take_turns(runs: Sequence[Steps]) -> None:
    """Advance each of the runs by one step in turn until all have ended.

    A run is a generator that pauses before each step: `to_the_end`, or one that delegates to it.

    Raises:
        SystemExit: SIGTERM arrived; each unfinished run has been sent Terminated.
    """
    going = list(runs)
    with _sigterm_noted() as noted:
        while going and not noted:
            going = [run for run in going if next(run, DONE) is not DONE]
    for run in going:
        with suppress(Terminated):
            run.throw(Terminated)
    if going:
        sys.exit(128 + signal.SIGTERM)


@contextmanager
def _sigterm_noted() -> Iterator[list[int]]:
    """Give a list that is empty until SIGTERM arrives; the signal does not end the process.

    Clusters send SIGTERM to a job that is cancelled or out of time, and SIGKILL about half a
    minute later. Outside the main thread, where Python cannot handle signals, nothing changes.
    """
    noted: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield noted
        return
    before = signal.signal(signal.SIGTERM, lambda number, _: noted.append(number))
    try:
        yield noted
    finally:
        signal.signal(signal.SIGTERM, before)


class StandardError:
    """Standard error that ignores a closed pipe.

    When a cluster cancels a job, the program that reads its log may end before the job does.
    """

    def write(self, text: str) -> None:
        """Write to standard error."""
        with suppress(BrokenPipeError):
            sys.stderr.write(text)

    def flush(self) -> None:
        """Flush standard error."""
        with suppress(BrokenPipeError):
            sys.stderr.flush()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(sys.stderr, name)
