"""WORMBRAIN's part of the configuration: the key `wormbrain`."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from groundwork.errors import InputError
from groundwork.settings.declare import (
    REQUIRED,
    Name,
    OwnPath,
    Settings,
    Text,
    exactly_one,
    setting,
)
from groundwork.settings.parse import examine, parse, unknown
from wormbrain.settings.recipes import KINDS, Recipe
from wormbrain.settings.shipped import RECIPES, ROWS

KEY = "wormbrain"  # of the whole configuration
IN_TABLE = "table1-"  # what the names of the networks of Table I begin with


@dataclass(frozen=True)
class Synthetic(Settings):
    """A recording of a moving worm that is made up, so that its motion is known."""

    frames: int = setting(60, "number of frames", ge=1)
    size: int = setting(256, "width and height, px", ge=32)
    depth: int = setting(8, "planes of each volume", ge=1)
    nuclei: int = setting(100, "number of nuclei", ge=1)
    seed: int = setting(1, "seed of all random numbers", ge=0)


@dataclass(frozen=True)
class Recording(Settings):
    """A recording, from a file or folder of yours or synthetic."""

    source: OwnPath | None = setting(None, "an HDF5, TIFF or video file, or a folder of images")
    synthetic: Synthetic | None = setting(None, "instead of a source: what to make up")
    obtain: Text = setting("", "where to get the source, shown if it is missing")
    dataset: OwnPath | None = setting(None, "where the array lies in an HDF5 file")
    axes: Name | None = setting(
        None, "of an HDF5 dataset or a TIFF file: a letter of TCZYX for each axis, in order"
    )
    channels: tuple[Name, ...] = setting((), "keep only these, in this order; all if empty")
    projection: Literal["max", "mean"] = setting("max", "over depth")
    planes: tuple[int, int] | None = setting(
        None, "first and last plane to project, counted from 0; null for all"
    )
    skip_damaged: bool = setting(False, "leave out faulty frames instead of stopping")
    points: OwnPath | None = setting(
        None,
        "where cells are, for the auxiliary losses of the report's recipes: a CSV file with frame, "
        "name, x and y, as `wormbrain apply --points` writes it, or label images",
    )

    def __post_init__(self) -> None:
        exactly_one(self, "source", "synthetic")


@dataclass(frozen=True)
class Augmentation(Settings):
    """The images on which recipes of the kind `paper` train."""

    copies: int = setting(10, "augmented images per frame", ge=0)
    size: int | None = setting(None, "longer side, px; null for that of the recording", ge=16)
    seed: int = setting(1, "seed of the augmentation", ge=0)


@dataclass(frozen=True)
class Network(Settings):
    """A recipe, what to train it on, and the settings that differ from the recipe."""

    recording: Name = setting(REQUIRED, "name of a recording")
    recipe: Name = setting("match", "name of a recipe that comes with wormbrain")
    settings: dict[str, Any] = setting({}, "keys of the recipe to change, with their values")
    seeds: tuple[int, ...] = setting((1,), "one training for each seed", min_length=1)


@dataclass(frozen=True)
class Alignment(Settings):
    """A recording aligned to one of its frames."""

    recording: Name = setting(REQUIRED, "name of a recording")
    network: Name | None = setting(
        None, "name of a network, of which the first seed is used; null for refinement alone"
    )
    target: int | None = setting(
        None, "number of the frame to align to; null for the most typical one", ge=0
    )
    depth_step: float | None = setting(
        None,
        "distance of two planes, px, to align the volumes too; null for projections only",
        gt=0,
    )


@dataclass(frozen=True)
class Stages(Settings):
    """A figure of two stages: a frame matched by an affine network, by a spline, and by both."""

    affine: Name = setting(REQUIRED, "name of a network of the report with `geometry: affine`")
    tps: Name = setting(
        REQUIRED, "name of one with `geometry: tps`, such as `table1-vgg16-base`; of the same size"
    )
    source: int = setting(1, "number of the frame that is matched", ge=0)
    target: int = setting(0, "number of the frame that it is matched to", ge=0)


@dataclass(frozen=True)
class Table1(Settings):
    """Table I of the report: its networks, all trained on one recording."""

    recording: Name = setting(REQUIRED, "name of a recording")
    rows: tuple[Name, ...] = setting(tuple(ROWS), "the rows, by the names of their recipes")
    seeds: tuple[int, ...] = setting((1, 2), "one training per row and seed", min_length=1)
    scale: Literal["full", "small"] = setting(
        "full", "full size, which wants a GPU, or minutes per training on one core"
    )
    settings: dict[str, Any] = setting({}, "keys of all these recipes to change, with their values")


@dataclass(frozen=True)
class Config(Settings):
    """Everything below the key `wormbrain`."""

    recordings: dict[Name, Recording] = setting(REQUIRED, "what to work on", min_length=1)
    networks: dict[Name, Network] = setting({}, "what to train")
    alignments: dict[Name, Alignment] = setting({}, "what to align")
    table1: Table1 | None = setting(None, "Table I of the report; null for none")
    stages: dict[Name, Stages] = setting({}, "figures of two stages, as figure 9 of the report")
    augmentation: Augmentation = setting(Augmentation(), "images for recipes of the kind `paper`")
    device: Literal["auto", "cpu", "cuda"] = setting(
        "auto", "where to train; `auto` is the GPU if there is one"
    )
    threads: int = setting(2, "CPU threads per training", ge=1)

    @property
    def trained(self) -> dict[str, Network]:
        """All networks by name, those of Table I as `table1-{row}`."""
        table, rows = self.table1, {}
        for row in table.rows if table else ():
            recipe = row if table.scale == "full" else f"{row}-small"
            rows[f"{IN_TABLE}{row}"] = Network(table.recording, recipe, table.settings, table.seeds)
        return self.networks | rows

    def recipe_of(self, network: str) -> Recipe:
        """The recipe of a network, with the network's own settings."""
        return parse(*_recipe_data(self.trained[network]), f"networks.{network}.settings")

    def recording_of(self, name: str) -> Recording:
        """The recording that a network or an alignment is about."""
        return self.recordings[(self.trained | self.alignments)[name].recording]


