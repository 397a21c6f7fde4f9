"""The typed configuration of a whole reproduction: models, data sets, recipes, experiments.

`load` turns the merged YAML into these classes and refuses, before anything runs, every key or
value that is not meant, by name and with what is allowed. The schema in workflow/schemas is
written from them.
"""

import dataclasses
import json
import reprlib
import types
import typing
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union

from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from groundwork.errors import InputError
from groundwork.settings.fields import FORBID, Name, OwnPath, Pattern, Text
from holly.settings.choices import BuiltIn, Centre, Layout, Shape
from holly.settings.paper import Paper
from holly.settings.recipe import Augmentation, CurationRules, Recipe, Simulation
from holly.training.schedule import levels

Settings = typing.TypeVar("Settings")
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Url = Annotated[str, Field(pattern=r"^https?://[^\s{}]+/[A-Za-z0-9][A-Za-z0-9._+~%-]*$")]
QUOTED = reprlib.Repr()  # of a value that may refer to itself many times
QUOTED.maxlevel, QUOTED.maxstring, QUOTED.maxother = 2, 80, 80


@dataclass(frozen=True, config=FORBID)
class Pinned:
    """A public file with its checksum."""

    url: Url = Field(description="address of the file, which ends in its name")
    sha256: Sha256 = Field(description="checksum it must have")

    @property
    def file_name(self) -> str:
        """The last part of the address."""
        return self.url.rsplit("/", 1)[-1]


@dataclass(frozen=True, config=FORBID)
class Model:
    """A ground truth: one of `builtin`, `download` and `path`."""

    builtin: BuiltIn | None = Field(None, description="a cloud that comes with holly")
    download: Pinned | None = Field(None, description="a public OBJ, PLY or CSV file")
    path: OwnPath | None = Field(None, description="an OBJ, PLY or CSV file of your own")
    nm_per_unit: float | None = Field(
        None, gt=0, description="for a cloud in nm: how many make one model unit"
    )

    obtain: Text = Field("", description="where to get `path`, said where it is absent")

    def __post_init__(self) -> None:
        """Check that there is exactly one source."""
        _exactly_one(self, "builtin", "download", "path")


@dataclass(frozen=True, config=FORBID)
class Synthetic:
    """A localisation file made here, a noisy toroid in the layout of the CEP152 file."""

    particles: int = Field(300, ge=2, description="particles in the file")
    localisations: int = Field(400, ge=2, description="localisations of each, on average")
    bad: int = Field(12, ge=0, description="how many of the particles are spoilt on purpose")
    seed: int = Field(1, ge=0, description="of the random numbers")


@dataclass(frozen=True, config=FORBID)
class Source:
    """Where measured data come from: one of `path`, `zenodo` and `synthetic`."""

    path: OwnPath | None = Field(None, description="a file or folder of your own")
    zenodo: int | None = Field(None, ge=1, description="a Zenodo record")
    archive: Pattern | None = Field(
        None, description="which of its files are archives to unpack first (a pattern)"
    )
    file: Pattern = Field("*", description="which of its files, or of the unpacked (a pattern)")
    synthetic: Synthetic | None = Field(None, description="made here")

    obtain: Text = Field("", description="where to get `path`, said where it is absent")

    def __post_init__(self) -> None:
        """Check that there is exactly one source."""
        _exactly_one(self, "path", "zenodo", "synthetic")


@dataclass(frozen=True, config=FORBID)
class SimulatedDataset(Simulation):
    """Images drawn from a model while training."""

    kind: Literal["simulated"] = "simulated"
    model: Name = Field(kw_only=True, description="the model drawn, and the ground truth")

    @property
    def truth(self) -> str:
        """The model to compare with."""
        return self.model

    @property
    def simulation(self) -> Simulation:
        """What training needs to know."""
        return Simulation(**{f.name: getattr(self, f.name) for f in dataclasses.fields(Simulation)})


