"""What a recipe must offer to be trained: a network, pairs, a loss, a schedule, a validation."""

from typing import Protocol

from torch import Generator, Tensor, nn

from wormbrain.pairs.batch import Batch


class Recipe(Protocol):
    """A way to train a network; `wormbrain.training.trainer` trains any of them.

    Nothing in a recipe but its network may change during training, so that a training continues
    from the state of network, optimiser and generator alone. A random layer of the network, such
    as dropout, takes its numbers from torch's global generator, which the trainer seeds at every
    step.
    """

    network: nn.Module  # on the device of the training; parameters without gradients stay fixed
    steps: int  # steps of the whole training
    largest_gradient: float | None  # the norm that gradients are cut to; None: any
    steps_per_row: int  # steps between two validations, each of which adds a row of history

    def draw(self, generator: Generator) -> Batch:
        """Pairs for one step, on the network's device; the generator is on the CPU."""

    def loss(self, batch: Batch) -> Tensor:
        """The loss [] of these pairs, to be differentiated; the network is in training mode."""

    def validate(self) -> dict[str, float]:
        """Grid losses on pairs that never change, by name; the first decides which network is best.

        The network is in evaluation mode, and no gradients are computed.
        """

    def learning_rate(self, step: int) -> float:
        """The learning rate of the step after `step` others."""
