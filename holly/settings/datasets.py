"""Models and data sets: what the configuration may say about them and their sources."""

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
from holly.settings.choices import BuiltIn, Layout, LengthUnit, Shape
from holly.settings.images import Augmentation, CurationRules, Simulation
from holly.settings.picking import Picking
from holly.settings.smlm import Smlm

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
    download: Pinned | None = setting(None, "a public OBJ, PLY, STL, PCD, CSV, TXT or XYZ file")
    path: OwnPath | None = setting(None, "your own file of one of these types")
    nm_per_unit: float | None = setting(
        None,
        "nm per model unit, for a cloud whose coordinates are in nm or name their unit",
        gt=0,
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
class SimulatedFile(Settings):
    """A localisation file of simulated particles, with the truth beside it."""

    model: Name = setting(REQUIRED, "the model that the particles have")
    smlm: Smlm = setting(REQUIRED, "how molecules become localisations")
    particles: int = setting(2000, "number of particles in the file", ge=2)
    seed: int = setting(1, "seed of everything", ge=0)


@dataclass(frozen=True)
class Source(Settings):
    """Where measured data come from. Give one of `path`, `zenodo`, `synthetic` and `simulated`."""

    path: OwnPath | None = setting(None, "your own file or folder")
    zenodo: int | None = setting(None, "number of a Zenodo record", ge=1)
    archive: Pattern | None = setting(
        None, "pattern of the archives among these files; they are unpacked first"
    )
    file: Pattern = setting("*", "pattern of the files to use, after unpacking")
    synthetic: Synthetic | None = setting(None, "noisy toroids, with damaged particles")
    simulated: SimulatedFile | None = setting(None, "simulated particles of a model")
    obtain: Text = setting("", OBTAIN)

    def __post_init__(self) -> None:
        """Check that there is exactly one source."""
        exactly_one(self, "path", "zenodo", "synthetic", "simulated")


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
    layout: Layout | None = setting(
        None, "layout of the source file (docs/data.md); null to find it from the file"
    )
    variable: Name | None = setting(None, "`matlab-cell`: name of the cell array")
    particle_column: Name | None = setting(
        None, "tables: name of the column with the number of the particle"
    )
    channel: Text | None = setting(None, "tables: the channel to read, if there are several")
    units: LengthUnit | None = setting(
        None, "unit of columns that do not say theirs; null to know it from the file"
    )
    nm_per_camera_pixel: float | None = setting(
        None, "nm per camera pixel; null to read it from the file", gt=0
    )
    pick: Picking | None = setting(
        None, "pick particles from fields of view; `{}` for the defaults, null if the file has them"
    )
    project: bool = setting(False, "for 3D particles: rotate each one randomly and drop z")
    remove_background: bool = setting(
        False, "remove localisations that are no denser than those around the particles"
    )
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
    channel: int | Text | None = setting(
        None, "number, from 1, or name of the channel to use, where there are several"
    )


@dataclass(frozen=True, kw_only=True)
class ParticleDataset(MeasuredDataset):
    """Images of projected particles, one per particle, as other programs keep them.

    They are blurred to every sigma during training, so no levels are stored.
    """

    kind: Literal["particles"] = setting("particles", "an image per particle")
    nm_per_pixel: float | None = setting(
        None, "nm per pixel of the images; null to read it from the file", gt=0
    )


@dataclass(frozen=True, kw_only=True)
class ImageDataset(MeasuredDataset):
    """Training images that another program has rendered at every sigma level."""

    kind: Literal["images"] = setting("images", "images are ready to train on")
    size: int = setting(REQUIRED, "width and height of the images in the files, px", ge=8, le=4096)
    nm_per_pixel: float | None = setting(None, "nm per pixel of the images, if known", gt=0)
    rotations: int = setting(20, "number of consecutive images that show the same particle", ge=1)


Dataset = Annotated[
    Union[  # noqa: UP007
        SimulatedDataset, LocalisationDataset, StackDataset, ParticleDataset, ImageDataset
    ],
    ByKind(),
]
