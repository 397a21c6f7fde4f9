"""Run a stage in its own process, let it meet a fault, and look at what it leaves.

The processes are forked from a server that has already imported what the stages need.
"""

import contextlib
import csv
import ctypes
import json
import logging
import multiprocessing
import os
import resource
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import torch

import groundwork.loop.turns
import groundwork.record.energy
import holly.images.resumable_cubes
import holly.stages
import holly.training.trainer
import wormbrain.stages

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["preloaded"])
# Measurements differ between runs and are not compared.
MEASURED = {"seconds", "kWh", "kWh_method", "parts"}  # in run.json
MEASURED_COLUMNS = {"images_per_second"}  # in history.csv
LOGS = {"events", "checkpoint.pt", "lock"}  # files that are not results
CAP_DAC_OVERRIDE, CAP_VERSION = 1, 0x20080522
UNLIMITED = resource.RLIM_INFINITY
PROGRAMS = {"holly": holly.stages.main, "wormbrain": wormbrain.stages.main}


@dataclass(frozen=True)
class Trouble:
    """The fault that a process meets; by default none."""

    file_size: int = (
        UNLIMITED  # largest size of a file in bytes; a longer write fails, as on a full disk
    )
    operation: int | None = None  # kill -9 at this file operation below `folder`
    folder: str = ""
    count_to: str = ""  # file to which the number of these operations is written
    permissions: bool = False  # obey permissions, even as root
    step: int | None = None  # the training step at which ...
    happens: str = ""  # ... this fault of TRAINING happens


def _spoil(trainer):
    with torch.no_grad():
        trainer.points[0] = torch.nan


def _no_memory(_):
    raise torch.OutOfMemoryError(
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 10 GiB."
    )


def _lost(_):
    raise torch.AcceleratorError("CUDA error: unspecified launch failure\nCompile with ...")


def _no_cpu_memory(_):
    torch.empty(2**60)


TRAINING = {
    "NaN in the loss": _spoil,
    "card out of memory": _no_memory,
    "card lost": _lost,
    "machine out of memory": _no_cpu_memory,
}


def run(program, arguments, environment, said, trouble):
    """Run a stage of a program that meets this fault; it records its progress often."""
    os.environ.clear()
    os.environ.update(environment)
    for number in (1, 2):
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    logging.getLogger().handlers.clear()
    holly.images.resumable_cubes.NOTE_EVERY = 2**19
    groundwork.loop.turns.CHECKPOINT_SECONDS = 0.3
    groundwork.record.energy._instruments = lambda _: []  # finding the instruments takes a second
    torch.set_num_threads(1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (trouble.file_size, UNLIMITED))
    if trouble.permissions:
        _obey_permissions()
    if trouble.happens:
        _trouble_training(trouble.step, TRAINING[trouble.happens])
    operations = _watch_files(trouble)
    try:
        PROGRAMS[program](arguments)
    finally:
        if trouble.count_to:
            Path(trouble.count_to).write_text(str(operations[0]))


def _obey_permissions():
    """Give up root's right to ignore permissions."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(CAP_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    for group in range(3):
        sets[group] &= ~(1 << CAP_DAC_OVERRIDE)
    assert libc.capset(header, sets) == 0


def _trouble_training(step, happens):
    descend = holly.training.trainer.Trainer.descend

    def troubled(trainer):
        if trainer.step == step:
            happens(trainer)
        return descend(trainer)

    holly.training.trainer.Trainer.descend = troubled


def _watch_files(trouble):
    """Count the operations that change the folder; kill the process at one of them."""
    counted = [0]

    def watch(event, details):
        if event not in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"):
            return
        if event == "open" and not (details[2] or 0) & (os.O_WRONLY | os.O_RDWR):
            return
        path = Path(details[0] if isinstance(details[0], str | os.PathLike) else "")
        if path.is_absolute() and not path.is_relative_to(trouble.folder):
            return
        counted[0] += 1
        if counted[0] == trouble.operation:
            os.kill(os.getpid(), signal.SIGKILL)

    if trouble.folder:
        sys.addaudithook(watch)
    return counted


class Stage:
    """A stage with its arguments, which writes to its own folder."""

    def __init__(self, name, arguments, folder, program="holly"):
        self.name, self.arguments, self.folder = name, arguments, folder
        self.program = program
        self.said = folder.with_name(f"{folder.name}.said")

    def start(self, *more, **trouble):
        """Start a process that runs the stage."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.said.unlink(missing_ok=True)
        output = str(self.folder / "output")
        arguments = [self.name, *(a.replace("{output}", output) for a in self.arguments)]
        trouble = Trouble(**trouble)
        process = PROCESSES.Process(
            target=run,
            args=(self.program, [*arguments, *more], dict(os.environ), str(self.said), trouble),
        )
        process.start()
        return process

    def run(self, *more, **trouble):
        """Run the stage; return its exit status."""
        return ended(self.start(*more, **trouble))

    def seconds(self):
        """Run the stage undisturbed; return its seconds and its number of file operations."""
        counted = self.folder.with_name(f"{self.folder.name}.count")
        began = time.monotonic()
        status = self.run(folder=str(self.folder), count_to=str(counted))
        assert status == 0, self.said.read_text()
        return time.monotonic() - began, int(counted.read_text())

    def content(self):
        """The files of the stage by name, without measurements, logs and unfinished files."""
        return content(self.folder)

    def line(self):
        """The single line with which the stage ended; empty if there was anything else."""
        text = self.said.read_text()
        last = text.strip().splitlines()[-1] if text.strip() else ""
        clear = last.startswith(f"{self.program} {self.name}: ") and "Traceback" not in text
        return last if clear else ""


def ended(process):
    """Wait for a process; return its exit status."""
    process.join()
    return process.exitcode


def content(folder):
    """The files below a folder by name, without measurements, logs and unfinished files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") or part in LOGS for part in inside.parts)
        if path.is_file() and not hidden:
            found[str(inside)] = compared(path)
    return found


def compared(path):
    """The bytes of a file without its measurements."""
    content = path.read_bytes()
    if path.name == "run.json":
        about = json.loads(content)
        return json.dumps({k: v for k, v in about.items() if k not in MEASURED}).encode()
    if path.name == "history.csv":
        rows = list(csv.DictReader(content.decode().splitlines()))
        return json.dumps(
            [{k: r[k] for k in r if k not in MEASURED_COLUMNS} for r in rows]
        ).encode()
    return content


@contextlib.contextmanager
def cut(path, keep):
    """Cut the file to its first `keep` bytes; restore it afterwards."""
    whole = path.read_bytes()
    path.write_bytes(whole[:keep])
    try:
        yield
    finally:
        path.write_bytes(whole)
