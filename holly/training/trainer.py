"""One training: its state, and the step that improves it."""

import math
import time
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from groundwork.accelerate.cuda_graph import Replay
from groundwork.errors import InputError
from groundwork.seeds import generator
from holly.geometry import axis_angle_from_rotation
from holly.settings.recipes import LARGEST_FRACTION, Loss, Recipe
from holly.training.compiled.adam import Adam, Optimiser
from holly.training.dataset import Images
from holly.training.loss import Match, match, normalise
from holly.training.network import PoseNetwork, Poses, PoseTable
from holly.training.run_folder import Frame, Snapshot
from holly.training.schedule import in_equal_parts, sigma_at
from holly.training.search import PoseSearch
from holly.training.strays import find_strays, relocate

HELD_OUT = 64  # images in the held-out loss
LOOKED_AT = 32  # images at once, or a batch where that is more
RELOCATIONS = 50  # times through training that strays are looked for
COARSE_SIGMA = 1.25  # pixels of a coarse grid: down to it coarse levels show as much as whole ones
POSE_COLUMNS = ("image", "hypothesis", "rx", "ry", "rz", "tx", "ty", "sigma", "loss")
OPTIMISERS = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}

Learnt = tuple[Tensor, Match]


class Trainer:
    """One training: its predictor, its structure and the steps that improve both.

    The order of the images depends on the seed and the epoch alone, so that the state is the
    weights, the optimiser and the number of the step. On a GPU all its work goes to a stream of
    its own, so that several trainers share the device, and a step is one CUDA graph.
    """

    def __init__(
        self,
        training: Images,
        held_out: Images,
        recipe: Recipe,
        *,
        seed: int,
        device: torch.device,
    ) -> None:
        if len(training) < recipe.batch_size:
            raise InputError(
                f"{len(training)} training images are fewer than one batch of "
                f"{recipe.batch_size}; lower batch_size or bring more images"
            )
        if any(pixels % recipe.coarse_stride for pixels in training.shape):
            raise InputError(
                f"coarse_stride {recipe.coarse_stride}: must divide the images' "
                f"{training.shape[1]} x {training.shape[0]} pixels"
            )
        if recipe.max_sigma < LARGEST_FRACTION:
            raise ValueError("the recipe's sigmas are fractions; give in_pixels(recipe, width)")
        self.training, self.held_out, self.recipe = training, held_out, recipe
        self.seed, self.device = seed, device
        self.steps_an_epoch = len(training) // recipe.batch_size
        self.steps = max(1, round(recipe.epochs * self.steps_an_epoch))
        self.step = 0
        self.predictor = _predictor(training, recipe, seed).to(device)
        self.held_out_predictor = (
            PoseSearch(len(held_out), held_out.shape, seed=seed, purpose="held-out rotations")
            if recipe.pose == "search"
            else self.predictor
        ).to(device)
        if recipe.pose == "search":
            self.held_out_predictor.log_spread = self.predictor.log_spread
        start = torch.rand(recipe.points, 3, generator=generator(seed, "points")) * 2 - 1
        self.points = nn.Parameter(start.to(device))
        self.optimiser = _optimiser(self.predictor, self.points, recipe, device)
        self._order: tuple[int, Tensor] | None = None
        self._row_began: tuple[int, float] | None = None
        self._stream = torch.cuda.Stream(device) if device.type == "cuda" else None
        # What a step reads and writes stays in place, so that it can be replayed.
        self._indices = torch.zeros(recipe.batch_size, dtype=torch.long, device=device)
        self._sigma = torch.zeros((), device=device)
        self._drawn: dict[int, Tensor] = {}
        self._tally = torch.zeros(2 + recipe.hypotheses, device=device)
        self.strides = [2**power for power in range(recipe.coarse_stride.bit_length())]
        self._learn: dict[tuple, Replay[Learnt]] = {}  # by what distinguishes the work of a step
        if device.type == "cuda":
            torch.backends.cudnn.benchmark = True  # every step has the same shapes
            torch.cuda.synchronize(device)

    @property
    def sigma(self) -> float:
        """The input sigma of the current step, pixels."""
        return sigma_at(self.step / self.steps, self.recipe.sigma, self.recipe.interpolation)

    @property
    def stride(self) -> int:
        """One in how many pixels, along each axis, the current step is trained on."""
        return max(s for s in self.strides if s == 1 or self.sigma >= COARSE_SIGMA * s)

    @property
    def loss(self) -> Loss:
        """What makes images alike in the current step."""
        return in_equal_parts(self.step / self.steps, self.recipe.loss)

    def on_stream(self) -> AbstractContextManager:
        """Within it, work for the GPU is queued as this trainer's."""
        return torch.cuda.stream(self._stream) if self._stream else nullcontext()

    def descend(self) -> Match:
        """Take one step of the optimiser. On a GPU the result holds until the next step."""
        self._row_began = self._row_began or (self.step, time.monotonic())
        with self.on_stream():
            learn = self._prepared()
            target, result = learn()
            self.step += 1
            every = max(1, self.steps // RELOCATIONS)
            if self.recipe.strays == "relocate" and self.step % every == 0:
                self._relocate_strays(target, result)
        return result

    def advance(self, until: int) -> dict[str, float]:
        """Train up to step `until`; return one line of history about it.

        Raises:
            InputError: the loss is not finite.
        """
        while self.step < until:
            self.descend()
        return self.row()

    def row(self) -> dict[str, float]:
        """One line of history about the steps since the last one.

        Raises:
            InputError: the loss is not finite.
        """
        images = (self.step - self._row_began[0]) * self.recipe.batch_size
        with self.on_stream():
            loss, sigma_out, *usage = (self._tally / images).tolist()
            sigma_in = self._sigma.item()
            seconds = time.monotonic() - self._row_began[1]
            self._tally.zero_()
            held_out = self._held_out_loss()
        if not math.isfinite(loss):
            raise InputError(
                f"step {self.step}: the loss is not finite; lower the learning rates and restart"
            )
        self._row_began = None
        row = {
            "step": self.step,
            "images": self.step * self.recipe.batch_size,
            "epoch": self.step / self.steps_an_epoch,
            "sigma_in": sigma_in,
            "sigma_out": sigma_out,
            "loss": loss,
            "heldout_loss": held_out,
            "images_per_second": images / seconds,
        }
        return row | {f"usage_{k}": share for k, share in enumerate(usage)}

    def frame(self) -> Frame:
        """The structure as it is now, on the CPU."""
        with self.on_stream():
            return Frame(self.step, self.sigma, self.points.detach().cpu().clone())

    @torch.no_grad()
    def snapshot(self, count: int) -> Snapshot:
        """Up to `count` images, their renderings and the structure, as they are now.

        The images are held out, except for a table of poses, which knows its own alone.
        """
        images = self.training if self.recipe.pose == "table" else self.held_out
        with self.on_stream():
            target, _, result = self._look(images, _spread(count, images))
            rendered, structure = result.rendered, self.points.clone()
            on_cpu = (tensor.cpu() for tensor in (target, rendered, structure))
            return Snapshot(self.step, self.sigma, *on_cpu)

    @torch.no_grad()
    def poses(self, count: int) -> list[dict[str, float]]:
        """The poses of up to `count` training images, evenly chosen, one dict each."""
        rows = []
        with self.on_stream():
            for indices in self._batches(_spread(count, self.training)):
                _, poses, result = self._look(self.training, indices)
                vector = axis_angle_from_rotation(result.rotation)
                scalars = (indices, result.hypothesis, result.sigma, result.each)
                image, hypothesis, sigma, loss = (column[:, None].to(vector) for column in scalars)
                columns = [image, hypothesis, vector, poses.shift, sigma, loss]
                rows += torch.cat(columns, 1).tolist()
        table = (dict(zip(POSE_COLUMNS, row, strict=True)) for row in rows)
        return [r | {"image": int(r["image"]), "hypothesis": int(r["hypothesis"])} for r in table]

    def state(self) -> dict[str, Any]:
        """All that changes while training, as tensors and plain values."""
        if self._stream:
            self._stream.synchronize()
        began = self._row_began and (self._row_began[0], time.monotonic() - self._row_began[1])
        return {
            "predictor": self.predictor.state_dict(),
            "held_out_predictor": self.held_out_predictor.state_dict(),
            "points": self.points.data,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "row_began": began,  # step, and seconds since
            "tally": self._tally,
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` gave; before the first step."""
        self.predictor.load_state_dict(state["predictor"])
        self.held_out_predictor.load_state_dict(state["held_out_predictor"])
        self.points.data.copy_(state["points"])
        self._load_optimiser(state["optimiser"])
        self.step = state["step"]
        began = state["row_began"]
        self._row_began = began and (began[0], time.monotonic() - began[1])
        self._tally.copy_(state["tally"])
        if self._stream:
            torch.cuda.synchronize(self.device)

    def _load_optimiser(self, state: dict[str, Any]) -> None:
        """Moments and rates; how it runs is the matter of this device, not of the one before."""
        groups = self.optimiser.state_dict()["param_groups"]
        for group, saved in zip(groups, state["param_groups"], strict=True):
            group["lr"] = _rate(float(saved["lr"]), self.device)
        self.optimiser.load_state_dict({"state": state["state"], "param_groups": groups})

    def _prepared(self) -> Replay[Learnt]:
        """The next step, whose inputs are in place."""
        stride, loss = self.stride, self.loss
        self._set_inputs(stride)
        work = (stride, loss, self._prepare_poses(self.predictor, len(self._indices), stride))
        step = partial(self._learn_at, stride, loss)
        return self._learn.setdefault(work, Replay(step, self.device))

    def _prepare_poses(self, predictor: nn.Module, images: int, stride: int) -> int:
        """Draw what a search tries next; what kind of search it is, 0 for none."""
        if isinstance(predictor, PoseSearch):
            return predictor.prepare(images, self.sigma, stride)
        return 0

    def _set_inputs(self, stride: int) -> None:
        """Put what distinguishes this step from others where `_learn_at` reads it."""
        sigma = self.sigma
        epoch, batch = divmod(self.step, self.steps_an_epoch)
        size = self.recipe.batch_size
        indices = self._images_of(epoch)[batch * size : (batch + 1) * size]
        self._indices.copy_(indices, non_blocking=True)
        self._sigma.fill_(sigma)
        if not self.training.static:
            drawn = self.training.draw(indices, sigma, stride)
            self._drawn.setdefault(stride, drawn).copy_(drawn)
        if self.recipe.decay == "cosine":
            factor = 0.5 * (1 + math.cos(math.pi * self.step / self.steps))
            for group in self.optimiser.param_groups:
                _set_rate(group, group["initial_lr"] * factor)

    def _learn_at(self, stride: int, loss: Loss) -> tuple[Tensor, Match]:
        """One step on images drawn with this stride; never waits for the device."""
        if self.training.static:
            drawn = self.training.draw(self._indices, self._sigma, stride)
        else:
            drawn = self._drawn[stride]
        target = normalise(drawn, self.recipe, stride)
        poses = self._predict(self.predictor, target, self._indices, stride)
        result = self._match(poses, target, self._sigma, stride, loss)
        self.optimiser.zero_grad()
        result.loss.backward()
        self.optimiser.step()
        self._refine_poses(self.predictor, self._indices)
        hypotheses = torch.arange(self.recipe.hypotheses, device=self.device)
        usage = (result.hypothesis[:, None] == hypotheses).sum(0)
        means = torch.stack([result.each.sum(), result.sigma.detach().sum()])
        self._tally += torch.cat([means, usage])
        return target, result

    def _refine_poses(self, predictor: nn.Module, indices: Tensor) -> None:
        """Move the poses of a search, which have just got a gradient."""
        if isinstance(predictor, PoseSearch):
            predictor.descend(indices, self.optimiser.param_groups[0]["lr"])

    def _relocate_strays(self, target: Tensor, result: Match) -> None:
        mask = target > self.recipe.mask_threshold
        strays = find_strays(self.points.data, result.rotation.detach(), result.shift, mask)
        random = generator(self.seed, f"strays at step {self.step}")
        relocate(self.points, strays, random, self.optimiser)

    def _images_of(self, epoch: int) -> Tensor:
        """The order of the training images in this epoch, on the CPU."""
        if self._order is None or self._order[0] != epoch:
            shuffle = generator(self.seed, f"order of epoch {epoch}")
            self._order = (epoch, torch.randperm(len(self.training), generator=shuffle))
        return self._order[1]

    def _predict(self, predictor: nn.Module, target: Tensor, indices: Tensor, stride: int) -> Poses:
        """Poses for images [B, H, W] drawn with this stride, seen as the current step sees them."""
        skip = self.stride // stride
        # Not on a CPU: its bfloat16 gradients of the smallest convolutions came out as NaN.
        asked = self.recipe.precision == "mixed" and self.recipe.pose == "network"
        mixed = asked and self.device.type == "cuda"
        with torch.autocast("cuda", torch.bfloat16, mixed, cache_enabled=False):
            return predictor(target[:, ::skip, ::skip], indices, self.points, self._sigma)

    def _match(
        self,
        poses: Poses,
        target: Tensor,
        sigma: float | Tensor,
        stride: int = 1,
        loss: Loss = "absolute",
    ) -> Match:
        """How the structure, at these poses, matches normalised images."""
        return match(self.points, poses, target, sigma, self.recipe, stride, loss)

    def _look(self, images: Images, indices: Tensor) -> tuple[Tensor, Poses, Match]:
        """Normalised images, their poses and renderings, with the network as it will be used."""
        target = normalise(images.draw(indices, self.sigma, 1), self.recipe)
        predictor = self.held_out_predictor if images is self.held_out else self.predictor
        predictor.eval()
        poses = self._predict(predictor, target, indices.to(self.device), 1)
        predictor.train()
        return target, poses, self._match(poses, target, self.sigma)

    def _batches(self, indices: Tensor) -> tuple[Tensor, ...]:
        return indices.split(max(self.recipe.batch_size, LOOKED_AT))

    @torch.no_grad()
    def _held_out_loss(self) -> float:
        """Mean loss of an image never trained on; a table of poses has none."""
        if self.recipe.pose == "table":
            return math.nan
        indices = _spread(HELD_OUT, self.held_out)
        if self.recipe.pose == "search":
            self._find_held_out(indices)
        losses = [self._look(self.held_out, batch)[2].each for batch in self._batches(indices)]
        return torch.cat(losses).mean().item()

    def _find_held_out(self, indices: Tensor) -> None:
        """One more visit to the held-out images' poses, which the structure learns nothing from."""
        stride = self.stride
        drawn = self.held_out.draw(indices, self.sigma, stride)
        target, indices = normalise(drawn, self.recipe, stride), indices.to(self.device)
        self._prepare_poses(self.held_out_predictor, len(indices), stride)
        with torch.enable_grad():
            poses = self._predict(self.held_out_predictor, target, indices, stride)
            result = self._match(poses, target, self._sigma, stride, self.loss)
            result.loss.backward()
        self._refine_poses(self.held_out_predictor, indices)


def _spread(count: int, images: Images) -> Tensor:
    """Indices of up to `count` images, evenly chosen."""
    return torch.linspace(0, len(images) - 1, min(count, len(images))).long()


def _predictor(training: Images, recipe: Recipe, seed: int) -> nn.Module:
    start = generator(seed, "network")
    if recipe.pose == "search":
        return PoseSearch(len(training), training.shape, seed=seed, purpose="rotations")
    if recipe.pose == "table":
        return PoseTable(len(training), max_shift=recipe.max_shift, generator=start)
    return PoseNetwork(
        training.shape,
        hypotheses=recipe.hypotheses,
        rotation=recipe.rotation,
        max_shift=recipe.max_shift,
        max_sigma=recipe.max_sigma,
        generator=start,
    )


def _optimiser(
    predictor: nn.Module, points: nn.Parameter, recipe: Recipe, device: torch.device
) -> Optimiser:
    rate = recipe.learning_rate
    points_rate = recipe.points_learning_rate or rate
    groups = [
        {"params": list(predictor.parameters()), "lr": rate, "initial_lr": rate},
        {"params": [points], "lr": points_rate, "initial_lr": points_rate},
    ]
    if device.type == "cpu" and recipe.optimiser == "adam":
        return Adam(groups)
    for group in groups:
        group["lr"] = _rate(group["lr"], device)
    options: dict[str, Any] = {"fused": True}
    if recipe.optimiser == "adam":
        options["capturable"] = True
    return OPTIMISERS[recipe.optimiser](groups, lr=rate, **options)


def _rate(rate: float, device: torch.device) -> float | Tensor:
    """Where a step reads it: a replayed one, from the device."""
    return torch.tensor(rate, device=device) if device.type == "cuda" else rate


def _set_rate(group: dict[str, Any], rate: float) -> None:
    if isinstance(group["lr"], Tensor):
        group["lr"].fill_(rate)
    else:
        group["lr"] = rate