@dataclass(frozen=True, config=FORBID)
class MeasuredDataset:
    """What localisations, stacks and ready images have in common."""

    source: Source = Field(description="where the data come from")
    nm_per_pixel: float | None = Field(
        None, gt=0, description="scale; null for the paper's rule on localisations"
    )
    truth: Name | None = Field(None, description="a model to compare with")
    shape: Shape | None = Field(None, description="a shape to fit to the structure")


@dataclass(frozen=True, config=FORBID)
class LocalisationDataset(MeasuredDataset):
    """Particles as lists of localisations, rendered to images at every sigma level."""

    kind: Literal["localisations"] = Field(kw_only=True)
    size: int = Field(128, ge=8, le=4096, description="width and height of the images, px")
    seed: int = Field(1, ge=0, description="of the augmentation and of projected views")
    layout: Layout = Field(kw_only=True, description="layout of the source file (docs/data.md)")
    variable: Name | None = Field(None, description="matlab-cell: name of the cell array")
    particle_column: Name | None = Field(
        None, description="tables: the column that numbers the particles"
    )
    nm_per_camera_pixel: float | None = Field(
        None, gt=0, description="picasso: the camera's pixel; null for the file's own"
    )
    project: bool = Field(False, description="3D particles: turn each at random and drop z")
    centre: Centre = Field("extent", description="what is put in the middle of the image")
    rotations: int = Field(20, ge=1, description="rotations in the image plane of each particle")
    images: Literal["stored", "streamed"] = Field(
        "stored", description="training images kept on disk, or drawn while training"
    )
    curation: CurationRules = Field(
        default=CurationRules(), description="which particles are accepted"
    )
    accepted: Pinned | None = Field(
        None, description="a published list of accepted particles, instead of the rules"
    )
    choices: OwnPath | None = Field(
        None, description="a CSV saved from the contact sheet; overrides rules and list"
    )

    @property
    def augmentation(self) -> Augmentation:
        """How its accepted particles are drawn."""
        return Augmentation(
            **{f.name: getattr(self, f.name) for f in dataclasses.fields(Augmentation)}
        )


@dataclass(frozen=True, config=FORBID)
class StackDataset(MeasuredDataset):
    """Image stacks, summed along z, cropped, blurred, in the four cardinal rotations."""

    kind: Literal["stack"] = Field(kw_only=True)
    size: int = Field(128, ge=8, le=4096, description="width and height of the crops, px")


@dataclass(frozen=True, config=FORBID)
class ImageDataset(MeasuredDataset):
    """Training images at every sigma level, as the original program renders them."""

    kind: Literal["images"] = Field(kw_only=True)
    rotations: int = Field(20, ge=1, description="consecutive images of one particle")


Dataset = Annotated[
    Union[SimulatedDataset, LocalisationDataset, StackDataset, ImageDataset],  # noqa: UP007
    Field(discriminator="kind"),
]


@dataclass(frozen=True, config=FORBID)
class Experiment:
    """A data set, a recipe, and what differs from it."""

    dataset: Name = Field(description="a key of datasets")
    recipe: Name = Field(description="a key of recipes")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="settings that differ from the recipe's"
    )
    replicates: int = Field(5, ge=1, le=99, description="trainings that differ by the seed alone")
    halves: bool = Field(
        False,
        description="measured data: two more trainings, each on every other particle, compared",
    )
    about: Text = Field("", description="what it reproduces")


@dataclass(frozen=True, config=FORBID)
class Figures:
    """How figures are drawn."""

    dpi: int = Field(200, ge=50, le=1200, description="resolution of bitmaps")


@dataclass(frozen=True, config=FORBID)
class Evaluation:
    """How structures are judged."""

    random_clouds: int = Field(20, ge=1, description="random clouds each is compared with")


