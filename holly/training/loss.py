"""The comparison of rendered and measured images (paper, sections 2.7 and 2.8).

The paper sums absolute differences. An image at a wrong pose has little influence on them, but
fitted to noisy images they give their median. The likelihood gives their mean.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable

from holly.geometry import project
from holly.render import splat
from holly.settings.recipes import Loss, Recipe
from holly.training.network import Poses

INTENSITY = 1000.0  # integrated, of a normalised batch
RANKED = 2  # hypotheses are ranked on one in so many pixels along each axis
OUTLYING = 4.0  # standard deviations, of a normal distribution with the same quartiles
MAD = 1.4826  # standard deviations per median absolute deviation
STRAY_LIGHT = 0.025  # of the mean intensity, which the likelihood allows for in every pixel


@dataclass(frozen=True)
class Match:
    """How the structure, at the predicted poses, matches a batch of images."""

    loss: Tensor  # scalar, summed over the batch, to be differentiated
    each: Tensor  # [B], absolute differences
    rendered: Tensor  # [B, H, W], normalised as the target
    rotation: Tensor  # [B, 3, 3], of the best hypothesis
    shift: Tensor  # [B, 2], model units
    hypothesis: Tensor  # [B], index of the best
    sigma: Tensor  # [B], output sigma, pixels


def intensity(images: Tensor) -> Tensor:
    """The integrated intensity of images [..., H, W], [..., 1, 1]; never zero."""
    return images.sum((-2, -1), keepdim=True).clamp_min(1e-12)


def normalise(images: Tensor, recipe: Recipe, stride: int = 1) -> Tensor:
    """Scale images [B, H, W] to a fixed integrated intensity, by batch or by image.

    Images with one in `stride` pixels along each axis get the pixel values of full images.
    """
    share = INTENSITY / recipe.batch_size / stride**2
    if recipe.normalisation == "batch":
        return images * (share * len(images) / images.sum())
    return images * (share / intensity(images))


def match(
    points: Tensor,
    poses: Poses,
    target: Tensor,
    sigma: float | Tensor,
    recipe: Recipe,
    stride: int = 1,
    loss: Loss = "absolute",
) -> Match:
    """Render points [N, 3] at the poses and compare them with normalised targets [B, H, W].

    `absolute` is the paper's loss: the sum of absolute differences where the target exceeds the
    mask's threshold. `likelihood` is the Kullback-Leibler divergence over all pixels: up to a
    constant, minus the logarithm of the probability of the localisations given the rendered
    image. Only the hypothesis with the smallest loss counts and is differentiated.

    Args:
        points: the structure, model units.
        poses: the predicted poses.
        target: images that hold one in `stride` pixels along each axis.
        sigma: output sigma if the poses have none, pixels at full resolution.
        recipe: its normalisation and mask are used.
        stride: the loss is scaled to about that of full images.
        loss: how images are compared.
    """
    shape = target.shape[1:]
    output_sigma = torch.ones_like(target[:, 0, 0]) * sigma if poses.sigma is None else poses.sigma
    width = output_sigma / stride
    hypothesis = _best_hypothesis(points, poses, width, target, recipe)
    rotation = poses.pick(hypothesis)
    image = splat(*project(points, rotation, poses.shift, shape), width, shape)
    compared = compare_images(image, target, recipe, stride, loss)
    return Match(*compared, rotation, poses.shift, hypothesis, output_sigma)


def compare_images(
    image: Tensor, target: Tensor, recipe: Recipe, stride: int, loss: Loss
) -> tuple[Tensor, Tensor, Tensor]:
    """Compare drawn images [B, H, W] with normalised targets [B, H, W].

    Returns the loss [], the absolute differences [B], and the drawn images normalised [B, H, W].
    """
    rendered = normalise(image, recipe, stride)
    each = _Difference.apply(rendered, target, target > recipe.mask_threshold) * stride**2
    differences = each.detach()
    if loss == "likelihood":
        stray = stray_light(target, recipe, stride)
        each = _Divergence.apply(rendered + stray, target + stray) * stride**2
    if recipe.outliers == "ignore":
        each = each * ~outlying(differences)
    return each.sum(), differences, rendered


def outlying(differences: Tensor) -> Tensor:
    """Which of B images differ from their renderings far more than the others do, bool [B].

    More than half of them must show the structure.
    """
    middle = differences.median()
    spread = MAD * (differences - middle).abs().median()
    return differences > middle + OUTLYING * spread


def stray_light(target: Tensor, recipe: Recipe, stride: int) -> float:
    """The intensity that the likelihood adds to every pixel of normalised targets [B, H, W]."""
    pixels = target[0].numel() * stride**2
    return STRAY_LIGHT * INTENSITY / recipe.batch_size / pixels


class _Difference(torch.autograd.Function):
    """Sums [B] of |rendered - target| inside the mask, all [B, H, W], in few passes."""

    @staticmethod
    def forward(ctx: FunctionCtx, rendered: Tensor, target: Tensor, mask: Tensor) -> Tensor:
        difference = (rendered - target).mul_(mask)
        ctx.save_for_backward(difference)
        return torch.linalg.vector_norm(difference, 1, dim=(1, 2))

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, cotangent: Tensor) -> tuple[Tensor, None, None]:
        (difference,) = ctx.saved_tensors
        return difference.sign().mul_(cotangent[:, None, None]), None, None


class _Divergence(torch.autograd.Function):
    """Sums [B] of t·log(t/r) - t + r over the pixels of r and t [B, H, W], both positive."""

    @staticmethod
    def forward(ctx: FunctionCtx, rendered: Tensor, target: Tensor) -> Tensor:
        ratio = target / rendered
        ctx.save_for_backward(ratio)
        parts = (torch.xlogy(target, ratio), -target, rendered)
        return sum(part.sum((1, 2)) for part in parts)

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, cotangent: Tensor) -> tuple[Tensor, None]:
        (ratio,) = ctx.saved_tensors
        return (1 - ratio).mul_(cotangent[:, None, None]), None


@torch.no_grad()
def _best_hypothesis(
    points: Tensor, poses: Poses, sigma: Tensor, target: Tensor, recipe: Recipe
) -> Tensor:
    """Index [B] of the hypothesis whose image, scaled to the target's intensity, fits best.

    Only one in RANKED pixels along each axis is drawn, which suffices at a quarter of the cost.
    """
    batch, hypotheses = poses.rotation.shape[:2]
    if hypotheses == 1:
        return torch.zeros(batch, dtype=torch.long, device=target.device)
    shift, width = (
        t.repeat_interleave(hypotheses, 0, output_size=batch * hypotheses)
        for t in (poses.shift, sigma / RANKED)
    )
    x, y = project(points, poses.rotation.flatten(0, 1), shift, target.shape[1:])
    target = target[:, None, ::RANKED, ::RANKED]
    mask = target > recipe.mask_threshold
    image = splat(x / RANKED, y / RANKED, width, tuple(target.shape[2:]))
    image = image.view(batch, hypotheses, *target.shape[2:])
    image *= target.sum((2, 3), keepdim=True) / intensity(image)
    return image.sub_(target).abs_().mul_(mask).sum((2, 3)).argmin(1)
