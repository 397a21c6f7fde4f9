"""Ideas that were tried and left out of the package (docs/accuracy.md).

Each is a trainer that differs from the package's trainer in one respect. benchmarks/accuracy.py
trains with them by name.
"""

from typing import Any

import torch
from torch import Tensor, nn

from groundwork.seeds import generator
from holly.geometry import project, rotation_from_axis_angle
from holly.render import splat
from holly.settings.recipes import Loss
from holly.training.loss import Match, compare_images, normalise, stray_light
from holly.training.network import Poses, Predictor
from holly.training.trainer import Trainer

RELAXED = 0.05  # weight of the hypotheses that are not the best (Rupprecht et al. 2017)
ANGLES = 16  # in-plane angles at which each hypothesis is drawn
DOUBLED_AT = (0.1, 0.2, 0.3)  # shares of training at which the number of points doubles
SPLIT = 0.5  # standard deviation of the random offset of split points, in sigmas of the images
PRIOR = 1.0  # weight of the prior (all sites equally labelled) relative to the image


class RelaxedBest(Trainer):
    """All hypotheses learn a little, not only the best one."""

    def match(
        self, poses: Poses, target: Tensor, sigma: float | Tensor, stride: int, loss: Loss
    ) -> Match:
        """As Trainer.match, with the mean loss of all hypotheses added."""
        best = super().match(poses, target, sigma, stride, loss)
        if not torch.is_grad_enabled():
            return best
        single = [Poses(one[:, None], poses.shift, poses.sigma) for one in poses.rotation.unbind(1)]
        losses = [
            super(RelaxedBest, self).match(p, target, sigma, stride, loss).loss for p in single
        ]
        total = (1 - RELAXED) * best.loss + RELAXED * torch.stack(losses).mean()
        return Match(**vars(best) | {"loss": total})


class AngleDrawn(Trainer):
    """The network learns only the viewing direction; drawing finds the in-plane angle."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **settings)
        self.predictor = _Turned(self.predictor)


class _Turned(Predictor):
    """Turns every hypothesis of a network to ANGLES in-plane angles."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        angles = torch.arange(ANGLES) * (2 * torch.pi / ANGLES)
        about_z = torch.stack([torch.zeros(ANGLES), torch.zeros(ANGLES), angles], 1)
        self.register_buffer("turns", rotation_from_axis_angle(about_z))

    def forward(self, images: Tensor, *others: Tensor) -> Poses:
        poses = self.network(images, *others)
        turned = self.turns[None, None] @ poses.rotation[:, :, None]
        return Poses(turned.flatten(1, 2), poses.shift, poses.sigma)


class PointsDoubled(Trainer):
    """Starts with an eighth of the points and splits each point in two, three times."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **settings)
        self._stage = 0
        self._follow()

    def descend(self) -> Match:
        """Take a step, and double the points when it is time."""
        result = super().descend()
        stage = sum(self.step >= share * self.steps for share in DOUBLED_AT)
        if stage > self._stage:
            self._stage = stage
            random = generator(self.seed, f"points doubled, stage {stage}")
            pixel = 2 / self.training.shape[1]  # in model units
            apart = torch.randn(self.points.shape, generator=random) * (SPLIT * self.sigma * pixel)
            self.points.data += apart.to(self.points)
        self._follow()
        return result

    def _follow(self) -> None:
        """Move all points of a group to its first point."""
        points = self.recipe.points
        group = 2 ** (len(DOUBLED_AT) - self._stage)
        self.points.data.copy_(self.points.data[torch.arange(points) // group * group])


class Weighted(Trainer):
    """Points with different intensities; for recipes with one hypothesis."""

    def weights(self, x: Tensor, y: Tensor, width: Tensor, target: Tensor, stride: int) -> Tensor:
        """Intensities [B, N] of the points drawn at x and y [B, N]."""
        raise NotImplementedError

    def match(
        self, poses: Poses, target: Tensor, sigma: float | Tensor, stride: int, loss: Loss
    ) -> Match:
        """As Trainer.match, with weighted points."""
        shape = tuple(target.shape[1:])
        rotation, width = poses.rotation[:, 0], poses.sigma / stride
        x, y = project(self.points, rotation, poses.shift, shape)
        image = splat(x, y, width, shape, self.weights(x, y, width, target, stride))
        compared = compare_images(image, target, self.recipe, stride, loss)
        first = torch.zeros(len(target), dtype=torch.long)
        return Match(*compared, rotation, poses.shift, first, poses.sigma)


class IntensityPerPoint(Weighted):
    """Each point has its own learned intensity, the same in all images."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **settings)
        self.log_intensity = nn.Parameter(torch.zeros(self.recipe.points))
        rate = self.recipe.learning_rate
        group = {"params": [self.log_intensity], "lr": rate, "initial_lr": rate}
        self.optimiser.add_param_group(group)

    def weights(self, x: Tensor, *_: Any) -> Tensor:  # noqa: ANN401
        """The learned intensities, scaled to a mean of one."""
        return self.log_intensity.softmax(0).expand_as(x) * self.recipe.points


class LabelsGuessed(Weighted):
    """Estimates, at every visit to an image, which sites are labelled in it.

    Takes one step of expectation maximisation from equal intensities: the weight of a point is its
    share of the localisations around it, shrunk towards one by a prior.
    """

    def weights(self, x: Tensor, y: Tensor, width: Tensor, target: Tensor, stride: int) -> Tensor:
        """Estimated intensities [B, N] that explain the targets [B, H, W]."""
        shape, stray = tuple(target.shape[1:]), stray_light(target, self.recipe, stride)
        with torch.enable_grad():
            equal = torch.ones_like(x, requires_grad=True)
            image = splat(x.detach(), y.detach(), width.detach(), shape, equal)
            drawn = normalise(image.detach(), self.recipe, stride)
            (share,) = torch.autograd.grad(image, equal, (target + stray) / (drawn + stray))
        return (PRIOR + share) / (PRIOR + 1)


IDEAS = {
    "points doubled": PointsDoubled,
    "intensity per point": IntensityPerPoint,
    "labels guessed": LabelsGuessed,
    "network, relaxed best": RelaxedBest,
    "network, angle drawn": AngleDrawn,
}
