"""What a training looks like: its history, structures, images and poses."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from holly.geometry import axis_angle_from_rotation
from holly.training.images import Images
from holly.training.loss import Match, normalise
from holly.training.network import PoseNetwork, Poses, Predictor
from holly.training.optimisation import cosine_decay, sigma_at
from holly.training.search import PoseSearch
from holly.training.trainer import Trainer
from holly.training.views import AveragedViews

HELD_OUT = 64  # images in the held-out loss
SETTLING = 128  # training images whose statistics the network uses in evaluation mode
AT_ONCE = 32  # images drawn at once, or a batch if that is larger
VISITS = 32  # in a search for the poses of held-out images after the training
POSE_COLUMNS = ("hypothesis", "rx", "ry", "rz", "tx", "ty", "sigma", "loss")


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
        self._settled: int | None = None  # at which step the network's statistics were computed
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
    def poses(self) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """The poses of all images in columns, and what `AveragedViews.result` makes of them.

        Held-out images come last. If the poses are a table, they have none.
        """
        trainer = self.trainer
        parts = {"training": trainer.training, "held-out": self.held_out}
        if trainer.recipe.pose == "table":
            del parts["held-out"]
        views = AveragedViews(trainer.training.shape, trainer.device)
        with trainer.on_stream():
            if self._search:
                self._search_unseen()
            tables = [self._poses_of(images, views) for images in parts.values()]
            made = views.result(trainer.points.detach(), trainer.sigma)
        numbers = {name: np.concatenate([t[name] for t in tables]) for name in POSE_COLUMNS}
        columns = {
            "image": np.concatenate([images.images for images in parts.values()]),
            "particle": np.concatenate([images.particles for images in parts.values()]),
            "fate": np.repeat(list(parts), [len(images) for images in parts.values()]),
            **numbers,
        }
        return columns, {name: array.cpu().numpy() for name, array in made.items()}

    def state(self) -> dict[str, Any]:
        """The state of the trainer and of the held-out poses."""
        search = self._search.state_dict() if self._search else None
        return {"trainer": self.trainer.state(), "held_out": search}

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` returned; to be called before the first step."""
        if self._search:
            self._search.load_state_dict(state["held_out"])
        self.trainer.load_state(state["trainer"])
        self._settled = None

    def _look(self, images: Images, indices: Tensor) -> tuple[Tensor, Poses, Match]:
        """Normalised images with their poses and renderings; the network in evaluation mode."""
        trainer, predictor = self.trainer, self.trainer.predictor
        if self._search and images is self.held_out:
            predictor = self._search
        self._settle()
        predictor.eval()
        target, poses = self._predict(predictor, images, indices)
        predictor.train()
        return target, poses, trainer.match(poses, target, trainer.sigma, 1, "absolute")

    def _settle(self) -> None:
        """Compute the statistics of evaluation mode for the weights of this step.

        They are means over batches, each of which is normalised by its own as in training.
        """
        network, images = self.trainer.predictor, self.trainer.training
        if self._settled == self.trainer.step or not isinstance(network, PoseNetwork):
            return
        indices = _spread(SETTLING, images)
        for number, batch in enumerate(indices.chunk(-(-len(indices) // self._at_once)), 1):
            network.average_statistics(1 / number)
            self._predict(network, images, batch)
        network.average_statistics(0.0)
        self._settled = self.trainer.step

    def _predict(
        self, predictor: Predictor, images: Images, indices: Tensor
    ) -> tuple[Tensor, Poses]:
        """Images with these indices, normalised, and the poses that are predicted for them."""
        trainer = self.trainer
        target = normalise(images.draw(indices, trainer.sigma, 1), trainer.recipe)
        return target, trainer.predict(predictor, target, indices.to(trainer.device), 1)

    def _poses_of(self, images: Images, views: AveragedViews) -> dict[str, np.ndarray]:
        """The columns POSE_COLUMNS of all images, which are added to the averaged views."""
        batches = []
        for indices in torch.arange(len(images)).split(self._at_once):
            target, poses, result = self._look(images, indices)
            views.add(target, result.rendered, result.rotation, poses.shift)
            vector = axis_angle_from_rotation(result.rotation)
            scalars = (result.hypothesis, result.sigma, result.each)
            hypothesis, sigma, loss = (column[:, None].to(vector) for column in scalars)
            batches.append(torch.cat([hypothesis, vector, poses.shift, sigma, loss], 1))
        table = dict(zip(POSE_COLUMNS, torch.cat(batches).cpu().numpy().T, strict=True))
        return table | {"hypothesis": table["hypothesis"].astype(int)}

    @property
    def _at_once(self) -> int:
        return max(self.trainer.recipe.batch_size, AT_ONCE)

    @torch.no_grad()
    def _held_out_loss(self) -> float:
        """Mean loss of images never trained on; NaN for a table, which has no poses for them."""
        if self.trainer.recipe.pose == "table":
            return math.nan
        if self._search:
            trainer = self.trainer
            rate = trainer.optimiser.param_groups[0]["lr"]
            self._visit(_spread(HELD_OUT, self.held_out), trainer.sigma, trainer.stride, rate)
        batches = _spread(HELD_OUT, self.held_out).split(self._at_once)
        losses = [self._look(self.held_out, batch)[2].each for batch in batches]
        return torch.cat(losses).mean().item()

    def _search_unseen(self) -> None:
        """Find the poses of held-out images that no row of history needed, as training would."""
        recipe = self.trainer.recipe
        unseen = (self._search.visits[:, 0] == 0).nonzero()[:, 0].cpu()
        for visit in range(VISITS if len(unseen) else 0):
            sigma = sigma_at(visit / VISITS, recipe.sigma, recipe.interpolation)
            rate = recipe.learning_rate * cosine_decay(visit / VISITS)
            for batch in unseen.split(self._at_once):
                self._visit(batch, sigma, 1, rate)

    def _visit(self, indices: Tensor, sigma: float, stride: int, rate: float) -> None:
        """Search for and refine poses; the next step clears the gradient of the structure."""
        trainer, search = self.trainer, self._search
        drawn = self.held_out.draw(indices, sigma, stride)
        target, indices = normalise(drawn, trainer.recipe, stride), indices.to(trainer.device)
        search.prepare(len(indices), sigma, stride)
        with torch.enable_grad():
            blur = torch.tensor(sigma, device=trainer.device)
            poses = search(target, indices, trainer.points, blur)
            trainer.match(poses, target, sigma, stride, trainer.loss).loss.backward()
        search.refine(indices, rate)


def _spread(count: int, images: Images) -> Tensor:
    """Indices of up to `count` images, evenly chosen."""
    return torch.linspace(0, len(images) - 1, min(count, len(images))).long()
