import copy
import csv
import json
import signal
import sys

import numpy as np
import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode

import holly.training.train
from groundwork.errors import InputError
from groundwork.record.energy import Meter
from holly.data.ground_truths import write_ground_truth
from holly.settings.images import Simulation
from holly.settings.recipes import Recipe
from holly.training.dataset import open_images
from holly.training.observer import Observer
from holly.training.train import Run, RunFolder, train, train_together
from holly.training.trainer import Trainer

CPU = torch.device("cpu")
SIMULATION = Simulation(particles=24, rotations=4, size=32)
QUICK = {
    "points": 40,
    "epochs": 2.5,
    "batch_size": 8,
    "learning_rate": 1e-3,
    "points_learning_rate": 4e-3,
    "sigma": (3.0, 2.0, 1.0),
    "max_sigma": 14.0,
}
RECIPES = {
    "paper": {},
    "hypotheses": {
        "hypotheses": 3,
        "rotation": "6d",
        "normalisation": "image",
        "decay": "cosine",
        "strays": "relocate",
    },
    "table": {"pose": "table", "optimiser": "sgd"},
    "search": {
        "pose": "search",
        "normalisation": "image",
        "decay": "cosine",
        "loss": ("absolute", "likelihood", "absolute"),
    },
    "coarse": {"coarse_stride": 2, "sigma": (6.0, 3.0, 1.0), "strays": "relocate"},
}


