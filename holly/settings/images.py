"""Settings of the stages that make training images: simulation, curation, augmentation."""

from dataclasses import dataclass

from groundwork.settings.declare import Settings, setting
from holly.settings.choices import Centre
from holly.settings.smlm import Smlm


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
    noise: Noise = setting(Noise(), "imperfect labelling, as in the paper")
    smlm: Smlm | None = setting(
        None, "in place of `noise`: how molecules become localisations (docs/data.md)"
    )
    remove_background: bool = setting(
        False, "with `smlm`: remove localisations no denser than those around the particles"
    )

    def __post_init__(self) -> None:
        """Check that there is one kind of imperfection."""
        if self.smlm and self.noise != Noise():
            raise ValueError("give noise or smlm, not both")
        if self.remove_background and not self.smlm:
            raise ValueError("remove_background is for smlm; noise has no background")


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

    A key is a measure of `holly.images.measures` and a kind of bound: `_min` and `_max` are in the
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
