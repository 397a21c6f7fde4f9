"""The baseline draws the right image, and the README has the measured figures."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import table
import torch
import training as benchmark

from holly.render import splat
from holly.settings.images import Simulation
from holly.settings.recipes import Recipe, in_pixels

CPU = torch.device("cpu")
ROOT = Path(__file__).resolve().parents[2]


def test_the_baseline_draws_the_image_the_package_draws():
    x, y = torch.rand(2, 1, 20, generator=torch.Generator().manual_seed(1)) * 24
    sigma = torch.tensor([1.7])
    image = benchmark.draw_as_the_original(x, y, sigma, (24, 30))
    assert torch.allclose(image, splat(x, y, sigma, (24, 30)), atol=1e-7)


def test_a_baseline_step_has_the_loss_of_the_trainers_own():
    """Both start from the same state; the sigma of the first step is 10."""
    recipe = in_pixels(Recipe(batch_size=6), 128)
    fast, slow = (benchmark.bunny_trainer(recipe, Simulation(), CPU) for _ in range(2))
    indices = slow._images_of(0)[:6]
    draw = benchmark.draw_as_the_original
    loss = benchmark.one_by_one_step(slow, draw, indices, sigma=10.0)()
    assert fast.descend().loss.item() == pytest.approx(loss.item(), rel=1e-3)


def test_the_arithmetic_is_that_of_products_and_convolutions_forward_and_backward():
    left = torch.ones(2, 3, requires_grad=True)
    assert benchmark.multiply_adds(lambda: left @ torch.ones(3, 4)) == 2 * 3 * 4
    assert benchmark.multiply_adds(lambda: (left @ torch.ones(3, 4)).sum().backward()) == 2 * 24
    image, kernel = torch.ones(1, 2, 8, 8), torch.ones(5, 2, 3, 3)
    assert benchmark.multiply_adds(lambda: torch.conv2d(image, kernel)) == 5 * 6 * 6 * 2 * 9


def test_whole_steps_are_timed_with_compiled_and_with_torch_layers(monkeypatch):
    monkeypatch.setattr(benchmark, "PAPER", replace(benchmark.PAPER, batch_size=2))
    monkeypatch.setattr(benchmark, "WARM_UP", 1)
    rates = benchmark.layers(1, CPU)
    ratio = rates["with_compiled_layers"] / rates["with_torch_layers"]
    assert rates["gain_of_compiled_layers"] == ratio > 0


def test_torch_layers_are_torchs_and_train_alike():
    recipe = replace(benchmark.PAPER, batch_size=4)
    ours = benchmark.bunny_trainer(recipe, Simulation(), CPU)
    with benchmark.torch_layers():
        torchs = benchmark.bunny_trainer(recipe, Simulation(), CPU)
    kinds = {type(module).__module__ for module in torchs.predictor.convolutions.modules()}
    assert all(kind.startswith("torch.") for kind in kinds)
    assert type(torchs.optimiser) is torch.optim.Adam
    losses = [trainer.descend().loss.item() for trainer in (ours, torchs)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)


def test_the_readmes_table_is_the_committed_measurement():
    readme = (ROOT / "README.md").read_text()
    assert table.written(readme) == readme
    assert readme.count("the first divided by the second") == 1


def test_the_packages_part_runs_with_the_memory_its_rule_asks_for():
    rules = (ROOT / "workflow/calls.py").read_text()
    assert benchmark.MEMORY in re.sub(r'"\s+"', "", rules)