@pytest.fixture(scope="module")
def bunny(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "bunny.ply"
    write_ground_truth("bunny", path)
    return path


def observer(bunny, recipe="paper", seed=1, device=CPU, **changes):
    recipe = Recipe(**{**QUICK, **RECIPES[recipe], **changes})
    images = open_images(bunny, recipe, SIMULATION, seed, device)
    trainer = Trainer(images.training, recipe, seed=seed, device=device)
    return Observer(trainer, images.held_out)


def table(path):
    return list(csv.DictReader(path.read_text().splitlines()))


def folder(path, *, replace=False, **settings):
    return RunFolder(path, settings, replace=replace)


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_killed_run_resumes_and_ends_with_the_identical_cloud(bunny, recipe, tmp_path):
    whole = train(observer(bunny, recipe), folder(tmp_path / "whole"))
    killed = Run(observer(bunny, recipe), Meter(CPU, 1), {})
    for _ in range(17):  # into the middle of the second epoch
        killed.trainer.descend()
    (tmp_path / "killed").mkdir()
    folder(tmp_path / "killed").checkpoint.save(killed)
    resumed = train(observer(bunny, recipe), folder(tmp_path / "killed"))
    assert torch.equal(whole, resumed)


@pytest.mark.parametrize("recipe", ["paper", "search"])
def test_a_run_asked_to_end_keeps_every_step_and_resumes_with_the_same_bytes(
    bunny, recipe, tmp_path, monkeypatch
):
    monkeypatch.setattr(holly.training.train, "ROWS", 20)  # one in two steps
    train(observer(bunny, recipe), folder(tmp_path / "whole"))
    asked = observer(bunny, recipe)
    last, trainer = 17, asked.trainer  # between two rows of history
    descend = trainer.descend

    def and_ask():
        descend()
        if trainer.step == last:
            monkeypatch.setattr(sys, "stderr", ClosedPipe())  # tee was asked, too, and has ended
            signal.raise_signal(signal.SIGTERM)

    trainer.descend = and_ask
    with pytest.raises(SystemExit) as ended:
        train(asked, folder(tmp_path / "asked"))
    assert ended.value.code == 143
    assert trainer.step == last
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    resumed = Run(observer(bunny, recipe), Meter(CPU, 1), {})
    assert folder(tmp_path / "asked").checkpoint.load(resumed)
    assert resumed.step == last
    assert len(resumed.parts) == 1
    train(observer(bunny, recipe), folder(tmp_path / "asked"))
    for name in ("structure.ply", "poses.csv", "movie.npz", "samples.npz"):
        assert (tmp_path / "asked" / name).read_bytes() == (
            tmp_path / "whole" / name
        ).read_bytes(), name
    whole, again = (table(tmp_path / name / "history.csv") for name in ("whole", "asked"))
    for row in whole + again:
        del row["images_per_second"]
    assert whole == again


class ClosedPipe:
    """Standard error as a pipe whose reader has ended."""

    def write(self, *_):
        raise BrokenPipeError

    flush = write


def test_a_run_whose_progress_nobody_reads_any_more_is_finished(bunny, tmp_path, monkeypatch):
    read = train(observer(bunny), folder(tmp_path / "read"))
    monkeypatch.setattr(sys, "stderr", ClosedPipe())
    assert torch.equal(train(observer(bunny), folder(tmp_path / "unread")), read)


def test_a_search_resumes_with_the_poses_of_its_held_out_images(bunny):
    whole, resumed = observer(bunny, "search"), observer(bunny, "search")
    whole.advance(5)
    resumed.load_state(copy.deepcopy(whole.state()))
    assert whole.advance(9)["heldout_loss"] == resumed.advance(9)["heldout_loss"]


@pytest.mark.parametrize("recipe", RECIPES)
def test_no_step_waits_for_its_results_so_that_a_gpu_can_replay_it(bunny, recipe):
    trainer = observer(bunny, recipe).trainer
    trainer.descend()
    step = trainer._prepared()
    with FakeTensorMode(allow_non_fake_inputs=True):  # tensors without values: reading one fails
        step()


@pytest.mark.parametrize("recipe", ["paper", "hypotheses", "search"])
def test_looking_at_held_out_images_teaches_nothing(bunny, recipe):
    often, never = observer(bunny, recipe), observer(bunny, recipe)
    for step in range(1, 9):
        often.advance(step)
    for _ in range(8):
        never.trainer.descend()
    assert torch.equal(often.trainer.points, never.trainer.points)


def test_one_seed_gives_one_cloud_and_another_seed_another(bunny, tmp_path):
    first, second, other = (
        train(observer(bunny, seed=seed), folder(tmp_path / name))
        for name, seed in (("first", 1), ("second", 1), ("other", 2))
    )
    assert torch.equal(first, second)
    assert not torch.equal(first, other)
    assert (tmp_path / "first/structure.ply").read_bytes() == (
        tmp_path / "second/structure.ply"
    ).read_bytes()


def test_replicates_trained_together_are_those_trained_alone(bunny, tmp_path):
    seeds = (1, 2, 3)
    together = train_together([(observer(bunny, seed=s), folder(tmp_path / str(s))) for s in seeds])
    for seed, structure in zip(seeds, together, strict=True):
        alone = train(observer(bunny, seed=seed), folder(tmp_path / f"alone {seed}"))
        assert torch.equal(structure, alone)


def test_training_lowers_the_loss(bunny):
    learner = observer(bunny, "hypotheses", epochs=20, sigma=(3.0,))
    early = learner.advance(10)["heldout_loss"]
    late = learner.advance(learner.trainer.steps)["heldout_loss"]
    assert late < 0.8 * early


def test_a_run_leaves_what_it_promises(bunny, tmp_path):
    structure = train(observer(bunny, "hypotheses"), folder(tmp_path, seed=1))
    rows = table(tmp_path / "history.csv")
    assert int(rows[-1]["images"]) == 30 * 8
    assert float(rows[0]["sigma_in"]) == pytest.approx(3.0)
    assert sum(float(rows[-1][f"usage_{k}"]) for k in range(3)) == pytest.approx(1)
    with np.load(tmp_path / "samples.npz") as samples:
        assert samples["inputs"].shape == samples["outputs"].shape
        assert np.array_equal(samples["structures"][-1], structure)
    with np.load(tmp_path / "movie.npz") as movie:
        assert movie["step"].tolist() == [int(row["step"]) for row in rows]
        assert movie["structure"].shape == (len(rows), 40, 3)
        assert np.array_equal(movie["structure"][-1], structure)
    poses = table(tmp_path / "poses.csv")
    assert [int(row["image"]) for row in poses] == list(range(96 + 64))
    assert [row["fate"] for row in poses] == ["training"] * 96 + ["held-out"] * 64
    assert json.loads((tmp_path / "run.json").read_text())["settings"] == {"seed": 1}
    assert list((tmp_path / "events").iterdir())


def test_a_finished_run_whose_outputs_were_deleted_writes_them_again(bunny, tmp_path):
    train(observer(bunny), folder(tmp_path))
    expected = (tmp_path / "structure.ply").read_bytes()
    (tmp_path / "structure.ply").unlink()
    train(observer(bunny), folder(tmp_path))
    assert (tmp_path / "structure.ply").read_bytes() == expected


def test_the_checkpoint_of_another_experiment_is_refused(bunny, tmp_path):
    train(observer(bunny), folder(tmp_path, points=40))
    other = folder(tmp_path, points=41)
    with pytest.raises(InputError, match=r"another experiment.*--replace"):
        train(observer(bunny), other)
    train(observer(bunny), folder(tmp_path, replace=True, points=41))


def test_too_few_images_for_one_batch_are_refused(bunny):
    with pytest.raises(InputError, match="96 training images are fewer than one batch of 200"):
        observer(bunny, batch_size=200)


def test_a_loss_that_is_not_finite_ends_the_run(bunny):
    broken = observer(bunny)
    broken.trainer.points.data[0] = torch.nan
    with pytest.raises(InputError, match="step 3: the loss is not finite"):
        broken.advance(3)


def test_a_weight_that_the_last_step_spoilt_ends_the_run(bunny, tmp_path):
    spoilt = observer(bunny)
    trainer, descend = spoilt.trainer, spoilt.trainer.descend

    def and_spoil():
        descend()
        if trainer.step == trainer.steps:
            trainer.points.data[0] = torch.nan

    trainer.descend = and_spoil
    with pytest.raises(InputError, match=f"step {trainer.steps}: a coordinate or a weight is not"):
        train(spoilt, folder(tmp_path))
    assert not (tmp_path / "structure.ply").exists()


def test_two_trainings_into_one_folder_are_refused(bunny, tmp_path):
    with pytest.raises(InputError, match="another run is writing here"):
        train_together([(observer(bunny), folder(tmp_path)) for _ in range(2)])


@pytest.mark.parametrize("name", ["paper", "hypotheses", "search"])
def test_every_image_has_a_pose_at_which_the_structure_fits_it(bunny, name):
    learner = observer(bunny, name)
    learner.advance(learner.trainer.steps)
    poses, views = learner.poses()
    assert poses["image"].tolist() == list(range(96 + 64))
    assert poses["particle"][:96].tolist() == (np.arange(96) // 4).tolist()
    assert poses["particle"][96:].tolist() == list(range(24, 24 + 64))
    assert np.isfinite(np.stack([poses[f"r{axis}"] for axis in "xyz"])).all()
    assert views["count"].sum() == 96 + 64
    assert (poses["sigma"] > 0).all()


def test_a_table_has_no_poses_of_held_out_images(bunny):
    learner = observer(bunny, "table")
    learner.advance(3)
    poses, _ = learner.poses()
    assert set(poses["fate"]) == {"training"}
    assert len(poses["image"]) == 96


def test_a_search_finds_held_out_poses_that_no_row_of_history_needed(bunny):
    """More than are in the held-out loss; they fit as well as those that were followed."""
    learner = observer(bunny, "search", epochs=40, batch_size=16)
    learner.advance(learner.trainer.steps)
    seen = learner._search.visits[:, 0] > 0
    assert seen.all()
    followed = learner.poses()[0]["loss"][96:]
    learner._search.visits.zero_()
    learner._search.rotation[:] = torch.eye(3)
    learner._search.shift.zero_()
    again = learner.poses()[0]["loss"][96:]
    assert np.median(again) < 1.1 * np.median(followed)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("name", ["hypotheses", "search"])
def test_a_gpu_trains_too(bunny, name):
    learner = observer(bunny, name, device=torch.device("cuda"))
    assert learner.advance(learner.trainer.steps)["loss"] > 0
    assert len(learner.poses()[0]["image"]) == 96 + 64
