"""Read a configuration: validate its values, then check that its parts fit together."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from groundwork.errors import InputError
from groundwork.settings.parse import examine, unknown
from holly.settings.config import BASE, Config
from holly.settings.datasets import Dataset, SimulatedDataset, SimulatedFile
from holly.settings.recipes import Recipe, in_pixels
from holly.settings.shipped import RECIPES


def load(raw: Mapping[str, Any]) -> Config:
    """Validate a configuration.

    Args:
        raw: the merged YAML files.

    Raises:
        InputError: one line that names every wrong key, what is wrong and what is allowed.
    """
    config, faults = examine(Config, raw)
    if config:
        for name, dataset in config.datasets.items():
            faults += unknown(f"datasets.{name}.truth", dataset.truth, config.models)
            faults += _simulated(config, f"datasets.{name}", dataset)
        for name in config.recipes:
            faults += _recipe(config, name)
        faults += [*_experiments(config), *_paper(config)]
    if faults:
        raise InputError(f"configuration: {'; '.join(faults)}")
    return config


def _simulated(config: Config, here: str, dataset: Dataset) -> Iterator[str]:
    """Models of a simulation that are not defined, or have another scale."""
    made: SimulatedDataset | SimulatedFile | None = dataset
    if dataset.kind != "simulated":
        made, here = dataset.source.simulated, f"{here}.source.simulated"
        yield from unknown(f"{here}.model", made and made.model, config.models)
    if not made or not made.smlm:
        return
    if made.model in made.smlm.mixture:
        yield f"{here}.smlm.mixture: {made.model!r} is the model itself; name others only"
    for name in (made.model, *made.smlm.mixture):
        faults = list(unknown(f"{here}.smlm.mixture", name, config.models))
        yield from faults if name != made.model else ()
        scale = None if faults else config.models[name].nm_per_unit
        if scale not in (None, made.smlm.nm_per_unit):
            yield (
                f"{here}.smlm.nm_per_unit: is {made.smlm.nm_per_unit:g}, but models.{name} has "
                f"{scale:g}; give the same"
            )


def _recipe(config: Config, name: str) -> list[str]:
    """The faults of a recipe of the user's own."""
    if name in RECIPES:
        return [f"recipes.{name}: this is the name of a shipped recipe; choose another name"]
    faults = list(unknown(f"recipes.{name}.{BASE}", config.recipes[name].get(BASE), RECIPES))
    return faults or examine(Recipe, config.recipe_data(name), f"recipes.{name}")[1]


def _experiments(config: Config) -> Iterator[str]:
    for name, experiment in config.experiments.items():
        here = f"experiments.{name}"
        faults = [
            *unknown(f"{here}.dataset", experiment.dataset, config.datasets),
            *unknown(f"{here}.recipe", experiment.recipe, [*config.recipes, *RECIPES]),
        ]
        if not faults and experiment.halves and config.dataset_of(name).kind == "simulated":
            faults = [f"{here}.halves: only measured particles are halved; use replicates"]
        yield from faults or _settings(config, name)


def _settings(config: Config, experiment: str) -> Iterator[str]:
    """What does not fit in the recipe of an experiment, with its own settings."""
    here, chosen = f"experiments.{experiment}.settings", config.experiments[experiment]
    if chosen.recipe in config.recipes and _recipe(config, chosen.recipe):
        return  # the recipe's own faults are named already
    data = config.recipe_data(chosen.recipe) | chosen.settings
    recipe, faults = examine(Recipe, data, here)
    yield from faults
    if recipe is None:
        return
    dataset = config.dataset_of(experiment)
    try:
        in_pixels(recipe, dataset.size)
    except InputError as fault:
        yield f"{here}.{fault}"
    if config.stores_images(experiment) and recipe.interpolation != "step":
        yield f"{here}.interpolation: stored images need 'step'"
    if dataset.size % recipe.coarse_stride:
        yield f"{here}.coarse_stride: must divide the size of the data set, {dataset.size}"
    if dataset.kind not in ("stack", "images", "particles") and min(recipe.sigma) <= 0:
        yield f"{here}.sigma: must be above 0 (only stacks can be left unblurred)"


def _paper(config: Config) -> Iterator[str]:
    """Figures, videos and tables of experiments that do not exist or cannot be shown this way."""
    paper = config.paper
    for group, entries in (("figures", paper.figures), ("videos", paper.videos)):
        for name, entry in entries.items():
            here = f"paper.{group}.{name}.experiments"
            for shown in entry.experiments:
                faults = list(unknown(here, shown, config.experiments))
                yield from faults or (
                    f"{here}: {shown!r} {fault}" for fault in _shown(config, entry.kind, shown)
                )
    for name, table in paper.tables.items():
        for run, row in table.rows.items():
            here = f"paper.tables.{name}.rows.{run}.experiment"
            yield from unknown(here, row.experiment, config.experiments)


def _shown(config: Config, kind: str, experiment: str) -> Iterator[str]:
    """Why an experiment cannot be shown in a figure of this kind."""
    chosen = config.experiments[experiment]
    if chosen.dataset not in config.datasets:
        return  # this fault is named already
    if kind == "gallery" and not config.stores_images(experiment):
        yield "stores no images to show"
    if kind == "shapes" and not getattr(config.dataset_of(experiment), "shape", None):
        yield "has a data set without `shape`"
    if kind == "unseen":
        with suppress(KeyError, TypeError):  # a fault of its recipe is named already
            recipe = config.recipe_data(chosen.recipe) | chosen.settings
            if recipe["pose"] == "table":
                yield "keeps its poses in a table and has none for unseen images"
