"""Settings of the stages: what the configuration may say, with defaults as in the paper.

Plain dataclasses, so that reading them needs nothing installed; the bounds and descriptions
in each field's metadata are what holly.settings.config validates and documents.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from holly.settings.choices import Centre

RotationKind = Literal["axis-angle", "6d"]
Interpolation = Literal["geometric", "step"]
Loss = Literal["absolute", "likelihood"]

# Figure S1 A, read off the published code: 20 values, the smallest 1.41 px at 128 x 128.
SIMULATED_CURVE = (
    *(10.0, 9.0, 8.1, 7.29, 6.56, 5.9, 5.31, 4.78, 4.3, 3.87),
    *(3.65, 3.28, 2.95, 2.66, 2.39, 2.15, 1.94, 1.743, 1.57, 1.41),
)


def _setting(default: Any, description: str, **bounds: Any) -> Any:  # noqa: ANN401
    return field(default=default, metadata={"description": description, **bounds})


@dataclass(frozen=True)
class Recipe:
    """How to train. The defaults are the paper's (sections 2.7 to 2.9, supplement 1 and 5)."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    points: int = _setting(350, "points of the structure", ge=1)
    epochs: float = _setting(40.0, "times every training image is seen", gt=0)
    starts: int = _setting(
        1, "random starts, of which the one that fits its images best is kept", ge=1, le=64
    )
    batch_size: int = _setting(32, "images a step", ge=2)
    optimiser: Literal["adam", "adamw", "sgd"] = _setting("adam", "rule of descent")
    learning_rate: float = _setting(4.0e-4, "step size of the network", gt=0)
    points_learning_rate: float | None = _setting(
        None, "step size of the points; null for the network's", gt=0
    )
    decay: Literal["constant", "cosine"] = _setting(
        "constant", "what the step sizes do through training"
    )
    pose: Literal["network", "table", "search"] = _setting(
        "network",
        "a network predicts the poses, or they are free numbers (section 6), or searched for",
    )
    hypotheses: int = _setting(1, "poses proposed an image, of which the best counts", ge=1, le=64)
    rotation: RotationKind = _setting("axis-angle", "representation of rotations")
    max_shift: float = _setting(0.1, "largest shift simulated; twice it can be predicted", ge=0)
    max_sigma: float = _setting(14.0, "largest output sigma, px", gt=0)
    sigma: tuple[float, ...] = _setting(
        SIMULATED_CURVE, "input sigma through training, px", min_length=1
    )
    interpolation: Interpolation = _setting(
        "geometric", "between the sigmas: smooth, or one step each (pre-rendered images)"
    )
    normalisation: Literal["batch", "image"] = _setting(
        "batch", "whether a batch or each image is brought to one integrated intensity"
    )
    intensity: float = _setting(1000.0, "that intensity, of a whole batch", gt=0)
    loss: tuple[Loss, ...] = _setting(
        ("absolute",),
        "what makes images alike through training, in equal parts: small absolute differences, "
        "or a large likelihood",
        min_length=1,
    )
    mask_threshold: float = _setting(
        1.0e-4, "pixels of the normalised target above it count in absolute differences", ge=0
    )
    coarse_stride: Literal[1, 2, 4, 8] = _setting(
        1, "where sigma is large, up to one in so many pixels along each axis is trained on"
    )
    precision: Literal["float32", "mixed"] = _setting(
        "float32", "of the network on a GPU: float32, or bfloat16 where it loses little"
    )
    strays: Literal["leave", "relocate"] = _setting(
        "leave", "points that have left the particle stay, or are put back on it"
    )


@dataclass(frozen=True)
class Noise:
    """What labelling does to a model, one draw a particle (tables 5.4 to 5.6)."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    scatter: float = _setting(0.0, "spread of a fluorophore about its site, model units", ge=0)
    dropout: float = _setting(0.0, "probability that a site is not labelled at all", ge=0, lt=1)
    max_spawn: int = _setting(1, "fluorophores a site can carry", ge=1, le=64)
    spawn_rate: float = _setting(1.0, "probability that each of them is there", gt=0, le=1)


@dataclass(frozen=True)
class Simulation:
    """A data set drawn while training from a known model (paper, sections 2.3 and 2.9)."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    particles: int = _setting(2000, "particles, each with a view and noise of its own", ge=1)
    rotations: int = _setting(20, "rotations in the image plane of each", ge=1)
    size: int = _setting(128, "width and height of the images, px", ge=8, le=4096)
    noise: Noise = field(default=Noise(), metadata={"description": "imperfect labelling"})


@dataclass(frozen=True)
class Augmentation:
    """How accepted particles become training images (paper, section 2.4)."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    size: int = _setting(128, "width and height of the images, px", ge=8, le=4096)
    nm_per_pixel: float | None = _setting(None, "scale; null for the paper's rule", gt=0)
    centre: Centre = _setting("extent", "what is put in the middle")
    rotations: int = _setting(20, "rotations in the image plane of each particle", ge=1)
    seed: int = _setting(1, "of the rotations", ge=0)


@dataclass(frozen=True)
class CurationRules:
    """Which particles are kept: bounds on the measures of holly.images.curate; null is no bound.

    A key is a measure and a kind of bound: `_min` and `_max` are in the measure's unit,
    `_min_ratio` and `_max_ratio` in medians of the data set, which fits any scale. The defaults
    keep rings and nuclear pores at every orientation and reject single spots, arcs, merged
    particles and far outliers.
    """

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    localisations_min: float | None = _setting(10, "fewest localisations")
    localisations_max: float | None = _setting(None, "most localisations")
    extent_nm_min: float | None = _setting(None, "smallest extent in x or y, nm")
    extent_nm_max: float | None = _setting(None, "largest extent in x or y, nm")
    extent_nm_max_ratio: float | None = _setting(
        4.0, "the same, in medians; real pores with a stray localisation reach 4"
    )
    radius_of_gyration_nm_min: float | None = _setting(None, "smallest radius of gyration, nm")
    radius_of_gyration_nm_max: float | None = _setting(None, "largest radius of gyration, nm")
    radius_of_gyration_nm_min_ratio: float | None = _setting(
        0.7, "the same, in medians; the view of a ring alone makes 0.89 to 1.27"
    )
    radius_of_gyration_nm_max_ratio: float | None = _setting(1.4, "the same, in medians")
    eccentricity_max: float | None = _setting(None, "an edge-on ring has 0.98")
    brightest_share_max: float | None = _setting(
        0.5, "largest share of the localisations in one spot; an edge-on ring has 0.3"
    )
    centre_offset_nm_max: float | None = _setting(
        None, "largest distance of the mean from the middle of the extent, nm"
    )
    asymmetry_max: float | None = _setting(None, "largest asymmetry about the centre")
    asymmetry_max_ratio: float | None = _setting(
        4.0, "the same, in medians; whole rings reach 3, a half ring has 8"
    )
