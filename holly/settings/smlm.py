"""Settings of the simulator of single-molecule localisation microscopy (holly.data.smlm).

Every default switches its effect off, except that localisations have a precision.
"""

from dataclasses import astuple, dataclass
from typing import Literal

from groundwork.settings.declare import REQUIRED, Name, OwnPath, Settings, setting


@dataclass(frozen=True)
class Labelling(Settings):
    """Which sites of a structure carry a label, and how far from the site the label shines."""

    efficiency: float = setting(1.0, "probability that a site carries a label", gt=0, le=1)
    variation: float = setting(
        1.0,
        "the best particle is labelled so many times better than the worst; the best has "
        "`efficiency`, and the logarithm is uniformly distributed",
        ge=1,
        le=1000,
    )
    linker_nm: float = setting(
        0.0, "distance of a label from its site, in a random direction, nm", ge=0, le=1000
    )


@dataclass(frozen=True)
class Blinking(Settings):
    """How often a label is localised."""

    mean: float = setting(
        1.0,
        "localisations per label on average, geometrically distributed from 1 on",
        ge=1,
        le=1000,
    )
    counts: tuple[int, ...] | None = setting(
        None,
        "numbers of localisations, 0 or more, one of which is drawn for each label in place of "
        "`mean`; write a number twice to draw it twice as often",
    )
    variation: float = setting(
        1.0,
        "the brightest particle is so many times brighter than the faintest: each loses "
        "localisations at random and keeps a share from 1/variation to 1, whose logarithm is "
        "uniformly distributed",
        ge=1,
        le=1000,
    )

    def __post_init__(self) -> None:
        """Check that labels can be localised."""
        if self.counts is not None and (min(self.counts, default=0) < 0 or not any(self.counts)):
            raise ValueError("counts: give numbers of at least 0, of which one is above 0")
        if self.counts is not None and self.mean != 1:
            raise ValueError("give mean or counts, not both")


@dataclass(frozen=True)
class Precision(Settings):
    """The error of localisations, a normal distribution along each axis."""

    lateral_nm: float = setting(
        10.0, "median standard deviation along x and along y, nm", gt=0, le=1000
    )
    axial_nm: float | None = setting(
        None,
        "median standard deviation along z, nm; null for 2D data, which have no z",
        gt=0,
        le=5000,
    )
    spread: float = setting(
        0.0,
        "how much it differs between localisations: the standard deviation of the natural "
        "logarithm of theirs, which is normally distributed",
        ge=0,
        le=2,
    )


@dataclass(frozen=True)
class Neighbours(Settings):
    """Other particles near each particle, of which parts are in its image."""

    per_um2: float = setting(0.0, "particles per µm² around it, at random places", ge=0, le=1000)
    distance_nm: float = setting(
        0.0, "least distance from its centre to another one, nm", ge=0, le=1e6
    )


@dataclass(frozen=True)
class Views(Settings):
    """From which directions particles are seen; the angle in the plane is always random."""

    kind: Literal["uniform", "cone", "membrane", "list"] = setting(
        "uniform",
        "`uniform`: from anywhere; `cone`: an axis of the model lies evenly within a cone about "
        "the optical axis; `membrane`: it is tilted from the optical axis by normally distributed "
        "angles; `list`: rotations of a file",
    )
    axis: tuple[float, float, float] = setting(
        (0.0, 0.0, 1.0), "`cone`, `membrane`: the axis of the model"
    )
    degrees: float | None = setting(
        None,
        "`cone`: its half-angle; `membrane`: standard deviation of the tilt in each of two "
        "directions at right angles",
        ge=0,
        le=180,
    )
    path: OwnPath | None = setting(
        None,
        "`list`: a CSV file with columns rx, ry and rz (axis times angle, radians, as in "
        "poses.csv), from which each particle takes a row at random",
    )

    def __post_init__(self) -> None:
        """Check that the kind has what it needs, and nothing else."""
        about_axis = self.kind in ("cone", "membrane")
        if (self.degrees is not None) != about_axis:
            raise ValueError(f"degrees: {'needed' if about_axis else 'unknown'} for {self.kind!r}")
        if (self.path is not None) != (self.kind == "list"):
            raise ValueError(f"path: {'unknown' if self.path else 'needed'} for {self.kind!r}")
        if not any(self.axis):
            raise ValueError("axis: give one that is not 0 in all directions")


@dataclass(frozen=True)
class Junk(Settings):
    """Shares of the particles that are none. What is left over are particles."""

    spot: float = setting(0.0, "labels as of a particle, all in one place", ge=0, lt=1)
    blob: float = setting(
        0.0, "labels as of a particle, in a ball without structure and as wide", ge=0, lt=1
    )
    fragment: float = setting(0.0, "one half of a particle, cut at random", ge=0, lt=1)
    empty: float = setting(0.0, "nothing but background and neighbours", ge=0, lt=1)

    def __post_init__(self) -> None:
        """Check that some particles are left."""
        if sum(astuple(self)) >= 1:
            raise ValueError("shares of junk add up to 1 or more, which leaves no particles")


@dataclass(frozen=True)
class Smlm(Settings):
    """How molecules of a structure become localisations. Every effect is off by default."""

    nm_per_unit: float = setting(
        REQUIRED, "nm per model unit; an image is 4 model units wide", gt=0, le=100_000
    )
    labelling: Labelling = setting(Labelling(), "which sites carry a label")
    blinking: Blinking = setting(Blinking(), "how often a label is localised")
    precision: Precision = setting(Precision(), "the error of localisations")
    background_per_um2: float = setting(
        0.0,
        "labels per µm² that belong to nothing, at random places; each is localised as often as "
        "others",
        ge=0,
        le=100_000,
    )
    neighbours: Neighbours = setting(Neighbours(), "other particles in the image")
    views: Views = setting(Views(), "from where particles are seen")
    mixture: dict[Name, float] = setting(
        {}, "shares of particles with other models, by name; the rest have the model itself"
    )
    junk: Junk = setting(Junk(), "what was picked, but is no particle")

    def __post_init__(self) -> None:
        """Check that the shares of a mixture leave some for the model itself."""
        shares = self.mixture.values()
        if min(shares, default=1) <= 0 or sum(shares) >= 1:
            raise ValueError(
                "mixture: give shares above 0 that add up to less than 1; the model has the rest"
            )
