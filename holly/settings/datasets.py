"""Models and data sets: what the configuration may say about them."""

import re
from dataclasses import dataclass, fields
from typing import Annotated, Literal, Union

from groundwork.settings.declare import (
    REQUIRED,
    ByKind,
    Check,
    Name,
    OwnPath,
    Pattern,
    Settings,
    Text,
    exactly_one,
    setting,
)
from holly.settings.choices import BuiltIn, Centre, Layout, Shape

URL = re.compile(r"https?://[^\s{}]+/[A-Za-z0-9][A-Za-z0-9._+~%-]*")
SHA256 = re.compile(r"[0-9a-f]{64}")
Url = Annotated[
    str, Check(URL.fullmatch, "give an address, http or https, that ends in a plain file name")
]
Sha256 = Annotated[str, Check(SHA256.fullmatch, "give the 64 hexadecimal digits of a SHA-256")]
OBTAIN = "where to get the file of `path`; printed if it does not exist"


@dataclass(frozen=True)
class Pinned(Settings):
    """A public file with its checksum."""

    url: Url = setting(REQUIRED, "address of the file; it must end in the file's name")
    sha256: Sha256 = setting(REQUIRED, "checksum the file must have")

    @property
    def file_name(self) -> str:
        """The last part of the address."""
        return self.url.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Model(Settings):
    """A ground truth. Give exactly one of `builtin`, `download` and `path`."""

    builtin: BuiltIn | None = setting(None, "a cloud that comes with holly")
    download: Pinned | None = setting(None, "a public OBJ, PLY or CSV file")
    path: OwnPath | None = setting(None, "your own OBJ, PLY or CSV file")
    nm_per_unit: float | None = setting(
        None, "nm per model unit, for a cloud whose coordinates are in nm", gt=0
    )
    obtain: Text = setting("", OBTAIN)

    def __post_init__(self) -> None:
        """Check that there is exactly one source."""
        exactly_one(self, "builtin", "download", "path")


@dataclass(frozen=True)
class Synthetic(Settings):
    """A synthetic localisation file: noisy toroids in the layout of the CEP152 file."""

    particles: int = setting(300, "number of particles in the file", ge=2)
    localisations: int = setting(400, "localisations per particle, on average", ge=2)
    bad: int = setting(12, "number of deliberately damaged particles", ge=0)


@dataclass(frozen=True)
class Source(Settings):
    """Where measured data come from. Give exactly one of `path`, `zenodo` and `synthetic`."""

    path: OwnPath | None = setting(None, "your own file or folder")
    zenodo: int | None = setting(None, "number of a Zenodo record", ge=1)
    archive: Pattern | None = setting(
        None, "pattern of the archives among these files; they are unpacked first"
    )
    file: Pattern = setting("*", "pattern of the files to use, after unpacking")
    synthetic: Synthetic | None = setting(None, "data are simulated")
    obtain: Text = setting("", OBTAIN)

    def __post_init__(self) -> None:
        """Check that there is exactly one source."""
        exactly_one(self, "path", "zenodo", "synthetic")


@dataclass(frozen=True)
class Noise(Settings):
    """Imperfect labelling, drawn once per particle (tables 5.4 to 5.6)."""

    scatter: float = setting(
        0.0, "standard deviation of a fluorophore's distance from its site, model units", ge=0
    )
    dropout: float = setting(0.0, "probability that a site is not labelled", ge=0, lt=1)
    max_spawn: int = setting(1, "largest number of fluorophores per labelled site", ge=1, le=64)
    spawn_rate: float = setting(
        1.0, "probability that each of these fluorophores is present", gt=0, le=1
    )


@dataclass(frozen=True)
class Simulation(Settings):
    """Images that are drawn from a model during training (sections 2.3 and 2.9)."""

    particles: int = setting(2000, "number of particles, each with its own view and noise", ge=1)
    rotations: int = setting(20, "in-plane rotations per particle", ge=1)
    size: int = setting(128, "width and height of the images, px", ge=8, le=4096)
    noise: Noise = setting(Noise(), "imperfect labelling")


@dataclass(frozen=True, kw_only=True)
class SimulatedDataset(Simulation):
    """Images that are drawn from a model during training."""

    kind: Literal["simulated"] = setting("simulated", "images are simulated")
    model: Name = setting(REQUIRED, "the model to draw; it is also the ground truth")

    @property
    def truth(self) -> str:
        """The model to compare with."""
        return self.model

    @property
    def simulation(self) -> Simulation:
        """The part that training needs to know."""
        return Simulation(**{f.name: getattr(self, f.name) for f in fields(Simulation)})


