"""Training: the stage this project exists for.

A network looks at an image and predicts a pose; the structure, a cloud of points, is drawn at
that pose; the difference to the image trains both. Afterwards only the structure is wanted.
"""

import logging
import math
import time
from contextlib import closing
from typing import Any

import torch
from torch import Tensor, nn
from tqdm import tqdm

from holly.dataset import Images
from holly.errors import InputError
from holly.geometry import axis_angle_from_rotation
from holly.loss import Match, match, normalise
from holly.network import PoseNetwork, Poses, PoseTable
from holly.run import Frame, Record, RunFolder, Snapshot
from holly.schedule import sigma_at
from holly.seeds import generator
from holly.settings import Recipe
from holly.strays import find_strays, relocate

logger = logging.getLogger(__name__)

ROWS = 200  # most lines of history, and frames of the structure, over a whole training
SNAPSHOTS = 20  # of the structure and of a few images, through training
SAMPLES = 6  # held-out images in a snapshot
HELD_OUT = 64  # images in the held-out loss
POSES = 2000  # training images whose final poses are kept
RELOCATIONS = 50  # times through training that strays are looked for
CHECKPOINT_SECONDS = 30.0
POSE_COLUMNS = ("image", "hypothesis", "rx", "ry", "rz", "tx", "ty", "sigma", "loss")
OPTIMISERS = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "sgd": torch.optim.SGD}


def device_named(name: str) -> torch.device:
    """The device called `auto`, `cpu` or `cuda`.

    Raises:
        InputError: `cuda` where there is none.
    """
    if name == "cuda" and not torch.cuda.is_available():
        raise InputError("device: cuda was asked for, but there is none here; use auto or cpu")
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


