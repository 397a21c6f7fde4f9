"""The whole workflow killed at any moment, or started twice: calling it again completes it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import yaml
from trouble import content

ROOT = Path(__file__).resolve().parents[2]
CONFIG = {
    "models": {"bunny": {"builtin": "bunny"}},
    "datasets": {"bunny": {"kind": "simulated", "model": "bunny", "size": 32, "particles": 20}},
    "recipes": {"quick": {"points": 30, "epochs": 1, "batch_size": 8, "sigma": [3.0, 2.0]}},
    "experiments": {"bunny": {"dataset": "bunny", "recipe": "quick", "replicates": 1}},
    "threads": 1,
    "evaluation": {"random_clouds": 2},
}
TARGETS = ["results/figures/bunny/1/overlay.png", "results/figures/bunny/1/viewer.html"]
MEASURED = ("logs", "benchmarks")  # folders of the results

pytestmark = pytest.mark.xdist_group("faults")


def start(folder):
    """A Snakemake with all its jobs in a session of their own."""
    folder.mkdir(exist_ok=True)
    (folder / "config.yaml").write_text(yaml.safe_dump(CONFIG))
    command = [sys.executable, "-m", "snakemake", "--snakefile", ROOT / "Snakefile"]
    command += ["--directory", folder, "--cores", "1", "--configfile", folder / "config.yaml"]
    with (folder / "said").open("w") as said:
        return subprocess.Popen(
            [*map(str, command), "--", *TARGETS], stderr=said, stdout=said, start_new_session=True
        )


def results(folder):
    """All that is compared of its results."""
    found = content(folder / "results")
    return {name: data for name, data in found.items() if not name.startswith(MEASURED)}


def finish(folder):
    """Call it until it ends well, as long as it says that a job of the killed one still runs."""
    for _ in range(60):
        if start(folder).wait() == 0:
            return True
        if "another run that writes it is under way" not in (folder / "said").read_text():
            return False
        time.sleep(1)
    return False


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What an undisturbed run leaves, and its seconds."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    began = time.monotonic()
    process = start(folder)
    assert process.wait() == 0, (folder / "said").read_text()
    return results(folder), time.monotonic() - began


@pytest.mark.parametrize("victims", ["Snakemake and its jobs", "Snakemake alone"])
def test_killed_at_any_moment_and_called_again(victims, whole, tmp_path, tries, record):
    expected, seconds = whole
    outcomes = []
    folder = tmp_path / "run"
    count = tries or 1
    moments = np.random.default_rng(count).permutation(np.arange(count) + 0.5) / count
    for moment in moments:
        process = start(folder)
        try:
            process.wait(timeout=0.2 + moment * (seconds - 0.2))
        except subprocess.TimeoutExpired:
            if victims == "Snakemake alone":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            there = results(folder).items() <= expected.items()
            whole_again = finish(folder) and results(folder) == expected
            outcomes.append(("recovered" if whole_again else "lost") if there else "wrong")
        shutil.rmtree(folder)
    record(f"kill -9 of {victims}", "the workflow", outcomes)


def test_two_at_once(whole, tmp_path, record):
    folder = tmp_path / "run"
    first = start(folder)
    locks = folder / ".snakemake" / "locks"
    while first.poll() is None and not any(locks.glob("*")):
        time.sleep(0.05)
    shutil.copy(folder / "said", folder / "first")
    second = start(folder).wait()
    said = (folder / "said").read_text()
    clear = second == 1 and "Directory cannot be locked" in said and "--unlock" in said
    ended = first.wait() == 0 and results(folder) == whole[0]
    outcome = "recovered" if ended else "lost"
    record("two runs at once", "the workflow", [outcome if clear else "unclear"])
