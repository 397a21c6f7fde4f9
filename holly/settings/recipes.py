"""Recipes, that is how to train: their settings (`holly.settings.shipped` has those of holly).

Sigmas in a recipe are fractions of the image width, so that one recipe fits images of any size.
`in_pixels` converts them where the width is known; all of `holly.training` works in pixels.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from groundwork.errors import InputError
from groundwork.settings.declare import Settings, setting

Optimiser = Literal["adam", "sgd"]
PoseSource = Literal["network", "table", "search"]
RotationKind = Literal["axis-angle", "6d"]
Interpolation = Literal["geometric", "step"]
Loss = Literal["absolute", "likelihood"]

# Figure S1 A, read off the published program: 20 sigmas in pixels of images 128 pixels wide.
PAPER_WIDTH = 128
PAPER_CURVE = (
    *(10.0, 9.0, 8.1, 7.29, 6.56, 5.9, 5.31, 4.78, 4.3, 3.87),
    *(3.65, 3.28, 2.95, 2.66, 2.39, 2.15, 1.94, 1.743, 1.57, 1.41),
)
LARGEST_FRACTION = 0.5  # of the image width; a larger sigma can only be meant in pixels
DIGITS = 4  # decimals of a sigma in pixels, so that 0.0466667 of 60 pixels is exactly 2.8


@dataclass(frozen=True)
class Recipe(Settings):
    """How to train. The defaults are the paper's (sections 2.7 to 2.9, supplement 1 and 5)."""

    points: int = setting(350, "number of points of the structure", ge=1)
    epochs: float = setting(40.0, "how many times every training image is seen", gt=0)
    starts: int = setting(
        1,
        "trainings from random starts, of which the one with the lowest loss is kept",
        ge=1,
        le=64,
    )
    batch_size: int = setting(32, "images per step", ge=2)
    optimiser: Optimiser = setting("adam", "optimisation method")
    learning_rate: float = setting(
        4.0e-4,
        "learning rate; a searched pose changes by radians and model units, a point by model units "
        "(a quarter of the image width)",
        gt=0,
    )
    points_learning_rate: float | None = setting(
        None, "learning rate of the points, model units; null for `learning_rate`", gt=0
    )
    decay: Literal["constant", "cosine"] = setting(
        "constant", "how the learning rates change during training"
    )
    pose: PoseSource = setting(
        "network",
        "where poses come from: a network predicts them, a table holds them as free parameters "
        "(section 6), or a search finds them without a network",
    )
    hypotheses: int = setting(
        1, "poses that the network proposes per image; only the best one counts", ge=1, le=64
    )
    rotation: RotationKind = setting("axis-angle", "how the network represents rotations")
    max_shift: float = setting(
        0.1,
        "largest simulated shift, model units; the network can predict shifts twice as large",
        ge=0,
    )
    max_sigma: float = setting(
        14 / PAPER_WIDTH, "largest sigma the network can predict, fraction of the image width", gt=0
    )
    sigma: tuple[float, ...] = setting(
        tuple(round(sigma / PAPER_WIDTH, 7) for sigma in PAPER_CURVE),
        "sigma of the training images from first to last, fractions of the image width",
        min_length=1,
    )
    interpolation: Interpolation = setting(
        "geometric",
        "how sigma changes: smoothly through the values of `sigma`, or in equally long steps, "
        "one per value (stored images need steps)",
    )
    normalisation: Literal["batch", "image"] = setting(
        "batch", "what is scaled to a fixed intensity: each batch as a whole, or each image"
    )
    loss: tuple[Loss, ...] = setting(
        ("absolute",),
        "losses used one after the other, each for an equal part of training: the sum of absolute "
        "differences, or the negative log-likelihood",
        min_length=1,
    )
    mask_threshold: float = setting(
        1.0e-4, "absolute differences count only where the normalised image exceeds this", ge=0
    )
    outliers: Literal["learn", "ignore"] = setting(
        "learn",
        "what is done with images that differ from the structure far more than the others of their "
        "batch: they are learnt from as all are, or ignored",
    )
    coarse_stride: Literal[1, 2, 4, 8] = setting(
        1, "while sigma is large, train on every 2nd, 4th or 8th pixel at most; 1 for all pixels"
    )
    precision: Literal["float32", "mixed"] = setting(
        "float32", "arithmetic of the network on a GPU: float32, or partly bfloat16"
    )
    strays: Literal["leave", "relocate"] = setting(
        "leave", "what happens to points outside the particle: nothing, or they are put back on it"
    )


def in_pixels(recipe: Recipe, width: int) -> Recipe:
    """The recipe with `sigma` and `max_sigma` in pixels of images of this width.

    Raises:
        InputError: a sigma is not a fraction; the message says which fraction was meant.
    """

    def pixels(name: str, fraction: float) -> float:
        if fraction >= LARGEST_FRACTION:
            raise InputError(
                f"{name}: {fraction:g} is not a fraction of the image width; "
                f"{fraction:g} px of {width} px is {fraction / width:.7g}"
            )
        return round(fraction * width, DIGITS)

    return replace(
        recipe,
        sigma=tuple(pixels("sigma", fraction) for fraction in recipe.sigma),
        max_sigma=pixels("max_sigma", recipe.max_sigma),
    )


def levels(sigmas: Iterable[float]) -> list[float]:
    """The distinct sigmas, largest first: the levels at which images are stored."""
    return sorted(set(sigmas), reverse=True)
