"""Signals and streams of a process that a cluster may end at any time."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def sigterm_noted() -> Iterator[list[int]]:
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
