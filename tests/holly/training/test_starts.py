import json
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holly.data.ground_truths import write_ground_truth
from holly.results.folder import RunFiles
from holly.results.history import read_history
from holly.results.run import read_run
from holly.stages import main
from holly.training.starts import end_loss, seeds_of_starts

SIMULATION = {"particles": 24, "rotations": 1, "size": 32}
RECIPE = {
    "pose": "search",
    "points": 40,
    "epochs": 6,
    "batch_size": 8,
    "sigma": [0.125, 0.0625],
    "normalisation": "image",
    "learning_rate": 0.03,
}


def trained(folder, seed=1, **recipe):
    """The folder of a replicate of a bunny, trained as the workflow does."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    write_ground_truth("bunny", folder.parent / "bunny.ply")
    options = ["--recipe", json.dumps(RECIPE | recipe), "--simulation", json.dumps(SIMULATION)]
    options += ["--seed", str(seed), "--device", "cpu", "--replace", "--output", str(folder)]
    main(["train", str(folder.parent / "bunny.ply"), *options])
    return folder


def loss(start):
    return end_loss(read_history(start / "history.csv").loss)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("starts") / "1", starts=3)


def test_the_start_with_the_least_loss_is_kept_with_all_it_left(run):
    starts = sorted((run / "starts").iterdir())
    assert [start.name for start in starts] == ["1", "2", "3"]
    best = min(starts, key=loss)
    assert len({loss(start) for start in starts}) == 3
    for ours, its in zip(RunFiles(run).outputs, RunFiles(best).outputs, strict=True):
        assert ours.name == "run.json" or ours.read_bytes() == its.read_bytes(), ours
    about = json.loads((run / "run.json").read_text())
    assert about["kept_start"] == int(best.name)
    assert about["starts"] == {start.name: pytest.approx(loss(start), abs=1e-4) for start in starts}


def test_a_run_says_what_all_its_starts_took(run):
    about, *starts = (read_run(run / n / "run.json") for n in ("", *(f"starts/{k}" for k in "123")))
    assert about.images == 3 * starts[0].images
    assert about.seconds == max(start.seconds for start in starts)
    assert len(about.sources) == 3
    assert about.recipe.starts == 3


def test_the_first_start_is_the_run_that_has_no_other(run, tmp_path):
    alone = trained(tmp_path / "alone")
    first = run / "starts" / "1"
    assert (alone / "structure.ply").read_bytes() == (first / "structure.ply").read_bytes()
    assert not (alone / "starts").exists()


def test_starts_that_are_there_are_not_trained_again(run, tmp_path):
    more = tmp_path / "1"
    shutil.copytree(run, more)
    before = {n: (more / "starts" / n / "history.csv").read_bytes() for n in "123"}
    (more / "structure.ply").unlink()
    trained(more, starts=4)
    # a history holds speeds, so that the same bytes are those of the same training
    assert before == {n: (more / "starts" / n / "history.csv").read_bytes() for n in "123"}
    losses = read_run(more / "run.json").entries["starts"]
    assert losses["4"] == pytest.approx(loss(more / "starts" / "4"), abs=1e-4)
    assert (more / "structure.ply").exists()


@given(seed=st.integers(0, 2**31), starts=st.integers(1, 64))
def test_starts_differ_and_the_first_is_the_replicates_own(seed, starts):
    seeds = seeds_of_starts(seed, starts)
    assert seeds[0] == seed
    assert len(set(seeds)) == starts
    assert seeds == seeds_of_starts(seed, 64)[:starts]


def test_a_start_is_judged_by_the_end_of_its_history():
    losses = np.array([9.0] * 190 + [2.0] * 5 + [1.0] * 5)
    assert end_loss(losses) == 1.5
    assert end_loss(losses[-3:]) == 1
