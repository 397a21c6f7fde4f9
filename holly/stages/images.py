"""Stages that turn localisations and image stacks into training images."""

import json
import sys
from collections.abc import Sequence
from math import nan
from pathlib import Path
from typing import Annotated

from groundwork.command_line import Written
from holly.settings.choices import Centre

Sigmas = Annotated[Sequence[float], "levels, px"]
Size = Annotated[int, "width and height, px"]
Scale = Annotated[float | None, "scale; left out for the paper's rule"]
Cubes = Annotated[Path, "the folder of FITS cubes to write"]


def prerender(
    localisations: Path,
    *,
    sigmas: Sigmas,
    size: Size = 128,
    nm_per_pixel: Scale = None,
    centre: Centre = "extent",
    output: Cubes,
) -> None:
    """Draw every particle once per sigma level."""
    from holly.images.prerender import prerender

    prerender(
        localisations, output, sigmas=sigmas, size=size, nm_per_pixel=nm_per_pixel, centre=centre
    )


def curate(
    localisations: Path,
    *,
    rules: Annotated[str, "bounds on the measures, as JSON"] = "{}",
    accepted: Annotated[Path | None, "a published list, instead of the rules"] = None,
    choices: Annotated[Path | None, "a CSV saved from the contact sheet, over both"] = None,
    output: Annotated[Path, Written(".csv")],
) -> None:
    """Measure every particle, and accept or reject it."""
    from groundwork.settings.parse import parse
    from holly.images.curate import curate
    from holly.settings.images import CurationRules

    bounds = parse(CurationRules, rules, "--rules")
    curate(localisations, output, rules=bounds, accepted_list=accepted, choices=choices)


def contact_sheet(
    previews: Annotated[Path, "a FITS cube of every particle"],
    curation: Path,
    *,
    output: Annotated[Path, Written(".html")],
) -> None:
    """Write a page on which particles are accepted and rejected by eye."""
    from holly.report.contact_sheet import write_contact_sheet

    write_contact_sheet(previews, curation, output)


def judge(curation: Path, accepted: Path) -> None:
    """Compare a curation with a published list of accepted particles."""
    from holly.images.curation import judge

    sys.stdout.write(json.dumps(judge(curation, accepted), indent=2) + "\n")


def augment(
    localisations: Path,
    curation: Path,
    *,
    rotations: int = 20,
    seed: int = 1,
    sigmas: Sigmas,
    size: Size = 128,
    nm_per_pixel: Scale = None,
    centre: Centre = "extent",
    output: Cubes,
) -> None:
    """Draw every accepted particle at random in-plane rotations."""
    from holly.images.augment import augment
    from holly.settings.images import Augmentation

    augmentation = Augmentation(
        size=size, nm_per_pixel=nm_per_pixel, centre=centre, rotations=rotations, seed=seed
    )
    augment(localisations, curation, output, sigmas, augmentation)


def stacks(
    folder: Path,
    *,
    sigmas: Annotated[Sequence[float], "blur, px"],
    size: Annotated[int, "crop, px"] = 60,
    nm_per_pixel: float,
    channel: Annotated[str | None, "number, from 1, or name of the channel to use"] = None,
    output: Cubes,
) -> None:
    """Convert image stacks to training images."""
    from holly.images.stacks import import_stacks

    import_stacks(
        folder, output, sigmas=sigmas, size=size, nm_per_pixel=nm_per_pixel, channel=channel
    )


def particle_stacks(
    source: Annotated[Path, "MRC stack, STAR file, multi-page TIFF or FITS cube"],
    *,
    size: Annotated[int | None, "crop, px; left out for the whole images"] = None,
    nm_per_pixel: Annotated[float | None, "scale; left out for the file's own"] = None,
    output: Annotated[Path, "the folder to write, with one FITS cube"],
) -> None:
    """Convert images of projected particles to a cube that training blurs."""
    from holly.images.particle_stacks import import_particles

    import_particles(source, output, size=size, nm_per_pixel=nm_per_pixel)


def to_original(
    cubes: Annotated[Path, "a folder of FITS cubes"],
    *,
    output: Annotated[Path, "the folder to write"],
) -> None:
    """Write cubes as one FITS file per image, as the original program does."""
    from holly.images.original_fits import write_original

    write_original(cubes, output)


def from_original(
    folder: Path,
    *,
    file: Annotated[str, "which folder of levels below it (a pattern)"] = "*",
    sigmas: Annotated[Sequence[float] | None, "levels, px; left out for all"] = None,
    size: Annotated[int | None, "width that the images must have, px"] = None,
    rotations: Annotated[int, "consecutive images of one particle"] = 1,
    nm_per_pixel: float = nan,
    output: Cubes,
) -> None:
    """Read one FITS file per image, as the original program writes them, into cubes."""
    from holly.images.original_fits import read_original

    read_original(
        folder,
        output,
        pattern=file,
        sigmas=sigmas,
        size=size,
        rotations=rotations,
        nm_per_pixel=nm_per_pixel,
    )