@dataclass(frozen=True, config=FORBID)
class Config:
    """The whole configuration."""

    experiments: dict[Name, Experiment] = Field(min_length=1, description="what to train")
    datasets: dict[Name, Dataset] = Field(description="what to train on")
    recipes: dict[Name, Recipe] = Field(description="how to train")
    models: dict[Name, Model] = Field(default_factory=dict, description="ground truths")
    authors: Source | None = Field(
        None, description="the authors' own results, fetched by the target `authors`"
    )
    figures: Figures = Field(default=Figures(), description="how figures are drawn")
    evaluation: Evaluation = Field(default=Evaluation(), description="how structures are judged")
    paper: Paper = Field(default=Paper(), description="the paper's figures, tables and videos")
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="where to train")
    threads: int = Field(2, ge=1, description="CPU threads of a training")
    seed: int = Field(1, ge=0, description="seed of the first replicate; the next ones count up")

    def recipe_of(self, experiment: str) -> Recipe:
        """The recipe of an experiment with its own settings applied."""
        chosen = self.experiments[experiment]
        base = dataclasses.asdict(self.recipes[chosen.recipe])
        return TypeAdapter(Recipe).validate_python(base | chosen.settings)

    def dataset_of(self, experiment: str) -> Dataset:
        """The data set of an experiment."""
        return self.datasets[self.experiments[experiment].dataset]

    def stores_images(self, experiment: str) -> bool:
        """Whether the training images of an experiment are kept on disk."""
        dataset = self.dataset_of(experiment)
        return dataset.kind != "simulated" and getattr(dataset, "images", "") != "streamed"

    def levels_of(self, dataset: str) -> list[float]:
        """The sigmas, coarse first, at which a data set is needed by any experiment."""
        users = [name for name, e in self.experiments.items() if e.dataset == dataset]
        return levels([s for name in users for s in self.recipe_of(name).sigma])

    def seed_of(self, replicate: int) -> int:
        """The seed of a replicate, counted from 1."""
        return self.seed + replicate - 1


def load(raw: Mapping[str, Any]) -> Config:
    """Validate a configuration.

    Raises:
        InputError: one line that names every wrong key, what is wrong and what is allowed.
    """
    try:
        config = TypeAdapter(Config).validate_python(dict(raw))
        faults = list(_broken_references(config))
    except ValidationError as error:
        faults = [_describe(e, Config) for e in error.errors()]
    if faults:
        raise InputError("configuration: " + "; ".join(faults))
    return config


def parse(kind: type[Settings], text: str, flag: str) -> Settings:
    """Settings of one stage from the JSON given on the command line with `flag`.

    Raises:
        InputError: not JSON, or one line that names what is wrong and what is allowed.
    """
    try:
        return TypeAdapter(kind).validate_json(text)
    except ValidationError as error:
        faults = "; ".join(_describe(e, kind) for e in error.errors())
        raise InputError(f"{flag}: {faults}") from error


def schema() -> str:
    """The JSON schema of the configuration, for editors and for reading."""
    return json.dumps(TypeAdapter(Config).json_schema(), indent=2, sort_keys=True) + "\n"


def _broken_references(config: Config) -> typing.Iterator[str]:
    for name, dataset in config.datasets.items():
        yield from _unknown(f"datasets.{name}.truth", dataset.truth, config.models)
    for name, experiment in config.experiments.items():
        here = f"experiments.{name}"
        faults = [
            *_unknown(f"{here}.dataset", experiment.dataset, config.datasets),
            *_unknown(f"{here}.recipe", experiment.recipe, config.recipes),
        ]
        if not faults and experiment.halves and config.dataset_of(name).kind == "simulated":
            faults = [f"{here}.halves: simulated particles are not halved; use replicates"]
        yield from faults or _unfit_recipe(config, name)
    yield from _unfit_paper(config)


def _unfit_paper(config: Config) -> typing.Iterator[str]:
    """Figures of experiments that there are not, or that cannot be shown so."""
    paper = config.paper
    for group, entries in (("figures", paper.figures), ("videos", paper.videos)):
        for name, entry in entries.items():
            for shown in entry.experiments:
                here = f"paper.{group}.{name}.experiments"
                faults = list(_unknown(here, shown, config.experiments))
                yield from faults or (
                    f"{here}: {shown!r} {fault}" for fault in _unfit_kind(config, entry.kind, shown)
                )
    for name, table in paper.tables.items():
        for run, row in table.rows.items():
            here = f"paper.tables.{name}.rows.{run}.experiment"
            yield from _unknown(here, row.experiment, config.experiments)


