"""Measure how fast a recording of the report's layout is converted, and with how much memory.

    python benchmarks/worm_reading.py [--frames 40] [--size 512] [--depth 35] [--runs 5]

The report's recording has 572 frames of 2 x 512 x 512 x 35 values of 16 bits, 21 GB. The program
makes such a file with fewer frames, forgets what the system has cached of it, and then, each in a
process of its own, (1) reads it with h5py and nothing else, and (2) converts it to recording.h5.
It writes the shortest elapsed and processor times and the largest memory to
benchmarks/results/worm-reading.json. Reading and projecting share two processor cores, so elapsed
times compare only on a machine that does nothing else; the result names the load beside them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from measure import machine

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "benchmarks" / "results" / "worm-reading.json"
WORK = {
    "imports": "",
    "read": "for t in file: file[t]['frame'][()]",
    "convert": "with open_source(path) as s: convert(s, path.with_name('recording.h5'))",
}
PROGRAM = """
import re, sys, time
from pathlib import Path
import h5py
from wormbrain.frames.convert import convert
from wormbrain.frames.open import open_source
path, file = Path(sys.argv[1]), h5py.File(sys.argv[1])
began, used = time.perf_counter(), time.process_time()
{work}
elapsed, used = time.perf_counter() - began, time.process_time() - used
status = Path("/proc/self/status").read_text()  # ru_maxrss counts the process that started this
print(elapsed, used, int(re.search(r"VmHWM:\\s*(\\d+)", status)[1]) / 1000)
"""


def main() -> None:
    """Make the file, measure, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=40)
    parser.add_argument("--size", type=int, default=512, help="width and height, px")
    parser.add_argument("--depth", type=int, default=35, help="planes")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="for the file; by default a temporary one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder) / "worm.h5"
        make(path, given.frames, given.size, given.depth)
        megabytes = path.stat().st_size / 1e6
        found = measured(path, given.runs)
    about = machine() | {name: getattr(given, name) for name in ("frames", "size", "depth", "runs")}
    for name in ("read", "convert"):
        found[name]["megabytes_per_second"] = round(megabytes / found[name]["seconds"])
    about["load"] = round(os.getloadavg()[1], 1)  # processes that want a core, last 5 minutes
    result = {"machine": about, "megabytes": round(megabytes), **found}
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


def make(path: Path, frames: int, size: int, depth: int) -> None:
    """Write a recording of noise; each frame differs from the others."""
    noise = np.random.default_rng(0).integers(0, 2000, (2, size, size, depth), np.int16)
    with h5py.File(path, "w") as file:
        for t in range(frames):
            file[f"{t}/frame"] = noise + np.int16(t)


def measured(path: Path, runs: int) -> dict[str, dict[str, Any]]:
    """Fewest seconds and largest memory in MB of each kind of work, which take turns."""
    ended = [{name: run(path, work) for name, work in WORK.items()} for _ in range(runs)]
    return {
        name: {
            "seconds": round(min(turn[name][0] for turn in ended), 4),
            "processor_seconds": round(min(turn[name][1] for turn in ended), 2),
            "peak_megabytes": round(max(turn[name][2] for turn in ended)),
        }
        for name in WORK
    }


def run(path: Path, work: str) -> tuple[float, ...]:
    """Elapsed seconds, processor seconds and peak memory in MB of one process."""
    forget(path)
    command = [sys.executable, "-W", "error", "-c", PROGRAM.format(work=work), str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(ended.stderr)
    return tuple(map(float, ended.stdout.split()))


def forget(path: Path) -> None:
    """Make the system read the file from the disk again."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    time.sleep(0.5)


if __name__ == "__main__":
    main()
