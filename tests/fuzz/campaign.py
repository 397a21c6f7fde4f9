"""Give many damaged files to every reader, and write the outcomes as JSON and as a table.

python tests/fuzz/campaign.py                  100,000 inputs per reader
python tests/fuzz/campaign.py --inputs 1000 --readers ply obj

If it is stopped, the next call continues from the progress in results/fuzz; remove that folder to
start over. benchmarks/results/fuzz.json is written after each reader, and keeps the results of
readers that were not tried.
"""

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "tests")]
os.environ.setdefault("OMP_NUM_THREADS", "1")  # the threads of a process do not survive a fork

from measure import machine  # noqa: E402
from reader import Reader  # noqa: E402
from readers import BY_NAME, READERS  # noqa: E402
from workers import Tally, work  # noqa: E402

INPUTS = 100_000
TOGETHER = 500  # inputs per process, because libhdf5 leaks memory when it reads damaged files
RESULT = ROOT / "benchmarks" / "results" / "fuzz.json"
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- fuzz: written by tests/fuzz/campaign.py -->\n", "<!-- end of fuzz -->\n"
STATE = ROOT / "results" / "fuzz"


def main() -> None:
    """Give every reader the inputs that it has not had yet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=INPUTS, help="for each reader")
    parser.add_argument(
        "--readers", nargs="+", choices=BY_NAME, default=list(BY_NAME), metavar="READER"
    )
    given = parser.parse_args()
    about = machine()  # the current commit, which may change during a long campaign
    with ProcessPoolExecutor(len(os.sched_getaffinity(0)), get_context("fork")) as pool:
        for stage in (partial(run, about=about), guide):
            for _ in pool.map(stage, given.readers, repeat(given.inputs)):
                write(RESULT)


def run(name: str, inputs: int, about: dict[str, str | int]) -> None:
    """Continue with the next numbered inputs of a reader."""
    path = STATE / f"{name}.json"
    so_far = json.loads(path.read_text()) if path.exists() else {"tally": {}}
    tally = Tally(**so_far["tally"])
    while tally.inputs < inputs:
        work(BY_NAME[name], tally.inputs, min(tally.inputs + TOGETHER, inputs), tally)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"tally": asdict(tally), "machine": about}, indent=2))
        print(line(name, tally), flush=True)


def guide(name: str, inputs: int) -> None:
    """Give a reader the inputs that atheris makes, in a separate process, which atheris ends."""
    given = STATE / f"{name}.guided.json"
    if BY_NAME[name].guided and (not given.exists() or json.loads(given.read_text()) < inputs):
        program = str(ROOT / "tests" / "fuzz" / "guided.py")
        subprocess.run([sys.executable, program, name, str(inputs)], check=True)


def line(name: str, tally: Tally) -> str:
    """The progress of a reader."""
    counts = f"{tally.inputs} inputs, {tally.refused} refused, {tally.read} read"
    return f"{name}: {counts}, {tally.unhandled} unhandled"


def write(result: Path) -> None:
    """Write the results of all readers to JSON and to the page.

    A reader without progress here, as in a new checkout, keeps the result that it had.
    """
    had = {found["reader"]: found for found in json.loads(result.read_text())["readers"]}
    every = (noted(reader) or had.get(reader.name) for reader in READERS)
    about = machine()
    del about["commit"]  # each reader has its own commit
    found = {"machine": about, "readers": [one for one in every if one]}
    result.write_text(json.dumps(found, indent=2) + "\n")
    PAGE.write_text(written(PAGE.read_text(), found))


def noted(reader: Reader) -> dict[str, Any] | None:
    """The result of a reader so far; None if it was not tried here."""
    path, guided = STATE / f"{reader.name}.json", STATE / f"{reader.name}.guided.json"
    if not path.exists():
        return None
    so_far = json.loads(path.read_text())
    found = {"reader": reader.name, "reads": reader.about, **so_far["tally"]}
    found["guided_inputs"] = json.loads(guided.read_text()) if guided.exists() else None
    found["slowest_seconds"] = round(found["slowest_seconds"], 3)
    return {**found, "commit": so_far["machine"]["commit"]}


def written(page: str, result: dict[str, Any]) -> str:
    """The page with the table of these results."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    heads = ["reads", "inputs", "guided", "refused", "read", "unhandled", "slowest", "memory"]
    lines = [f"| {' | '.join(heads)} |", f"|---{'|--:' * (len(heads) - 1)}|"]
    for one in result["readers"]:
        counts = [one[name] for name in ("inputs", "guided_inputs", "refused", "read", "unhandled")]
        cells = ["–" if count is None else f"{count:,}" for count in counts]
        cells += [f"{one['slowest_seconds']:.2f} s", f"{one['peak_bytes'] / 2**20:.0f} MiB"]
        lines.append(f"| {one['reads']} | {' | '.join(cells)} |")
    total = sum(one["inputs"] + (one["guided_inputs"] or 0) for one in result["readers"])
    unhandled = sum(one["unhandled"] for one in result["readers"])
    done = sum(one["inputs"] >= INPUTS for one in result["readers"])
    lines += ["", f"{total:,} inputs in all, {unhandled:,} unhandled."]
    lines += [f"{done} of {len(READERS)} readers were given all {INPUTS:,} numbered inputs.", ""]
    return before + BEGIN + "\n".join(lines) + END + after


if __name__ == "__main__":
    main()