def train(trainer: "Trainer", folder: RunFolder) -> Tensor:
    """Fit a structure to images; write all that a run leaves behind into `folder`.

    Continues from the folder's checkpoint if there is one, and then ends, on the CPU, with the
    very cloud an uninterrupted run gives.

    Returns:
        The structure [N, 3] in model units, on the CPU.

    Raises:
        InputError: a checkpoint that is broken or of other settings; a loss that is not finite.
    """
    record = folder.load_checkpoint(trainer) or Record()
    if trainer.step:
        logger.info("continuing from step %d of %d", trainer.step, trainer.steps)
    saved = clock = time.monotonic()
    with (
        closing(folder.events(trainer.step)) as events,
        tqdm(total=trainer.steps, initial=trainer.step, unit="step", mininterval=1.0) as bar,
    ):
        while trainer.step < trainer.steps:
            row = trainer.advance(_next_row(trainer))
            record.rows.append(row)
            events.row(row)
            bar.set_postfix_str(
                f"loss {row['loss']:.2f}, sigma {row['sigma_in']:.2f}", refresh=False
            )
            bar.update(trainer.step - bar.n)
            record.frames.append(trainer.frame())
            if len(record.rows) % (ROWS // SNAPSHOTS) == 0 or trainer.step == trainer.steps:
                record.snapshots.append(trainer.snapshot(SAMPLES))
                events.snapshot(record.snapshots[-1])
            record.seconds += time.monotonic() - clock
            clock = time.monotonic()
            if clock - saved > CHECKPOINT_SECONDS:
                folder.save_checkpoint(trainer, record)
                saved = clock
    folder.save_checkpoint(trainer, record)
    folder.write_outputs(record, trainer.points, trainer.poses(POSES), trainer.device)
    return trainer.points.detach().cpu()


def _next_row(trainer: "Trainer") -> int:
    """The step at which the next line of history is due."""
    spacing = math.ceil(trainer.steps / ROWS)
    return min((trainer.step // spacing + 1) * spacing, trainer.steps)


class Trainer:
    """One training: its predictor, its structure and the steps that improve both.

    The order of the images depends on the seed and the epoch alone, so that the state is the
    weights, the optimiser and the number of the step.
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
        self.training, self.held_out, self.recipe = training, held_out, recipe
        self.seed, self.device = seed, device
        self.steps_an_epoch = len(training) // recipe.batch_size
        self.steps = max(1, round(recipe.epochs * self.steps_an_epoch))
        self.step = 0
        self.predictor = _predictor(training, recipe, generator(seed, "network")).to(device)
        start = torch.rand(recipe.points, 3, generator=generator(seed, "points")) * 2 - 1
        self.points = nn.Parameter(start.to(device))
        self.optimiser = _optimiser(self.predictor, self.points, recipe)
        self._order: tuple[int, Tensor] | None = None

    @property
    def sigma(self) -> float:
        """The input sigma of the current step, pixels."""
        return sigma_at(self.step / self.steps, self.recipe.sigma, self.recipe.interpolation)

    def descend(self) -> Match:
        """Take one step of the optimiser."""
        sigma = self.sigma
        epoch, batch = divmod(self.step, self.steps_an_epoch)
        size = self.recipe.batch_size
        indices = self._images_of(epoch)[batch * size : (batch + 1) * size]
        target = normalise(self.training.draw(indices, sigma), self.recipe)
        result = match(self.points, self.predictor(target, indices), target, sigma, self.recipe)
        self._set_learning_rates()
        self.optimiser.zero_grad()
        result.loss.backward()
        self.optimiser.step()
        self.step += 1
        if self.recipe.strays == "relocate" and self.step % max(1, self.steps // RELOCATIONS) == 0:
            self._relocate_strays(target, result)
        return result

    def advance(self, until: int) -> dict[str, float]:
        """Train up to step `until`; return one line of history about it.

        Raises:
            InputError: the loss is not finite.
        """
        began, first = time.monotonic(), self.step
        loss = torch.zeros((), device=self.device)
        output_sigma = torch.zeros((), device=self.device)
        usage = torch.zeros(self.recipe.hypotheses, device=self.device)
        while self.step < until:
            sigma = self.sigma
            result = self.descend()
            loss += result.loss.detach()
            output_sigma += result.sigma.detach().mean()
            usage.index_add_(0, result.hypothesis, torch.ones_like(result.each))
        images = (until - first) * self.recipe.batch_size
        row = {
            "step": self.step,
            "images": self.step * self.recipe.batch_size,
            "epoch": self.step / self.steps_an_epoch,
            "sigma_in": sigma,
            "sigma_out": output_sigma.item() / (until - first),
            "loss": loss.item() / images,
            "heldout_loss": self._held_out_loss(),
            "images_per_second": images / (time.monotonic() - began),
        }
        if not math.isfinite(row["loss"]):
            raise InputError(
                f"step {self.step}: the loss is not finite; lower the learning rates and restart"
            )
        return row | {f"usage_{k}": share.item() / images for k, share in enumerate(usage)}

    def frame(self) -> Frame:
        """The structure as it is now, on the CPU."""
        return Frame(self.step, self.sigma, self.points.detach().cpu().clone())

    @torch.no_grad()
    def snapshot(self, count: int) -> Snapshot:
        """Up to `count` images, their renderings and the structure, as they are now.

        The images are held out, except for a table of poses, which knows its own alone.
        """
        images = self.training if self.recipe.pose == "table" else self.held_out
        indices = _spread(count, images).to(self.device)
        target, _, result = self._look(images, indices)
        return Snapshot(self.step, self.sigma, target, result.rendered, self.points.clone())

    @torch.no_grad()
    def poses(self, count: int) -> list[dict[str, float]]:
        """The poses of up to `count` training images, evenly chosen, one dict each."""
        rows = []
        for indices in _spread(count, self.training).to(self.device).split(self.recipe.batch_size):
            _, poses, result = self._look(self.training, indices)
            vector = axis_angle_from_rotation(result.rotation)
            scalars = (indices, result.hypothesis, result.sigma, result.each)
            image, hypothesis, sigma, loss = (column[:, None].to(vector) for column in scalars)
            rows += torch.cat([image, hypothesis, vector, poses.shift, sigma, loss], 1).tolist()
        table = (dict(zip(POSE_COLUMNS, row, strict=True)) for row in rows)
        return [r | {"image": int(r["image"]), "hypothesis": int(r["hypothesis"])} for r in table]

    def state(self) -> dict[str, Any]:
        """All that changes while training, as tensors and plain values."""
        return {
            "predictor": self.predictor.state_dict(),
            "points": self.points.data,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` gave."""
        self.predictor.load_state_dict(state["predictor"])
        self.points.data.copy_(state["points"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step = state["step"]

    def _relocate_strays(self, target: Tensor, result: Match) -> None:
        mask = target > self.recipe.mask_threshold
        strays = find_strays(self.points.data, result.rotation.detach(), result.shift, mask)
        random = generator(self.seed, f"strays at step {self.step}")
        relocate(self.points, strays, random, self.optimiser)

    def _images_of(self, epoch: int) -> Tensor:
        """The order of the training images in this epoch."""
        if self._order is None or self._order[0] != epoch:
            shuffle = generator(self.seed, f"order of epoch {epoch}")
            order = torch.randperm(len(self.training), generator=shuffle)
            self._order = (epoch, order.to(self.device))
        return self._order[1]

    def _set_learning_rates(self) -> None:
        if self.recipe.decay == "constant":
            return
        factor = 0.5 * (1 + math.cos(math.pi * self.step / self.steps))
        for group in self.optimiser.param_groups:
            group["lr"] = group["initial_lr"] * factor

    def _look(self, images: Images, indices: Tensor) -> tuple[Tensor, Poses, Match]:
        """Normalised images, their poses and renderings, with the network as it will be used."""
        target = normalise(images.draw(indices, self.sigma), self.recipe)
        self.predictor.eval()
        poses = self.predictor(target, indices)
        self.predictor.train()
        return target, poses, match(self.points, poses, target, self.sigma, self.recipe)

    @torch.no_grad()
    def _held_out_loss(self) -> float:
        """Mean loss of an image never trained on; a table of poses has none."""
        if self.recipe.pose == "table":
            return math.nan
        indices = _spread(HELD_OUT, self.held_out).to(self.device)
        batches = indices.split(self.recipe.batch_size)
        losses = [self._look(self.held_out, batch)[2].loss for batch in batches]
        return torch.stack(losses).sum().item() / len(indices)


def _spread(count: int, images: Images) -> Tensor:
    """Indices of up to `count` images, evenly chosen."""
    return torch.linspace(0, len(images) - 1, min(count, len(images))).long()


def _predictor(training: Images, recipe: Recipe, start: torch.Generator) -> nn.Module:
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


def _optimiser(predictor: nn.Module, points: nn.Parameter, recipe: Recipe) -> torch.optim.Optimizer:
    points_rate = recipe.points_learning_rate or recipe.learning_rate
    groups = [
        {"params": list(predictor.parameters()), "initial_lr": recipe.learning_rate},
        {"params": [points], "lr": points_rate, "initial_lr": points_rate},
    ]
    return OPTIMISERS[recipe.optimiser](groups, lr=recipe.learning_rate, fused=True)