def load(raw: Mapping[str, Any]) -> Config:
    """Validate what stands below the key `wormbrain`.

    Raises:
        InputError: one line that names every wrong key, what is wrong and what is allowed.
    """
    if not isinstance(raw, Mapping):
        raise InputError(f"{KEY}: holds no keys; give recordings and what to do with them")
    config, faults = examine(Config, raw, KEY)
    if config:
        found = [*_faults(config)] or [*_faults_of_stages(config)]
        faults = [f"{KEY}.{fault}" for fault in found]
    if faults:
        raise InputError(f"configuration: {'; '.join(faults)}")
    return config


def _faults(config: Config) -> Iterator[str]:
    """What does not fit together."""
    for name in config.networks:
        if name.startswith(IN_TABLE):
            yield f"networks.{name}: names that begin with {IN_TABLE} belong to Table I"
    for row in config.table1.rows if config.table1 else ():
        if row not in ROWS:
            yield from unknown("table1.rows", row, ROWS)
            return
    for name, network in config.trained.items():
        here = f"networks.{name}" if name in config.networks else "table1"
        yield from unknown(f"{here}.recording", network.recording, config.recordings)
        if network.recipe in RECIPES:
            yield from examine(*_recipe_data(network), f"{here}.settings")[1]
        else:
            yield from unknown(f"{here}.recipe", network.recipe, RECIPES)
    for name, alignment in config.alignments.items():
        here = f"alignments.{name}"
        yield from unknown(f"{here}.recording", alignment.recording, config.recordings)
        yield from unknown(f"{here}.network", alignment.network, config.networks)


def _faults_of_stages(config: Config) -> Iterator[str]:
    """Networks of figures that are not there, or predict another kind of transformation."""
    for name, figure in config.stages.items():
        for geometry in ("affine", "tps"):
            here, network = f"stages.{name}.{geometry}", getattr(figure, geometry)
            yield from unknown(here, network, config.trained)
            if network in config.trained:
                recipe = config.recipe_of(network)
                if recipe.kind != "paper" or recipe.network.geometry != geometry:
                    yield f"{here}: {network} is no network of the report with that geometry"


def _recipe_data(network: Network) -> tuple[type[Recipe], dict[str, Any]]:
    """The class of a network's recipe, and its keys, which are not validated."""
    shipped = asdict(RECIPES[network.recipe].recipe)
    return KINDS[shipped["kind"]], _merged(shipped, network.settings)


def _merged(base: Mapping[str, Any], edit: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping with the keys of another in place of its own, at any depth."""
    both = dict(base)
    for key, value in edit.items():
        nested = isinstance(value, Mapping) and isinstance(both.get(key), Mapping)
        both[key] = _merged(both[key], value) if nested else value
    return both
