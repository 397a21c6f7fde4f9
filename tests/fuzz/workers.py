"""Give inputs to a reader in worker processes, which may crash.

A worker is forked after all imports and works through numbered inputs. Its address space and its
time per input are limited, so that an input that exceeds a limit is recorded as a finding and does
not harm the machine. If the kernel kills a worker, its parent sees at which input that happened.
"""

import ctypes
import gc
import json
import logging
import mmap
import os
import re
import resource
import shutil
import signal
import struct
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from readers import Reader

from groundwork.errors import InputError

SECONDS = 10.0  # processor seconds per input
STUCK = 120.0  # elapsed seconds after which an input without progress is given up
MEMORY = 256 << 20  # bytes of memory beyond what the process uses already
SPACE = 1 << 30  # bytes of address space beyond what the process has already
KEPT = 20  # most findings that are kept in full
LONGEST = 2000  # most characters of a message


@dataclass
class Tally:
    """Counts of what happened to the inputs of a reader."""

    inputs: int = 0
    refused: int = 0  # refused with an InputError of one line that names the file
    read: int = 0
    unhandled: int = 0
    slowest_seconds: float = 0.0  # processor seconds
    peak_bytes: int = 0  # memory beyond what the process used before
    findings: list[dict[str, str | int]] = field(default_factory=list)


def work(reader: Reader, first: int, last: int, tally: Tally | None = None) -> Tally:
    """Give a reader the inputs from number `first` up to, not including, `last`; add to a tally."""
    tally = tally or Tally()
    root = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="holly-fuzz-", dir=root) as name, _log() as log:
        folder = Path(name)
        seeds = reader.all_seeds(folder / "seeds")
        while first < last:
            first = _watched(reader, folder, seeds, first, last, tally, log)
    return tally


def outcome(reader: Reader, folder: Path) -> str:
    """Let a reader read the input in a folder: `read`, `refused`, or a description of a fault."""
    try:
        reader.read(folder / reader.file)
    except InputError as error:
        return _complaint(reader, str(error), folder) or "refused"
    except BaseException as error:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [
            f for f in frames if re.search("/(holly|wormbrain|groundwork)/", f.filename)
        ] or list(frames)
        where = f"{Path(ours[-1].filename).name}:{ours[-1].name}"
        return f"{type(error).__name__} in {where}: {str(error)[:200]}"
    return "read"


def _complaint(reader: Reader, message: str, folder: Path) -> str | None:
    """What is wrong with the message of a refusal; None if it is correct."""
    if not message.isprintable():
        return f"message of several lines or with control characters: {message!r:.200}"
    if str(folder) not in message and not message.startswith(reader.names or "\0"):
        return f"message names no file: {message:.200}"
    if len(message) > LONGEST:
        return f"message of {len(message)} characters: {message:.200}"
    return None


def _watched(
    reader: Reader,
    folder: Path,
    seeds: list[bytes],
    first: int,
    last: int,
    tally: Tally,
    log: Path,
) -> int:
    """Fork one worker and wait for it; return the number of the next input."""
    shared = mmap.mmap(-1, 64)
    shared[:] = struct.pack("<8q", first, 0, 0, 0, 0, 0, 0, 0)
    log.write_bytes(b"")
    child = os.fork()
    if child == 0:
        try:
            _work(reader, folder, seeds, first, last, shared, log)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(70)
    status = _wait(child, shared)
    number, refused, read, slowest, peak, *_ = struct.unpack("<8q", shared[:])
    findings = [json.loads(line) for line in log.read_text().splitlines()]
    if os.WIFSIGNALED(status):
        kind = signal.Signals(os.WTERMSIG(status)).name
        seconds = f" (more than {SECONDS:g} s)" if kind in ("SIGPROF", "SIGKILL") else ""
        findings.append({"input": number, "what": f"killed by {kind}{seconds}"})
        number += 1
    elif os.WEXITSTATUS(status):
        raise RuntimeError(f"{reader.name}: the harness failed at input {number}")
    tally.inputs += number - first
    tally.refused += refused
    tally.read += read
    tally.unhandled += len(findings)
    tally.slowest_seconds = max(tally.slowest_seconds, slowest / 1e9)
    tally.peak_bytes = max(tally.peak_bytes, peak)
    tally.findings = [*tally.findings, *findings][:KEPT]
    return number


def _wait(child: int, shared: mmap.mmap) -> int:
    """Wait until the worker ends; kill it if it is stuck at one input. Return its status."""
    number, since = -1, time.monotonic()
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        now = struct.unpack_from("<q", shared)[0]
        if now != number:
            number, since = now, time.monotonic()
        elif time.monotonic() - since > STUCK:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.02)


def _work(
    reader: Reader,
    folder: Path,
    seeds: list[bytes],
    first: int,
    last: int,
    shared: mmap.mmap,
    log: Path,
) -> None:
    warnings.simplefilter("ignore")
    logging.disable()
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    place = folder / "place"
    counts = [0, 0, 0, 0]
    _prepare(reader, place)
    (place / reader.file).write_bytes(seeds[0])
    outcome(reader, place)  # imports at the first call are not counted as memory of an input
    c_library = ctypes.CDLL(None)
    space = _memory("VmSize") + SPACE
    resource.setrlimit(resource.RLIMIT_AS, (space, resource.RLIM_INFINITY))
    gc.freeze()  # imported objects need not be collected again and again
    for number in range(first, last):
        struct.pack_into("<q", shared, 0, number)
        data = reader.mutate(Random(f"{reader.name} {number}"), seeds)
        shutil.rmtree(place, ignore_errors=True) if reader.writes else None
        _prepare(reader, place)
        (place / reader.file).write_bytes(data)
        c_library.malloc_trim(0)  # memory freed earlier would hide what this input uses
        Path("/proc/self/clear_refs").write_text("5")  # reset the peak
        before, began = _memory("VmRSS"), time.process_time_ns()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        what = outcome(reader, place)
        signal.setitimer(signal.ITIMER_PROF, 0)
        counts[2] = max(counts[2], time.process_time_ns() - began)
        peak = _memory("VmHWM") - before
        counts[3] = max(counts[3], peak)
        if what in ("read", "refused"):
            if peak > MEMORY:
                what = f"{what} with {peak >> 20} MiB of memory"
            what = reader.escaped(place) or what
        if what == "refused":
            counts[0] += 1
        elif what == "read":
            counts[1] += 1
        else:
            with log.open("a") as file:
                file.write(json.dumps({"input": number, "what": what}) + "\n")
        struct.pack_into("<5q", shared, 0, number, *counts)
    struct.pack_into("<q", shared, 0, last)


def _prepare(reader: Reader, place: Path) -> None:
    (place / reader.file).parent.mkdir(parents=True, exist_ok=True)
    reader.surroundings(place)


def _memory(what: str) -> int:
    """VmSize, VmRSS or VmHWM of this process, in bytes."""
    status = Path("/proc/self/status").read_bytes()
    start = status.index(what.encode()) + len(what) + 1
    return 1024 * int(status[start : status.index(b"kB", start)])


@contextmanager
def _log() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="holly-fuzz-log-") as folder:
        yield Path(folder) / "findings"
