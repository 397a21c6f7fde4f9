"""Work done step by step: saved now and then, several at a time, ended well by SIGTERM."""

import logging
import signal
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from typing import Protocol

from groundwork.loop.checkpoint import Checkpoint, Resumable
from groundwork.loop.signals import sigterm_noted

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
    with sigterm_noted() as noted:
        while going and not noted:
            going = [run for run in going if next(run, DONE) is not DONE]
    for run in going:
        with suppress(Terminated):
            run.throw(Terminated)
    if going:
        sys.exit(128 + signal.SIGTERM)
