"""The optimiser of predictor and points, and its learning rates."""

from typing import Any

import torch
from torch import Tensor, nn

from holly.settings.recipes import Recipe
from holly.training import compiled


def new_optimiser(
    predictor: nn.Module, points: nn.Parameter, recipe: Recipe, device: torch.device
) -> compiled.Optimiser:
    """The recipe's optimiser, with one group for the predictor and one for the points."""
    rate = recipe.learning_rate
    points_rate = recipe.points_learning_rate or rate
    groups = [
        {"params": list(predictor.parameters()), "lr": _rate(rate, device), "initial_lr": rate},
        {"params": [points], "lr": _rate(points_rate, device), "initial_lr": points_rate},
    ]
    if recipe.optimiser == "sgd":
        return torch.optim.SGD(groups, fused=True)
    return compiled.adam_optimiser(groups, device)


def scale_rates(optimiser: compiled.Optimiser, factor: float) -> None:
    """Set the rates to their initial values times `factor`."""
    for group in optimiser.param_groups:
        rate = group["initial_lr"] * factor
        if isinstance(group["lr"], Tensor):
            group["lr"].fill_(rate)  # in place, where a replayed step reads it
        else:
            group["lr"] = rate


def load_optimiser(
    optimiser: compiled.Optimiser, state: dict[str, Any], device: torch.device
) -> None:
    """Load moments and rates of any device, but keep the options that suit this one."""
    groups = optimiser.state_dict()["param_groups"]
    for group, saved in zip(groups, state["param_groups"], strict=True):
        group["lr"] = _rate(float(saved["lr"]), device)
    optimiser.load_state_dict({"state": state["state"], "param_groups": groups})


def _rate(rate: float, device: torch.device) -> float | Tensor:
    return torch.tensor(rate, device=device) if device.type == "cuda" else rate