@dataclass(frozen=True)
class Augmentation(Settings):
    """How accepted particles become training images (section 2.4)."""

    size: int = setting(128, "width and height of the images, px", ge=8, le=4096)
    nm_per_pixel: float | None = setting(
        None, "nm per pixel of the images; null for the paper's rule (docs/data.md)", gt=0
    )
    centre: Centre = setting(
        "extent", "what is put at the centre of the image: the middle of the extent, or the mean"
    )
    rotations: int = setting(20, "in-plane rotations per particle", ge=1)
    seed: int = setting(1, "seed of the rotations and of the directions of projection", ge=0)


@dataclass(frozen=True)
class CurationRules(Settings):
    """Which particles are accepted: bounds on measures of each particle; null for no bound.

    A key is a measure of `holly.images.curate` and a kind of bound: `_min` and `_max` are in the
    measure's unit, `_min_ratio` and `_max_ratio` in medians of the data set, which fits any scale.
    The defaults accept rings and nuclear pores in every orientation and reject single spots, arcs,
    merged particles and far outliers.
    """

    localisations_min: float | None = setting(10, "fewest localisations")
    extent_nm_min: float | None = setting(None, "smallest extent in x or y, nm")
    extent_nm_max: float | None = setting(None, "largest extent in x or y, nm")
    extent_nm_max_ratio: float | None = setting(
        4.0,
        "largest extent as a multiple of the median; pores with a stray localisation reach 4",
    )
    radius_of_gyration_nm_min_ratio: float | None = setting(
        0.7,
        "smallest radius of gyration as a multiple of the median; orientation alone gives rings "
        "0.89 to 1.27",
    )
    radius_of_gyration_nm_max_ratio: float | None = setting(
        1.4, "largest radius of gyration as a multiple of the median"
    )
    brightest_share_max: float | None = setting(
        0.5, "largest share of the localisations in one spot; an edge-on ring has 0.3"
    )
    asymmetry_max_ratio: float | None = setting(
        4.0,
        "largest asymmetry about the centre as a multiple of the median; complete rings reach 3, "
        "a half ring has 8",
    )


@dataclass(frozen=True, kw_only=True)
class MeasuredDataset(Settings):
    """What localisations, stacks and ready images have in common."""

    source: Source = setting(REQUIRED, "where the data come from")
    size: int = setting(128, "width and height of the images, px", ge=8, le=4096)
    truth: Name | None = setting(None, "name of a model to compare the structure with")
    shape: Shape | None = setting(None, "shape to fit to the structure")


@dataclass(frozen=True, kw_only=True)
class LocalisationDataset(MeasuredDataset, Augmentation):
    """Particles given as lists of localisations; images are drawn at every sigma level."""

    kind: Literal["localisations"] = setting("localisations", "particles are localisations")
    layout: Layout = setting(REQUIRED, "layout of the source file (docs/data.md)")
    variable: Name | None = setting(None, "`matlab-cell`: name of the cell array")
    particle_column: Name | None = setting(
        None, "tables: name of the column with the number of the particle"
    )
    nm_per_camera_pixel: float | None = setting(
        None, "`picasso`: nm per camera pixel; null to read it from the file", gt=0
    )
    project: bool = setting(False, "for 3D particles: rotate each one randomly and drop z")
    images: Literal["stored", "streamed"] = setting(
        "stored", "whether training images are stored on disk or drawn during training"
    )
    curation: CurationRules = setting(CurationRules(), "which particles are accepted")
    accepted: Pinned | None = setting(
        None, "a published list of accepted particles; replaces the rules"
    )
    choices: OwnPath | None = setting(
        None, "a CSV file saved from the contact sheet; overrides rules and list"
    )

    @property
    def augmentation(self) -> Augmentation:
        """How its accepted particles are drawn."""
        return Augmentation(**{f.name: getattr(self, f.name) for f in fields(Augmentation)})


@dataclass(frozen=True, kw_only=True)
class StackDataset(MeasuredDataset):
    """Image stacks: summed along z, cropped, blurred, and rotated by multiples of 90°."""

    kind: Literal["stack"] = setting("stack", "particles are image stacks")
    nm_per_pixel: float = setting(REQUIRED, "nm per pixel of the stacks", gt=0)


@dataclass(frozen=True, kw_only=True)
class ImageDataset(MeasuredDataset):
    """Training images that another program has rendered at every sigma level."""

    kind: Literal["images"] = setting("images", "images are ready to train on")
    size: int = setting(REQUIRED, "width and height of the images in the files, px", ge=8, le=4096)
    nm_per_pixel: float | None = setting(None, "nm per pixel of the images, if known", gt=0)
    rotations: int = setting(20, "number of consecutive images that show the same particle", ge=1)


Dataset = Annotated[
    Union[SimulatedDataset, LocalisationDataset, StackDataset, ImageDataset],  # noqa: UP007
    ByKind(),
]
