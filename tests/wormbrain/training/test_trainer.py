"""Training of a small recipe: interrupted or not, it leaves the same bytes."""

import csv
import json

import pytest
import torch
from torch import nn

import groundwork.loop.turns as turns
from groundwork.errors import InputError
from wormbrain.geometry import apply_affine, identity_affine, spline
from wormbrain.networks.saved import SavedNetwork
from wormbrain.pairs.batch import Batch
from wormbrain.training.grid_loss import grid_loss
from wormbrain.training.run_folder import RunFolder
from wormbrain.training.train import train, train_together

SETTINGS = {"rate": 0.05}


class Brightness(nn.Module):
    """Predicts a shift from the mean brightness of the target, with dropout."""

    def __init__(self):
        super().__init__()
        self.hidden, self.last = nn.Linear(1, 16), nn.Linear(16, 2)
        self.drop = nn.Dropout(0.2)

    def forward(self, source, target):
        hidden = torch.relu(self.hidden(target.mean((2, 3))))
        return spline(3, 3).control + self.last(self.drop(hidden))[:, None]


class ShiftRecipe:
    """The target's brightness is the shift."""

    steps, steps_per_row, largest_gradient = 60, 10, 1.0

    def __init__(self, rate=0.05, rest=lambda step: None):
        with torch.random.fork_rng():
            torch.manual_seed(3)
            self.network = Brightness()
        self.rate, self.rest = rate, rest
        self.validation = self.draw(torch.Generator().manual_seed(9))

    def draw(self, generator):
        shift = torch.rand(16, 1, generator=generator) - 0.5
        affine = identity_affine(16)
        affine[:, :, 2] = shift
        image = shift[..., None, None].expand(-1, 1, 4, 4)
        return Batch(image, image, affine, spline(3, 3).control.expand(16, -1, -1))

    def loss(self, batch):
        return grid_loss(self.network(batch.source, batch.target), batch.transformation).mean()

    def validate(self):
        return {"validation": self.loss(self.validation).item(), "other": 1.0}

    def learning_rate(self, step):
        self.rest(step)
        return self.rate


def folder(path, settings=SETTINGS, **options):
    return RunFolder(path, "paper", {}, settings, **options)


def results(path):
    return [(path / name).read_bytes() for name in ("history.csv", "network.pt")]


def test_a_training_lowers_the_validation_loss_and_keeps_the_best_network(tmp_path):
    train(ShiftRecipe(), 1, folder(tmp_path, facts={"parameters": 66}))
    with (tmp_path / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == [10, 20, 30, 40, 50, 60]
    losses = [float(row["validation"]) for row in rows]
    assert losses[-1] < 0.3 * losses[0]
    record = json.loads((tmp_path / "run.json").read_text())
    assert record["best"]["validation"] == min(losses)
    assert record["parameters"] == 66
    recipe = ShiftRecipe()
    recipe.network.load_state_dict(SavedNetwork.read(tmp_path / "network.pt").weights)
    recipe.network.eval()
    assert recipe.validate()["validation"] == pytest.approx(min(losses), rel=1e-6)


def test_an_interrupted_training_ends_in_the_same_bytes(tmp_path, monkeypatch):
    train(ShiftRecipe(), 1, folder(tmp_path / "whole"))

    def end(step):
        if step == 37:
            raise KeyboardInterrupt

    monkeypatch.setattr(turns, "CHECKPOINT_SECONDS", 0.0)
    with pytest.raises(KeyboardInterrupt):
        train(ShiftRecipe(rest=end), 1, folder(tmp_path / "cut"))
    train(ShiftRecipe(), 1, folder(tmp_path / "cut"))
    assert results(tmp_path / "cut") == results(tmp_path / "whole")


def test_trainings_side_by_side_are_the_trainings_one_by_one(tmp_path):
    runs = [(ShiftRecipe(), seed, folder(tmp_path / f"together{seed}")) for seed in (1, 2)]
    train_together(runs)
    for seed in (1, 2):
        train(ShiftRecipe(), seed, folder(tmp_path / f"alone{seed}"))
        assert results(tmp_path / f"alone{seed}") == results(tmp_path / f"together{seed}")
    assert results(tmp_path / "alone1") != results(tmp_path / "alone2")


def test_a_training_leaves_the_global_generator_alone(tmp_path):
    before = torch.get_rng_state()
    train(ShiftRecipe(), 1, folder(tmp_path))
    assert torch.equal(torch.get_rng_state(), before)


def test_a_checkpoint_of_other_settings_is_refused(tmp_path):
    train(ShiftRecipe(), 1, folder(tmp_path))
    with pytest.raises(InputError, match="other settings"):
        train(ShiftRecipe(), 1, folder(tmp_path, {"rate": 0.1}))
    train(ShiftRecipe(), 1, folder(tmp_path, {"rate": 0.1}, replace=True))


def test_a_loss_that_is_not_finite_ends_the_training(tmp_path):
    with pytest.raises(InputError, match="not finite; lower the learning rate"):
        train(ShiftRecipe(rate=1e30), 1, folder(tmp_path))


def test_the_whole_transformation_of_a_batch_is_the_affine_one_of_the_splines():
    generator = torch.Generator().manual_seed(1)
    affine = identity_affine(4) + 0.2 * torch.randn(4, 2, 3, generator=generator)
    control = spline(3, 3).control + 0.2 * torch.randn(4, 9, 2, generator=generator)
    image = torch.zeros(4, 1, 4, 4)
    basis = spline(3, 3).basis(torch.rand(50, 2, generator=generator) * 2 - 1)
    in_two_steps = apply_affine(affine, basis @ control)
    in_one = basis @ Batch(image, image, affine, control).transformation
    torch.testing.assert_close(in_one, in_two_steps, atol=1e-5, rtol=1e-5)
