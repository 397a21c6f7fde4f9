"""Settings of the stage that picks particles from fields of view."""

from dataclasses import dataclass

from groundwork.settings.declare import OwnPath, Settings, setting


@dataclass(frozen=True)
class Linking(Settings):
    """Localisations of the same molecule in consecutive frames become one."""

    distance_nm: float | None = setting(
        None, "how far apart they may be, nm; null for 3 times the median precision", gt=0, le=1000
    )
    gap: int = setting(0, "frames in which the molecule may be dark in between", ge=0, le=1000)


@dataclass(frozen=True)
class Picking(Settings):
    """How particles are picked from fields of view; `pick: {}` finds and judges them itself."""

    extent_nm: float | None = setting(
        None, "diameter of a particle, nm; null to measure it (docs/data.md)", ge=1, le=100_000
    )
    localisations_min: int | None = setting(
        None, "fewest localisations of a particle; null for a third of the typical number", ge=2
    )
    regions: OwnPath | None = setting(
        None,
        "outlines to use instead: Picasso's `_picks.yaml`, ImageJ's `.roi` or `.zip`, or a folder "
        "with a file `NAME_picks.yaml`, `NAME.roi` or `NAME.zip` for each field",
    )
    region_nm_per_pixel: float | None = setting(
        None, "nm per pixel of the image on which these were drawn", gt=0
    )
    link: Linking | None = setting(
        None, "link localisations of the same molecule; null to keep each"
    )
    choices: OwnPath | None = setting(
        None, "a CSV file saved from the page of the fields; overrides the verdicts"
    )
