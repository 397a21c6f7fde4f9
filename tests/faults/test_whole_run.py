"""The whole workflow is killed at any moment or started twice; calling it again completes it."""

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
    "datasets": {
        "bunny": {
            "kind": "simulated",
            "model": "bunny",
            "size": 32,
            "particles": 20,
            "rotations": 5,
        },
    },
    "recipes": {"quick": {"points": 30, "epochs": 1, "batch_size": 8, "sigma": [0.09375, 0.0625]}},
    "experiments": {"bunny": {"dataset": "bunny", "recipe": "quick", "replicates": 1}},
    "threads": 1,
    "evaluation": {"random_clouds": 2},
}
TRAINED = ["results/runs/bunny/1/structure.ply"]
SHOWN = ["results/figures/bunny/1/overlay.png", "results/figures/bunny/1/viewer.html"]
MEASURED = ("logs", "records", "benchmarks")  # folders of the results


def start(folder, targets, *options):
    """Start Snakemake with all its jobs in a new session."""
    folder.mkdir(exist_ok=True)
    (folder / "config.yaml").write_text(yaml.safe_dump(CONFIG))
    command = [sys.executable, "-m", "snakemake", "--snakefile", ROOT / "Snakefile"]
    command += ["--directory", folder, "--cores", "1", "--configfile", folder / "config.yaml"]
    command += options
    with (folder / "said").open("w") as said:
        return subprocess.Popen(
            [*map(str, command), "--", *targets], stderr=said, stdout=said, start_new_session=True
        )


def results(folder):
    """The results of a run that are compared."""
    found = content(folder / "results")
    return {name: data for name, data in found.items() if not name.startswith(MEASURED)}


def finish(folder, targets):
    """Unlock the folder, then call it until it succeeds.

    It is called again as long as it reports that a job of the killed run is still running.
    """
    if start(folder, [], "--unlock").wait():
        return False
    for _ in range(60):
        if start(folder, targets).wait() == 0:
            return True
        if "another run is writing here" not in (folder / "said").read_text():
            return False
        time.sleep(1)
    return False


def killed(folder, targets, victims, seconds):
    """Call it and kill it after these seconds; return whether it was still running."""
    process = start(folder, targets)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        if victims == "Snakemake only":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def pytest_generate_tests(metafunc):
    """Choose who is killed; without --tries, all at once, as in a power cut."""
    if "victims" in metafunc.fixturenames:
        given = metafunc.config.getoption("--tries", None)
        victims = ["Snakemake and its jobs", *(["Snakemake only"] if given else [])]
        metafunc.parametrize("victims", victims)


@pytest.fixture(scope="module")
def targets(tries):
    """The targets to make; without --tries, only a training."""
    return SHOWN if tries else TRAINED


@pytest.fixture(scope="module")
def whole(targets, tmp_path_factory):
    """The results of an undisturbed run, and how many seconds it took."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    began = time.monotonic()
    process = start(folder, targets)
    assert process.wait() == 0, (folder / "said").read_text()
    return results(folder), time.monotonic() - began


def test_killed_at_any_moment_and_called_again(victims, targets, whole, tmp_path, tries, record):
    expected, seconds = whole
    outcomes = []
    folder = tmp_path / "run"
    count = tries or 1
    moments = np.random.default_rng(count).permutation(np.arange(count) + 0.5) / count
    for moment in moments:
        while not killed(folder, targets, victims, 0.2 + moment * (seconds - 0.2)):
            shutil.rmtree(folder)  # it was faster than the undisturbed run
            moment /= 2
        there = results(folder).items() <= expected.items()
        whole_again = finish(folder, targets) and results(folder) == expected
        outcomes.append(("recovered" if whole_again else "lost") if there else "wrong")
        shutil.rmtree(folder)
    record(f"kill -9 of {victims}", "the workflow", outcomes)


def test_two_at_once(targets, whole, tmp_path, tries, record):
    if tries is None:
        pytest.skip("only `make faults` tries this; test_faults.py tries two stages at once")
    folder = tmp_path / "run"
    first = start(folder, targets)
    locks = folder / ".snakemake" / "locks"
    while first.poll() is None and not any(locks.glob("*")):
        time.sleep(0.05)
    shutil.copy(folder / "said", folder / "first")
    second = start(folder, targets).wait()
    said = (folder / "said").read_text()
    clear = second == 1 and "Directory cannot be locked" in said and "--unlock" in said
    ended = first.wait() == 0 and results(folder) == whole[0]
    outcome = "recovered" if ended else "lost"
    record("two runs at once", "the workflow", [outcome if clear else "unclear"])
