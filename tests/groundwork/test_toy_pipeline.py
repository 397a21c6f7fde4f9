"""A pipeline of two stages on groundwork only: what a second pipeline has to build on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import h5py
import pytest

HERE = Path(__file__).resolve().parent
PROGRAM = "import sys; sys.modules['holly'] = None; from toy.stages import main; main(sys.argv[1:])"


def start(folder, *arguments):
    """The pipeline's command at work; it cannot import holly."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])}
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)


def run(folder, *arguments):
    process = start(folder, *arguments)
    return process.communicate()[1], process.returncode


@pytest.fixture
def folder(tmp_path):
    with h5py.File(tmp_path / "source.h5", "w") as file:
        file["numbers"] = [1.0, 2.0, 6.0]
    return tmp_path


def recorded(name, reads, writes):
    return ("--reads", *reads, "--writes", *writes, "--record", f"records/{name}.json", name)


def test_two_stages_read_fit_record_and_write_a_page(folder):
    numbers = recorded("numbers", ["source.h5"], ["numbers.json"])
    assert run(folder, *numbers, "source.h5", "--output", "numbers.json")[1] == 0
    fit = recorded("fit", ["numbers.json"], ["fit/result.json"])
    said, code = run(folder, *fit, "numbers.json", "--output", "fit")
    assert code == 0, said
    assert json.loads((folder / "fit/result.json").read_text())["mean"] == pytest.approx(3, abs=0.1)
    page = (folder / "fit/index.html").read_text()
    assert "The mean is" in page
    assert "This page loads nothing from any network." in page  # groundwork's shell

    record = json.loads((folder / "records/fit.json").read_text())
    assert record["versions"]["toy"] == "1.0"
    made = json.loads((folder / "records/numbers.json").read_text())["writes"]["numbers.json"]
    assert record["reads"]["numbers.json"] == made


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_a_fit_that_was_killed_resumes_and_ends_the_same(folder, ending):
    run(folder, "numbers", "source.h5", "--output", "numbers.json")
    run(folder, "fit", "numbers.json", "--output", "whole")
    process = start(folder, "fit", "numbers.json", "--pause", "0.1", "--output", "cut")
    while not (folder / "cut/lock").exists():
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(ending)
    process.communicate()
    assert process.returncode != 0
    assert not (folder / "cut/result.json").exists()
    assert (folder / "cut/checkpoint.pt").exists() == (ending == signal.SIGTERM)
    said, code = run(folder, "fit", "numbers.json", "--output", "cut")
    assert code == 0, said
    assert ("continuing from step" in said) == (ending == signal.SIGTERM)
    same = [(folder / name / "result.json").read_bytes() for name in ("cut", "whole")]
    assert same[0] == same[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["numbers", "absent.h5"], "toy numbers: absent.h5: no such file"),
        (["fit", "absent.json"], "toy fit: absent.json: no such file"),
        (["fit", "n.json", "--settings", '{"step": 1}'], "step: unknown key; allowed: steps"),
    ],
)
def test_bad_input_ends_in_one_line(folder, arguments, message):
    said, code = run(folder, *arguments, "--output", "out.json")
    assert code == 1
    assert message in said
    assert said.count("\n") == 1
