"""Adam on a CPU, in compiled code (native/adam.c) where possible."""

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from groundwork.accelerate.compiled import Compiled, job

CODE = Compiled(Path(__file__).parent / "native" / "adam.c")
BETAS, EPSILON = (0.9, 0.999), 1e-8  # as published, and torch's own
MOMENTS = ("exp_avg", "exp_avg_sq")
UNIT = 1 << 14  # as native/adam.c
_Job = job("parameters", "count units", "beta1 beta2 correction epsilon")


class _Parameter(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_void_p) for name in ("value", "mean", "square", "gradient")),
        *((name, ctypes.c_int64) for name in ("count", "first_unit")),
        ("rate", ctypes.c_double),
    )


class Adam:
    """The part of `torch.optim.Adam` that training uses; a group's rate `lr` may change.

    A step leaves out parameters without a gradient; each must have one from the first step on, or
    never.
    """

    def __init__(self, groups: list[dict[str, Any]]) -> None:
        self.param_groups, self.steps = groups, 0
        self.state: dict[Tensor, dict[str, Tensor]] = {}  # MOMENTS of each parameter

    def zero_grad(self) -> None:
        """Discard the gradients."""
        for parameter in self._parameters():
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter against its gradient."""
        self.steps += 1
        moved = [(p, g["lr"]) for g in self.param_groups for p in g["params"] if p.grad is not None]
        if CODE.takes(*(tensor for p, _ in moved for tensor in (p, p.grad))):
            self._step_compiled(moved)
        else:
            self._step_plain(moved)

    def _step_compiled(self, moved: list[tuple[Tensor, float]]) -> None:
        gradients = [_as_in_memory(parameter.grad, parameter) for parameter, _ in moved]
        table, units = (_Parameter * len(moved))(), 0
        for row, gradient, (parameter, rate) in zip(table, gradients, moved, strict=True):
            mean, square = self._moments(parameter).values()
            row.value, row.gradient = parameter.data_ptr(), gradient.data_ptr()
            row.mean, row.square = mean.data_ptr(), square.data_ptr()
            row.count, row.first_unit = parameter.numel(), units
            row.rate = rate / self._weight(0)
            units += -(-row.count // UNIT)
        given = {"parameters": ctypes.addressof(table), "count": len(moved), "units": units}
        given |= {"beta1": BETAS[0], "beta2": BETAS[1], "epsilon": EPSILON}
        CODE.run("holly_adam", _Job, **given, correction=self._weight(1) ** -0.5)

    def _step_plain(self, moved: list[tuple[Tensor, float]]) -> None:
        for parameter, rate in moved:
            mean, square = self._moments(parameter).values()
            mean.lerp_(parameter.grad, 1 - BETAS[0])
            square.lerp_(parameter.grad**2, 1 - BETAS[1])
            deviation = (square / self._weight(1)).sqrt() + EPSILON
            parameter.addcdiv_(mean, deviation, value=-rate / self._weight(0))

    def _weight(self, moment: int) -> float:
        """The total weight that the steps so far have in a moment (bias correction)."""
        return 1 - BETAS[moment] ** self.steps

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Move the `params` of this group, too."""
        self.param_groups.append(group)

    def state_dict(self) -> dict[str, Any]:
        """The state in the form of `torch.optim`, so that a GPU can continue from it."""
        numbers = {parameter: number for number, parameter in enumerate(self._parameters())}
        state = {
            numbers[parameter]: {"step": torch.tensor(float(self.steps)), **moments}
            for parameter, moments in self.state.items()
        }
        groups = [g | {"params": [numbers[p] for p in g["params"]]} for g in self.param_groups]
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Continue from what this or torch's `state_dict` returned."""
        for group, saved in zip(self.param_groups, state["param_groups"], strict=True):
            group["lr"] = float(saved["lr"])
        parameters = list(self._parameters())
        for number, saved in state["state"].items():
            self.steps = int(saved["step"])
            for name, moment in self._moments(parameters[number]).items():
                moment.copy_(saved[name])

    def _parameters(self) -> Iterator[Tensor]:
        return (parameter for group in self.param_groups for parameter in group["params"])

    def _moments(self, parameter: Tensor) -> dict[str, Tensor]:
        if parameter not in self.state:
            self.state[parameter] = {name: torch.zeros_like(parameter) for name in MOMENTS}
        return self.state[parameter]


def _as_in_memory(tensor: Tensor, other: Tensor) -> Tensor:
    """The tensor with its elements in memory in the order of the other tensor's."""
    if tensor.stride() == other.stride():
        return tensor
    return torch.empty_like(other).copy_(tensor)
