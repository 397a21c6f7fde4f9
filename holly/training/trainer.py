"""The optimisation: its state, and the step that improves it."""

import math
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from groundwork.accelerate.cuda_graph import Replay
from groundwork.errors import InputError
from groundwork.seeds import generator
from holly.settings.recipes import LARGEST_FRACTION, Loss, Recipe
from holly.training import optimisation
from holly.training.images import Images
from holly.training.loss import Match, match, normalise
from holly.training.network import PoseNetwork, Poses, PoseTable, Predictor
from holly.training.search import PoseSearch

RELOCATIONS = 50  # how often strays are looked for during training
COARSE_SIGMA = 1.25  # in pixels of a coarse grid; from this sigma on it shows as much as a full one


@dataclass(frozen=True)
class Means:
    """Averages over the training images of some steps."""

    images_per_second: float
    loss: float
    sigma_in: float  # input sigma of the last step, pixels
    sigma_out: float  # output sigma, pixels
    usage: list[float]  # share of the images for which each hypothesis was the best


class Trainer:
    """One training: a predictor of poses, a structure, and the steps that improve both.

    The order of the images depends only on seed and epoch, so the state is the weights, the
    optimiser and the number of the step. On a GPU a trainer has a stream of its own, so that
    several share the device, and each step is a CUDA graph.

    Raises:
        InputError: fewer images than one batch, or a coarse stride that does not divide them.
        ValueError: a recipe whose sigmas are not in pixels.
    """

    def __init__(
        self, training: Images, recipe: Recipe, *, seed: int, device: torch.device
    ) -> None:
        _check(training, recipe)
        self.training, self.recipe = training, recipe
        self.seed, self.device = seed, device
        self.steps_per_epoch = len(training) // recipe.batch_size
        self.steps = max(1, round(recipe.epochs * self.steps_per_epoch))
        self.step = 0
        self.predictor = _predictor(training, recipe, seed).to(device)
        start = torch.rand(recipe.points, 3, generator=generator(seed, "points")) * 2 - 1
        self.points = nn.Parameter(start.to(device))  # [N, 3], model units
        self.optimiser = optimisation.new_optimiser(self.predictor, self.points, recipe, device)
        self.strides = [2**power for power in range(recipe.coarse_stride.bit_length())]
        self._order: tuple[int, Tensor] | None = None
        self._began: tuple[int, float] | None = None  # step and time at which the tally began
        self._stream = torch.cuda.Stream(device) if device.type == "cuda" else None
        # A step reads and writes these in place, so that it can be replayed.
        self._indices = torch.zeros(recipe.batch_size, dtype=torch.long, device=device)
        self._sigma = torch.zeros((), device=device)
        self._drawn: dict[int, Tensor] = {}  # images by stride
        self._tally = torch.zeros(2 + recipe.hypotheses, device=device)  # sums that Means divides
        self._learn: dict[tuple, Replay[tuple[Tensor, Match]]] = {}  # by the kind of step
        if device.type == "cuda":
            torch.backends.cudnn.benchmark = True  # every step has the same shapes
            torch.cuda.synchronize(device)

    @property
    def sigma(self) -> float:
        """The input sigma of the current step, pixels."""
        progress, recipe = self.step / self.steps, self.recipe
        return optimisation.sigma_at(progress, recipe.sigma, recipe.interpolation)

    @property
    def stride(self) -> int:
        """The current step trains on one in `stride` pixels along each axis."""
        return max(s for s in self.strides if s == 1 or self.sigma >= COARSE_SIGMA * s)

    @property
    def loss(self) -> Loss:
        """The loss that the current step minimises."""
        return optimisation.in_equal_parts(self.step / self.steps, self.recipe.loss)

    def on_stream(self) -> AbstractContextManager:
        """Within this context, GPU work goes to the stream of this trainer."""
        return torch.cuda.stream(self._stream) if self._stream else nullcontext()

    def descend(self) -> Match:
        """Take one step of the optimiser. On a GPU the result is valid until the next step."""
        self._began = self._began or (self.step, time.monotonic())
        with self.on_stream():
            target, result = self._prepared()()
            self.step += 1
            every = max(1, self.steps // RELOCATIONS)
            if self.recipe.strays == "relocate" and self.step % every == 0:
                self._relocate_strays(target, result)
        return result

    def means(self) -> Means:
        """Averages over the steps, at least one, since the last call.

        Raises:
            InputError: the loss is infinite, not a number, or zero, which only images without
                signal have.
        """
        step, began = self._began
        images = (self.step - step) * self.recipe.batch_size
        with self.on_stream():
            loss, sigma_out, *usage = (self._tally / images).tolist()  # waits for the device
            sigma_in = self._sigma.item()
            seconds = time.monotonic() - began
            self._tally.zero_()
        self._began = None
        if not math.isfinite(loss):
            raise InputError(
                f"step {self.step}: the loss is not finite; lower the learning rates and restart"
            )
        if loss == 0:
            raise InputError(
                f"step {self.step}: the loss is zero, so there is nothing in the images to fit; "
                "look at them, and lower mask_threshold if it hides them"
            )
        return Means(images / seconds, loss, sigma_in, sigma_out, usage)

    def state(self) -> dict[str, Any]:
        """Everything that changes during training, as tensors and plain values."""
        if self._stream:
            self._stream.synchronize()
        began = self._began and (self._began[0], time.monotonic() - self._began[1])
        return {
            "predictor": self.predictor.state_dict(),
            "points": self.points.data,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "began": began,  # step, and seconds since then
            "tally": self._tally,
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` returned; to be called before the first step."""
        self.predictor.load_state_dict(state["predictor"])
        self.points.data.copy_(state["points"])
        optimisation.load_optimiser(self.optimiser, state["optimiser"], self.device)
        self.step = state["step"]
        began = state["began"]
        self._began = began and (began[0], time.monotonic() - began[1])
        self._tally.copy_(state["tally"])
        if self._stream:
            torch.cuda.synchronize(self.device)

    def check_finite(self) -> None:
        """Raise InputError if the last step made a coordinate or a weight infinite or NaN.

        The mean loss does not show it yet.
        """
        tensors = [self.points, *self.predictor.parameters()]
        if not all(bool(torch.isfinite(tensor).all()) for tensor in tensors):
            raise InputError(
                f"step {self.step}: a coordinate or a weight is not finite; lower the learning "
                "rates and restart"
            )

    def predict(self, predictor: Predictor, target: Tensor, indices: Tensor, stride: int) -> Poses:
        """Poses for normalised images [B, H, W] that hold one in `stride` pixels along each axis.

        The predictor sees them at the stride of the current step.
        """
        skip = self.stride // stride
        # Not on a CPU: the bfloat16 gradients of the smallest convolutions came out as NaN there.
        mixed = self.recipe.precision == "mixed" and self.recipe.pose == "network"
        mixed = mixed and self.device.type == "cuda"
        with torch.autocast("cuda", torch.bfloat16, mixed, cache_enabled=False):
            return predictor(target[:, ::skip, ::skip], indices, self.points, self._sigma)

    def match(
        self, poses: Poses, target: Tensor, sigma: float | Tensor, stride: int, loss: Loss
    ) -> Match:
        """How the structure at these poses matches normalised images; see holly.training.loss."""
        return match(self.points, poses, target, sigma, self.recipe, stride, loss)

    def _prepared(self) -> Replay[tuple[Tensor, Match]]:
        """The next step as a function, with its inputs in place."""
        stride, loss = self.stride, self.loss
        self._set_inputs(stride)
        kind = (stride, loss, self.predictor.prepare(len(self._indices), self.sigma, stride))
        step = Replay(partial(self._learn_at, stride, loss), self.device)
        return self._learn.setdefault(kind, step)

    def _set_inputs(self, stride: int) -> None:
        """Write the inputs of the next step to where `_learn_at` reads them."""
        sigma = self.sigma
        epoch, batch = divmod(self.step, self.steps_per_epoch)
        size = self.recipe.batch_size
        indices = self._images_of(epoch)[batch * size : (batch + 1) * size]
        self._indices.copy_(indices, non_blocking=True)
        self._sigma.fill_(sigma)
        if not self.training.static:
            drawn = self.training.draw(indices, sigma, stride)
            self._drawn.setdefault(stride, drawn).copy_(drawn)
        if self.recipe.decay == "cosine":
            factor = optimisation.cosine_decay(self.step / self.steps)
            optimisation.scale_rates(self.optimiser, factor)

    def _learn_at(self, stride: int, loss: Loss) -> tuple[Tensor, Match]:
        """One step on images with this stride; never waits for the device."""
        if self.training.static:
            drawn = self.training.draw(self._indices, self._sigma, stride)
        else:
            drawn = self._drawn[stride]
        target = normalise(drawn, self.recipe, stride)
        poses = self.predict(self.predictor, target, self._indices, stride)
        result = self.match(poses, target, self._sigma, stride, loss)
        self.optimiser.zero_grad()
        result.loss.backward()
        self.optimiser.step()
        self.predictor.refine(self._indices, self.optimiser.param_groups[0]["lr"])
        hypotheses = torch.arange(self.recipe.hypotheses, device=self.device)
        usage = (result.hypothesis[:, None] == hypotheses).sum(0)
        sums = torch.stack([result.each.sum(), result.sigma.detach().sum()])
        self._tally += torch.cat([sums, usage])
        return target, result

    def _relocate_strays(self, target: Tensor, result: Match) -> None:
        mask = target > self.recipe.mask_threshold
        strays = optimisation.find_strays(
            self.points.data, result.rotation.detach(), result.shift, mask
        )
        random = generator(self.seed, f"strays at step {self.step}")
        optimisation.relocate(self.points, strays, random, self.optimiser)

    def _images_of(self, epoch: int) -> Tensor:
        """The order of the training images in this epoch, on the CPU."""
        if self._order is None or self._order[0] != epoch:
            shuffle = generator(self.seed, f"order of epoch {epoch}")
            self._order = (epoch, torch.randperm(len(self.training), generator=shuffle))
        return self._order[1]


def _check(training: Images, recipe: Recipe) -> None:
    if recipe.max_sigma < LARGEST_FRACTION:
        raise ValueError("the recipe's sigmas are fractions; give in_pixels(recipe, width)")
    if len(training) < recipe.batch_size:
        raise InputError(
            f"{len(training)} training images are fewer than one batch of "
            f"{recipe.batch_size}; lower batch_size or provide more images"
        )
    if any(pixels % recipe.coarse_stride for pixels in training.shape):
        raise InputError(
            f"coarse_stride {recipe.coarse_stride}: does not divide the images' "
            f"{training.shape[1]} x {training.shape[0]} pixels; choose one that does"
        )


def _predictor(training: Images, recipe: Recipe, seed: int) -> Predictor:
    if recipe.pose == "search":
        return PoseSearch(len(training), training.shape, seed, "rotations")
    start = generator(seed, "network")
    if recipe.pose == "table":
        return PoseTable(len(training), recipe.max_shift, start)
    return PoseNetwork(training.shape, recipe, start)
