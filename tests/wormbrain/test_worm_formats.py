"""docs/formats-wormbrain.md says what is written, and its program applies a transformation."""

import csv
import json
import re
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch

from wormbrain.stages import main

PAGE = Path(__file__).resolve().parents[2] / "docs/formats-wormbrain.md"
RECIPE = {"kind": "match", "size": 64, "steps": 2, "validations": 1, "validation_pairs": 2}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder with a file of each format."""
    folder = tmp_path_factory.mktemp("formats")

    def stage(line, *more):
        main([*(str(folder / word) if "." in word else word for word in line.split()), *more])

    stage("synthetic --frames 10 --size 96 --depth 2 --output worm.h5")
    stage("frames worm.h5 --output recording.h5")
    (folder / "points.csv").write_text("name,x,y\nAVAL,40,50\n")
    main(["align", str(folder / "recording.h5"), "--output", str(folder / "aligned")])
    (folder / "voxels.csv").write_text("name,x,y,z\nAVAL,40,50,1\n")
    stage("synthetic --frames 2 --size 64 --depth 2 --output small.h5")
    main(["align", str(folder / "small.h5"), "--output", str(folder / "flat")])
    volumes = ["volumes", str(folder / "small.h5"), str(folder / "flat/transformations.h5")]
    main([*volumes, "--depth-step", "8", "--output", str(folder / "deep")])
    stage("judge aligned/transformations.h5 worm.h5 --output judged.json")
    stage("apply deep/transformations-3d.h5 --points voxels.csv --output places.csv")
    stage("signals recording.h5 aligned/transformations.h5 points.csv --output signals.csv")
    train = ["train", str(folder / "recording.h5"), "--output", str(folder / "run")]
    main([*train, "--recipe", json.dumps(RECIPE | {"batch_size": 2}), "--device", "cpu"])
    return folder


def tables():
    """The names in the first column of each table of the page."""
    for table in re.findall(r"(?:^\|.*\n)+", PAGE.read_text(), re.MULTILINE):
        cells = (row.split("|")[1] for row in table.splitlines()[2:])
        yield {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def columns(path):
    with path.open(newline="") as lines:
        return set(next(csv.reader(lines)))


def test_the_tables_are_what_is_written(written):
    found = []
    for name in (
        "aligned/aligned.h5",
        "aligned/transformations.h5",
        "deep/transformations-3d.h5",
    ):
        with h5py.File(written / name) as file:
            found += [set(file), set(file.attrs)]
    for name in (
        "deep/frames.csv",
        "aligned/frames.csv",
        "voxels.csv",
        "places.csv",
    ):
        found.append(columns(written / name))
    with h5py.File(written / "worm.h5.truth.h5") as file:
        found.append(set(file))
    found.append(set(json.loads((written / "judged.json").read_text())))
    found.append(set(torch.load(written / "run/network.pt", weights_only=True)))
    found.append(columns(written / "run/history.csv"))
    assert list(tables()) == found
    assert columns(written / "signals.csv") == {"frame", "AVAL red", "AVAL green"}
    entries = set(json.loads((written / "run/run.json").read_text()))
    assert all(f"`{entry}`" in PAGE.read_text() for entry in entries)


def test_the_program_of_the_page_aligns_as_we_do(written, monkeypatch):
    monkeypatch.chdir(written)
    names = {}
    exec(re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)[1], names)
    with h5py.File("aligned/aligned.h5") as file:
        ours = file["frames"][names["i"]]
    shown = np.all((names["places"] > 0) & (names["places"] < 95), axis=1).reshape(96, 96)
    assert shown.mean() > 0.3
    difference = np.abs(np.array(names["aligned"]) - ours)[:, shown]
    assert difference.max() < 1
