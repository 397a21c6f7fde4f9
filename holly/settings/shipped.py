"""The recipes that come with holly. No stage imports them, so an edit here runs no stage again."""

from dataclasses import replace
from typing import NamedTuple

from holly.settings.recipes import Recipe


class Shipped(NamedTuple):
    """A recipe that comes with holly."""

    about: str
    recipe: Recipe


SEARCH = Recipe(
    pose="search",
    batch_size=64,
    epochs=32,
    normalisation="image",
    learning_rate=0.03,
    decay="cosine",
    coarse_stride=2,
    loss=("absolute", "likelihood", "absolute"),
    strays="relocate",
)
RECIPES = {
    "paper": Shipped("the paper's: a network predicts one pose per image", Recipe()),
    "direct": Shipped(
        "section 6 of the paper: poses are free parameters, without a network",
        Recipe(pose="table", epochs=100),
    ),
    "search": Shipped(
        "simulated images: poses are found by drawing the structure, without a network", SEARCH
    ),
    "robust": Shipped(
        "as `search`, but images that do not show the structure are found and ignored",
        replace(SEARCH, outliers="ignore"),
    ),
    "search-measured": Shipped(
        "measured particles whose images are stored: as `search`, in eight sigma levels",
        Recipe(
            pose="search",
            points=250,
            epochs=200,
            normalisation="image",
            learning_rate=0.015,
            decay="cosine",
            interpolation="step",
            sigma=(0.078125, 0.0703125, 0.0625, 0.05625, 0.05, 0.04375, 0.0390625, 0.034375),
            coarse_stride=2,
            strays="relocate",
        ),
    ),
    "hypotheses": Shipped(
        "a network proposes eight poses per image, of which the best counts",
        Recipe(
            hypotheses=8,
            rotation="6d",
            normalisation="image",
            learning_rate=1.0e-3,
            points_learning_rate=4.0e-3,
            epochs=1.6,
            decay="cosine",
            strays="relocate",
        ),
    ),
}