def _unfit_kind(config: Config, kind: str, experiment: str) -> typing.Iterator[str]:
    chosen = config.experiments[experiment]
    dataset = config.datasets.get(chosen.dataset)
    if dataset is None or chosen.recipe not in config.recipes:
        return  # said already
    if kind == "gallery" and not config.stores_images(experiment):
        yield "has no images on disk to show"
    if kind == "shapes" and not getattr(dataset, "shape", None):
        yield "is of a data set without `shape`"
    pose = chosen.settings.get("pose", config.recipes[chosen.recipe].pose)
    if kind == "unseen" and pose == "table":
        yield "has poses in a table, which knows no unseen image"


def _unknown(key: str, value: str | None, allowed: Mapping[str, Any]) -> typing.Iterator[str]:
    if value is not None and value not in allowed:
        yield f"{key}: {value!r} is not defined; allowed: {', '.join(allowed)}"


def _unfit_recipe(config: Config, experiment: str) -> typing.Iterator[str]:
    here = f"experiments.{experiment}.settings"
    try:
        recipe = config.recipe_of(experiment)
    except ValidationError as error:
        yield from (f"{here}.{_describe(e, Recipe)}" for e in error.errors())
        return
    dataset = config.dataset_of(experiment)
    if config.stores_images(experiment) and recipe.interpolation != "step":
        yield f"{here}.interpolation: pre-rendered images need 'step'"
    size = getattr(dataset, "size", None)  # of ready images only the files know it
    if size and size % recipe.coarse_stride:
        yield f"{here}.coarse_stride: must divide the data set's size, {size}"
    if dataset.kind not in ("stack", "images") and min(recipe.sigma) <= 0:
        yield f"{here}.sigma: must be above 0 (only stacks may be left unblurred)"


def _describe(error: Mapping[str, Any], root: type) -> str:
    """One fault in words, with what is allowed where a key is unknown."""
    location = [str(part) for part in error["loc"]]
    kinds = ("simulated", "localisations", "stack", "images")
    key = ".".join(
        part
        for number, part in enumerate(location)
        if not (location[0] == "datasets" and number == 2 and part in kinds)
    )
    if error["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        return f"{key}: unknown key; allowed: {', '.join(_keys_at(root, location[:-1]))}"
    given = "" if error["type"] == "missing" else f" (is {QUOTED.repr(error['input']):.80})"
    return f"{key}: {error['msg'][0].lower()}{error['msg'][1:]}{given}"


def _keys_at(kind: Any, location: list[str]) -> list[str]:  # noqa: ANN401
    """The keys allowed at a location inside a dataclass type."""
    arguments = [a for a in typing.get_args(kind) if a is not type(None)]
    origin = typing.get_origin(kind)
    if origin is Annotated:
        return _keys_at(arguments[0], location)
    if origin in (Union, types.UnionType):
        tagged = [a for a in arguments if location and _tag(a) == location[0]]
        return _keys_at(tagged[0], location[1:]) if tagged else _keys_at(arguments[0], location)
    if origin is dict:
        return _keys_at(arguments[1], location[1:])
    if location:
        hints = typing.get_type_hints(kind, include_extras=True)
        return _keys_at(hints[location[0]], location[1:])
    return [f.name for f in dataclasses.fields(kind)]


def _tag(kind: Any) -> str | None:  # noqa: ANN401
    tag = typing.get_type_hints(kind).get("kind") if dataclasses.is_dataclass(kind) else None
    return typing.get_args(tag)[0] if tag else None


def _exactly_one(owner: object, *names: str) -> None:
    given = [name for name in names if getattr(owner, name) is not None]
    if len(given) != 1:
        raise ValueError(f"give exactly one of {', '.join(names)}")
