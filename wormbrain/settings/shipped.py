"""The recipes that come with wormbrain: the rows of table I, and the same on a small scale."""

from typing import NamedTuple

from wormbrain.settings.match import MatchRecipe
from wormbrain.settings.paper import PaperNetwork, PaperRecipe


class Row(NamedTuple):
    """A row of table I: the networks, the learning rate, and the half period of the schedule.

    The half period is in no table. It is 1000 steps in the published program, and figure 8 shows
    it: the losses of four rows are lowest every 6.35 epochs, which is 2000 steps; those of
    WB + Simpler have minima 20 epochs apart, about 6000 steps.
    """

    features: str
    regression: str
    learning_rate: float
    half_period: int = 1000


ROWS = {
    "vgg16-base": Row("vgg16", "base", 0.001),
    "resnet101-base": Row("resnet101", "base", 0.001),
    "wb-base": Row("wb", "base", 0.00366),
    "wb-deep": Row("wb", "deep", 0.003667),
    "wb-simpler": Row("wb", "simpler", 0.005667, 3000),
}


class Shipped(NamedTuple):
    """A recipe that comes with wormbrain."""

    about: str
    recipe: PaperRecipe | MatchRecipe


def _full(row: Row) -> PaperRecipe:
    """A row of table I at full size."""
    return PaperRecipe(
        network=PaperNetwork(features=row.features, regression=row.regression),
        learning_rate=row.learning_rate,
        half_period=row.half_period,
    )


def _small(row: Row) -> PaperRecipe:
    """A row on a small scale: half the image, a quarter of the channels, minutes on one core."""
    return PaperRecipe(
        network=PaperNetwork(
            features=row.features,
            regression=row.regression,
            size=120,
            width=0.25,
            last_pool=2,
            kernels=(3, 3),
            start="identity",
        ),
        split="time",
        steps=400,
        learning_rate=row.learning_rate,
        half_period=None,
        validations=10,
        validation_pairs=128,
    )


RECIPES = {
    "match": Shipped("the default: matches with confidence and a closed-form fit", MatchRecipe()),
    **{
        name: Shipped(f"table I, {row.features} + {row.regression}", _full(row))
        for name, row in ROWS.items()
    },
    **{
        f"{name}-small": Shipped(f"table I on a small scale, {name}", _small(row))
        for name, row in ROWS.items()
    },
}
