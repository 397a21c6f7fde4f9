"""The training of any recipe as work in steps, with the record that it keeps of itself."""

import copy
import time
from typing import Any

import torch
from torch import Tensor, nn

from groundwork.errors import InputError
from groundwork.loop.progress import Progress
from groundwork.record.energy import Meter
from groundwork.record.run import Part
from groundwork.seeds import generator
from wormbrain.training.recipe import Recipe
from wormbrain.training.seeded import seeded

OWN = ("step", "learning_rate", "loss")  # columns of history before the validation losses


class Trainer:
    """One training and its record, for `groundwork.loop.turns.to_the_end`.

    The network with the lowest validation loss so far is kept; it is the result.

    Args:
        recipe: what to train.
        seed: of the pairs and of the network's random layers.
        meter: measures the energy of this process.
        code: the code that runs, as groundwork.record.source.current_source describes it.
    """

    def __init__(self, recipe: Recipe, seed: int, meter: Meter, code: dict[str, Any]) -> None:
        self.recipe, self.step, self.steps = recipe, 0, recipe.steps
        self.rows: list[dict[str, float]] = []
        self.parts: list[Part] = []
        self.best = copy.deepcopy(recipe.network.state_dict())
        self.progress: Progress | None = None
        self.device = device_of(recipe.network)
        trained = [p for p in recipe.network.parameters() if p.requires_grad]
        self._optimiser = torch.optim.Adam(trained, fused=True)
        self._generator = generator(seed, "pairs")
        self._sum = torch.zeros((), device=self.device)  # of the losses since the last row
        self._meter, self._code, self._part = meter, code, None
        self._counted = time.monotonic()

    @property
    def best_row(self) -> dict[str, float]:
        """The row of history with the lowest validation loss: that of the network that is kept."""
        return min(self.rows, key=_validation)

    def take_step(self) -> None:
        """Take one step of Adam; validate and add a row of history where one is due.

        Raises:
            InputError: the loss or a weight is not finite.
        """
        if self._part is None:
            self._part = Part(self._code, self._meter.method)
            self.parts.append(self._part)
        for group in self._optimiser.param_groups:
            group["lr"] = self.recipe.learning_rate(self.step)
        self._sum += self._descend()
        self.step += 1
        self.progress.step()
        if self.step % self.recipe.steps_per_row == 0 or self.step == self.steps:
            self._validate()
            self._count()

    def state(self) -> dict[str, Any]:
        """Network, optimiser, generator and record, with time and energy up to now.

        Raises:
            InputError: a weight is not finite.
        """
        self._count()
        self._check_finite()
        return {
            "step": self.step,
            "network": self.recipe.network.state_dict(),
            "best": self.best,
            "optimiser": self._optimiser.state_dict(),
            "generator": self._generator.get_state(),
            "sum": self._sum,
            "rows": self.rows,
            "parts": [vars(part) for part in self.parts],
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` returned; to be called before the first step."""
        self.recipe.network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._generator.set_state(state["generator"])
        self._sum.copy_(state["sum"])
        self.step, self.best, self.rows = state["step"], state["best"], state["rows"]
        self.parts = [Part(**part) for part in state["parts"]]

    def _descend(self) -> Tensor:
        """One step of the optimiser; the loss before it."""
        batch = self.recipe.draw(self._generator)
        self.recipe.network.train()
        self._optimiser.zero_grad()
        with seeded(self._generator, self.device):
            loss = self.recipe.loss(batch)
            loss.backward()
        if self.recipe.largest_gradient:
            nn.utils.clip_grad_norm_(self.recipe.network.parameters(), self.recipe.largest_gradient)
        self._optimiser.step()
        return loss.detach()

    def _validate(self) -> None:
        """Add a row of history; keep the network if it is the best so far."""
        self._check_finite()
        network = self.recipe.network.eval()
        with torch.no_grad():
            losses = self.recipe.validate()
        steps = self.step - (int(self.rows[-1]["step"]) if self.rows else 0)
        values = (self.step, self.recipe.learning_rate(self.step - 1), self._sum.item() / steps)
        row = dict(zip(OWN, values, strict=True)) | losses
        self._sum.zero_()
        self.rows.append(row)
        if self.best_row is row:
            self.best = copy.deepcopy(network.state_dict())
        self.progress.row(row, [name for name in row if name != "step"])

    def _check_finite(self) -> None:
        tensors = (t for t in self.recipe.network.state_dict().values() if t.is_floating_point())
        if not all(torch.isfinite(tensor).all() for tensor in (*tensors, self._sum)):
            raise InputError(
                f"step {self.step}: the loss or a weight is not finite; lower the learning rate "
                "and start over with --replace"
            )

    def _count(self) -> None:
        """Add time and energy to the part of this process, if it has taken a step."""
        if self._part:
            now = time.monotonic()
            self._part.seconds += now - self._counted
            self._part.kwh, self._part.kwh_method = self._meter.read(), self._meter.method
            self._counted = now


def _validation(row: dict[str, float]) -> float:
    return list(row.values())[len(OWN)]


def device_of(network: nn.Module) -> torch.device:
    """The device that a network is on."""
    return next(network.parameters()).device
