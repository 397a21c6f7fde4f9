"""What a training looks like: its history, structures, images and poses."""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from holly.geometry import axis_angle_from_rotation
from holly.training.dataset import Images
from holly.training.loss import Match, normalise
from holly.training.network import Poses
from holly.training.search import PoseSearch
from holly.training.trainer import Trainer

HELD_OUT = 64  # images in the held-out loss
AT_ONCE = 32  # images drawn at once, or a batch if that is larger
POSE_COLUMNS = ("image", "hypothesis", "rx", "ry", "rz", "tx", "ty", "sigma", "loss")


@dataclass(frozen=True)
class Frame:
    """The structure at one step of training, on the CPU."""

    step: int
    sigma: float  # input sigma, pixels
    structure: Tensor  # [N, 3], model units


@dataclass(frozen=True)
class Snapshot(Frame):
    """A frame with M images and their renderings at that step."""

    inputs: Tensor  # [M, H, W], normalised
    outputs: Tensor  # [M, H, W]


class Observer:
    """Looks at a training without changing what it learns.

    A search must find the poses of held-out images, too; those are part of the observer's state.
    """

    def __init__(self, trainer: Trainer, held_out: Images) -> None:
        self.trainer, self.held_out = trainer, held_out
        self._search: PoseSearch | None = None
        if isinstance(trainer.predictor, PoseSearch):
            search = PoseSearch(len(held_out), held_out.shape, trainer.seed, "held-out rotations")
            self._search = search.to(trainer.device)
            self._search.log_spread = trainer.predictor.log_spread

    def advance(self, until: int) -> dict[str, float]:
        """Train up to step `until`; return the row of history about these steps (see `row`)."""
        while self.trainer.step < until:
            self.trainer.descend()
        return self.row()

    def row(self) -> dict[str, float]:
        """History since the last row; raises InputError where the loss is not finite."""
        trainer, means = self.trainer, self.trainer.means()
        with trainer.on_stream():
            held_out = self._held_out_loss()
        usage = {f"usage_{k}": share for k, share in enumerate(means.usage)}
        return {
            "step": trainer.step,
            "images": trainer.step * trainer.recipe.batch_size,
            "epoch": trainer.step / trainer.steps_per_epoch,
            "sigma_in": means.sigma_in,
            "sigma_out": means.sigma_out,
            "loss": means.loss,
            "heldout_loss": held_out,
            "images_per_second": means.images_per_second,
            **usage,
        }

    def frame(self) -> Frame:
        """The structure as it is now."""
        trainer = self.trainer
        with trainer.on_stream():
            return Frame(trainer.step, trainer.sigma, trainer.points.detach().cpu().clone())

    @torch.no_grad()
    def snapshot(self, count: int) -> Snapshot:
        """Up to `count` images, their renderings and the structure, as they are now.

        The images are held out, unless the poses are a table, which has none for those.
        """
        table = self.trainer.recipe.pose == "table"
        images = self.trainer.training if table else self.held_out
        with self.trainer.on_stream():
            target, _, result = self._look(images, _spread(count, images))
            drawn = result.rendered.cpu()
            return Snapshot(**vars(self.frame()), inputs=target.cpu(), outputs=drawn)

    @torch.no_grad()
    def poses(self, count: int) -> list[dict[str, float]]:
        """The poses of up to `count` training images, evenly chosen, one dictionary each."""
        rows, images = [], self.trainer.training
        with self.trainer.on_stream():
            for indices in self._batches(count, images):
                _, poses, result = self._look(images, indices)
                vector = axis_angle_from_rotation(result.rotation)
                scalars = (indices, result.hypothesis, result.sigma, result.each)
                image, hypothesis, sigma, loss = (column[:, None].to(vector) for column in scalars)
                columns = [image, hypothesis, vector, poses.shift, sigma, loss]
                rows += torch.cat(columns, 1).tolist()
        table = (dict(zip(POSE_COLUMNS, row, strict=True)) for row in rows)
        return [r | {"image": int(r["image"]), "hypothesis": int(r["hypothesis"])} for r in table]

    def state(self) -> dict[str, Any]:
        """The state of the trainer and of the held-out poses."""
        search = self._search.state_dict() if self._search else None
        return {"trainer": self.trainer.state(), "held_out": search}

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` returned; to be called before the first step."""
        if self._search:
            self._search.load_state_dict(state["held_out"])
        self.trainer.load_state(state["trainer"])

    def _look(self, images: Images, indices: Tensor) -> tuple[Tensor, Poses, Match]:
        """Normalised images with their poses and renderings; the network in evaluation mode."""
        trainer, predictor = self.trainer, self.trainer.predictor
        if self._search and images is self.held_out:
            predictor = self._search
        target = normalise(images.draw(indices, trainer.sigma, 1), trainer.recipe)
        predictor.eval()
        poses = trainer.predict(predictor, target, indices.to(trainer.device), 1)
        predictor.train()
        return target, poses, trainer.match(poses, target, trainer.sigma, 1, "absolute")

    def _batches(self, count: int, images: Images) -> tuple[Tensor, ...]:
        return _spread(count, images).split(max(self.trainer.recipe.batch_size, AT_ONCE))

    @torch.no_grad()
    def _held_out_loss(self) -> float:
        """Mean loss of images never trained on; NaN for a table, which has no poses for them."""
        if self.trainer.recipe.pose == "table":
            return math.nan
        if self._search:
            self._visit(self._search, _spread(HELD_OUT, self.held_out))
        batches = self._batches(HELD_OUT, self.held_out)
        losses = [self._look(self.held_out, batch)[2].each for batch in batches]
        return torch.cat(losses).mean().item()

    def _visit(self, search: PoseSearch, indices: Tensor) -> None:
        """Search for and refine poses; the next step clears the gradient of the structure."""
        trainer, stride = self.trainer, self.trainer.stride
        drawn = self.held_out.draw(indices, trainer.sigma, stride)
        target, indices = normalise(drawn, trainer.recipe, stride), indices.to(trainer.device)
        search.prepare(len(indices), trainer.sigma, stride)
        with torch.enable_grad():
            poses = trainer.predict(search, target, indices, stride)
            trainer.match(poses, target, trainer.sigma, stride, trainer.loss).loss.backward()
        search.refine(indices, trainer.optimiser.param_groups[0]["lr"])


def _spread(count: int, images: Images) -> Tensor:
    """Indices of up to `count` images, evenly chosen."""
    return torch.linspace(0, len(images) - 1, min(count, len(images))).long()
