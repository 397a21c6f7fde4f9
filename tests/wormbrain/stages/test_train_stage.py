"""From a recording to a trained network on the command line; killed and run again."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from wormbrain.frames.recording import Description, writing
from wormbrain.networks.saved import load_network
from wormbrain.stages import main

RECIPE = json.dumps(
    {
        "kind": "paper",
        "network": {
            "features": "wb",
            "size": 64,
            "width": 0.125,
            "last_pool": 2,
            "kernels": [1, 1],
        },
        "split": "time",
        "epochs": 2,
        "batch_size": 4,
        "validations": 5,
    }
)


@pytest.fixture(scope="module")
def augmented(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    rng = np.random.default_rng(1)
    with writing(folder / "recording.h5", Description(("red", "green"))) as writer:
        for number in range(20):
            writer.append(number, rng.integers(0, 4000, (2, 48, 48)).astype(np.uint16))
    arguments = (folder / "recording.h5", "--copies", 2, "--output", folder / "augmented.h5")
    main(["augment", *map(str, arguments)])
    return folder / "augmented.h5"


def command(data, output, recipe=RECIPE):
    arguments = ("train", data, "--recipe", recipe, "--device", "cpu", "--threads", 1)
    return [*map(str, (*arguments, "--output", output))]


def results(run):
    return [(run / name).read_bytes() for name in ("history.csv", "network.pt")]


def test_a_killed_training_runs_again_to_the_same_bytes(augmented, tmp_path):
    main(command(augmented, tmp_path / "whole"))
    assert load_network(tmp_path / "whole/network.pt").settings.features == "wb"
    record = json.loads((tmp_path / "whole/run.json").read_text())
    assert record["settings"]["seed"] == 1
    assert record["identity"] > 0

    environment = {**os.environ, "PYTHONPATH": os.getcwd()}  # noqa: PTH109
    process = subprocess.Popen(
        [sys.executable, "-m", "wormbrain", *command(augmented, tmp_path / "cut")],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    while not list((tmp_path / "cut").glob("events/*")) and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    process.wait()
    main(command(augmented, tmp_path / "cut"))
    assert results(tmp_path / "cut") == results(tmp_path / "whole")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--seed", "1", "2"], "2 seeds for 1 outputs; give one folder per seed"),
        (["--weights", "absent.pth"], "absent.pth: No such file"),
    ],
)
def test_wrong_options_end_in_one_line(augmented, tmp_path, arguments, message):
    with pytest.raises(SystemExit, match=f"wormbrain train: {message}"):
        main([*command(augmented, tmp_path / "run"), *arguments])


def test_a_recording_that_is_not_augmented_is_refused(augmented, tmp_path):
    recording = augmented.with_name("recording.h5")
    with pytest.raises(SystemExit, match="make it with `python -m wormbrain augment`"):
        main(command(recording, tmp_path / "run"))
