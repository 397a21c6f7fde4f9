"""The whole configuration: models, data sets, recipes, experiments.

`holly.settings.load` reads it and refuses, before anything runs, every wrong key and value.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from groundwork.settings.declare import REQUIRED, Name, Settings, Text, setting
from groundwork.settings.parse import parse
from holly.settings.choices import Device
from holly.settings.datasets import Dataset, Model, Source
from holly.settings.paper import Paper
from holly.settings.recipes import Recipe, in_pixels, levels
from holly.settings.shipped import RECIPES

BASE = "recipe"  # key of a recipe of your own: the shipped recipe it starts from


@dataclass(frozen=True)
class Experiment(Settings):
    """A data set, a recipe, and the settings that differ from the recipe."""

    dataset: Name = setting(REQUIRED, "name of a data set")
    recipe: Name = setting(REQUIRED, "name of a shipped recipe or of one under `recipes`")
    settings: dict[str, Any] = setting({}, "keys of the recipe to change, with their values")
    replicates: int = setting(5, "number of trainings, which differ only in the seed", ge=1, le=99)
    halves: bool = setting(
        False,
        "for measured data: two more trainings, one on every other particle and one on the rest, "
        "to be compared",
    )
    about: Text = setting("", "what it shows, in a few words")


@dataclass(frozen=True)
class Figures(Settings):
    """How figures are drawn."""

    dpi: int = setting(200, "resolution of bitmaps, dots per inch", ge=50, le=1200)


@dataclass(frozen=True)
class Evaluation(Settings):
    """How structures are evaluated."""

    random_clouds: int = setting(
        20, "number of random clouds each structure is compared with", ge=1
    )


@dataclass(frozen=True)
class Config(Settings):
    """The whole configuration."""

    experiments: dict[Name, Experiment] = setting(REQUIRED, "what to train", min_length=1)
    datasets: dict[Name, Dataset] = setting(REQUIRED, "what to train on")
    recipes: dict[Name, dict[str, Any]] = setting(
        {}, "your own recipes: `recipe` names the shipped one to start from, other keys change it"
    )
    models: dict[Name, Model] = setting({}, "ground truths")
    authors: Source | None = setting(
        None, "the authors' own results, fetched only for the target `authors`"
    )
    figures: Figures = setting(Figures(), "how figures are drawn")
    evaluation: Evaluation = setting(Evaluation(), "how structures are evaluated")
    paper: Paper = setting(Paper(), "figures, tables and videos of the paper")
    device: Device = setting("auto", "where to train; `auto` is the GPU if there is one")
    threads: int = setting(2, "CPU threads per training", ge=1)
    seed: int = setting(1, "seed of the first replicate; each further one adds 1", ge=0)

    def recipe_of(self, experiment: str) -> Recipe:
        """The recipe of an experiment with the experiment's own settings; sigmas are fractions."""
        chosen = self.experiments[experiment]
        data = self.recipe_data(chosen.recipe) | chosen.settings
        return parse(Recipe, data, f"experiments.{experiment}.settings")

    def recipe_data(self, name: str) -> dict[str, Any]:
        """Every key of the recipe of this name; those of your own recipes are not validated."""
        own: Mapping[str, Any] = self.recipes.get(name, {BASE: name})
        shipped = asdict(RECIPES[own.get(BASE, "paper")].recipe)
        return shipped | {key: value for key, value in own.items() if key != BASE}

    def dataset_of(self, experiment: str) -> Dataset:
        """The data set of an experiment."""
        return self.datasets[self.experiments[experiment].dataset]

    def stores_images(self, experiment: str) -> bool:
        """Whether the training images of an experiment are stored on disk, at every level."""
        dataset = self.dataset_of(experiment)
        drawn = dataset.kind in ("simulated", "particles")
        return not drawn and getattr(dataset, "images", "") != "streamed"

    def levels_of(self, dataset: str) -> list[float]:
        """The sigmas in pixels, largest first, at which experiments need images of a data set."""
        recipes = [self.recipe_of(n) for n, e in self.experiments.items() if e.dataset == dataset]
        size = self.datasets[dataset].size
        return levels(sigma for recipe in recipes for sigma in in_pixels(recipe, size).sigma)
