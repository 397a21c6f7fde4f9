"""What a trainer steps by: the schedule of sigma, the optimiser, and strays brought back.

Sigma and loss change from coarse to fine (section 2.6 and figure S1 of the paper).
"""

import math
from collections.abc import Sequence
from typing import Any, TypeVar

import torch
from torch import Generator, Tensor, nn

from holly.geometry import project
from holly.settings.recipes import Interpolation, Recipe
from holly.training import compiled
from holly.training.compiled import Optimiser

MISSING = 0.7  # a stray lies on the particle in less than this share of the median point's images
Value = TypeVar("Value")


def sigma_at(progress: float, values: Sequence[float], interpolation: Interpolation) -> float:
    """The input sigma after a share `progress` in [0, 1] of training, in the unit of `values`.

    `geometric` interpolates smoothly between the values, spaced evenly over training (simulated
    data, drawn afresh at every step); `step` keeps each value for an equal part of training
    (pre-rendered data, one value per epoch).
    """
    if interpolation == "step":
        return in_equal_parts(progress, values)
    position = min(max(progress, 0.0), 1.0) * (len(values) - 1)
    left = min(int(position), len(values) - 2) if len(values) > 1 else 0
    right = min(left + 1, len(values) - 1)
    first, second, share = math.log(values[left]), math.log(values[right]), position - left
    return math.exp(first * (1 - share) + second * share)


def in_equal_parts(progress: float, values: Sequence[Value]) -> Value:
    """The value after a share `progress` in [0, 1] of training, each for an equal part of it."""
    return values[min(int(progress * len(values)), len(values) - 1)]


def cosine_decay(progress: float) -> float:
    """The learning rate over its first value, after a share `progress` in [0, 1] of training."""
    return 0.5 * (1 + math.cos(math.pi * progress))


def new_optimiser(
    predictor: nn.Module, points: nn.Parameter, recipe: Recipe, device: torch.device
) -> Optimiser:
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


def scale_rates(optimiser: Optimiser, factor: float) -> None:
    """Set the rates to their initial values times `factor`."""
    for group in optimiser.param_groups:
        rate = group["initial_lr"] * factor
        if isinstance(group["lr"], Tensor):
            group["lr"].fill_(rate)  # in place, where a replayed step reads it
        else:
            group["lr"] = rate


def load_optimiser(optimiser: Optimiser, state: dict[str, Any], device: torch.device) -> None:
    """Load moments and rates of any device, but keep the options that suit this one."""
    groups = optimiser.state_dict()["param_groups"]
    for group, saved in zip(groups, state["param_groups"], strict=True):
        group["lr"] = _rate(float(saved["lr"]), device)
    optimiser.load_state_dict({"state": state["state"], "param_groups": groups})


def _rate(rate: float, device: torch.device) -> float | Tensor:
    return torch.tensor(rate, device=device) if device.type == "cuda" else rate


def find_strays(points: Tensor, rotation: Tensor, shift: Tensor, mask: Tensor) -> Tensor:
    """Which points [N] of a structure [N, 3] have lost touch with the images.

    The gradient of an L1 loss on a Gaussian that overlaps nothing is zero, so a point that has left
    the particle stays where it is, masked or not. A point of the true structure lies on the
    particle in every image; strays mostly do not.

    Images show the particle inside their mask [B, H, W], at predicted rotations [B, 3, 3] and
    shifts [B, 2], model units.
    """
    height, width = mask.shape[1:]
    x, y = project(points, rotation, shift, (height, width))
    column, row = x.round().long(), y.round().long()
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    flat = row.clamp(0, height - 1) * width + column.clamp(0, width - 1)
    share = (mask.flatten(1).gather(1, flat) & inside).float().mean(0)
    return share < MISSING * share.median()


def relocate(points: Tensor, strays: Tensor, generator: Generator, optimiser: Optimiser) -> None:
    """Move strays [N] to randomly chosen other points of `points` [N, 3]; reset their momentum."""
    kept = (~strays).nonzero().squeeze(1)
    chosen = torch.randint(len(kept), (int(strays.sum()),), generator=generator)
    points.data[strays] = points.data[kept[chosen.to(kept.device)]]
    for moment in optimiser.state[points].values():
        if moment.shape == points.shape:
            moment[strays] = 0
