"""A training that would not end within the budget is given up, and its rate is reported."""

import math
import time

import replicates
import torch
from training import bunny_observer

from holly.settings.images import Simulation
from holly.settings.recipes import Recipe, in_pixels


def observers():
    recipe = in_pixels(Recipe(points=10, epochs=1, batch_size=2), 16)
    simulation = Simulation(particles=30, rotations=1, size=16)
    return [bunny_observer(recipe, simulation, torch.device("cpu"), seed) for seed in (1, 2)]


def test_replicates_are_trained_to_their_end(monkeypatch):
    monkeypatch.setattr(replicates, "FIRST", 4)
    both = observers()
    figures = replicates.timed(both, math.inf)
    assert figures["images"] == 2 * 30
    assert [observer.trainer.step for observer in both] == [15, 15]
    assert len(figures["heldout_loss"]) == 2


def test_what_would_not_end_in_time_is_given_up(monkeypatch):
    monkeypatch.setattr(replicates, "FIRST", 4)
    both = observers()
    figures = replicates.timed(both, time.perf_counter())
    assert "given_up" in figures
    assert figures["images_per_second"] > 0
    assert both[0].trainer.step == 8
