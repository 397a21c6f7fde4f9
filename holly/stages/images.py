"""Localisations and stacks to curated training images."""

import json
import sys
from pathlib import Path
from typing import get_args

from holly.settings.choices import Centre
from holly.stages.stage import Arguments, Parser, Stages, add_output


def add_images(stages: Stages) -> None:
    """Add these stages to the command line."""
    s = stages.add("prerender", _prerender, "draw every particle once, at every sigma level")
    s.add_argument("localisations", type=Path)
    _add_drawing(s)
    add_output(s, "the folder of FITS cubes to write")

    s = stages.add("curate", _curate, "measure the particles, accept or reject each")
    s.add_argument("localisations", type=Path)
    s.add_argument("--rules", default="{}", help="bounds on the measures, as JSON")
    s.add_argument("--accepted", type=Path, help="a published list, instead of the rules")
    s.add_argument("--choices", type=Path, help="a CSV saved from the contact sheet, over both")
    add_output(s, "the .csv file to write")

    s = stages.add("contact-sheet", _contact_sheet, "write a page to choose particles on")
    s.add_argument("previews", type=Path, help="a FITS cube of every particle")
    s.add_argument("curation", type=Path)
    add_output(s, "the .html file to write")

    s = stages.add("judge", _judge, "compare a curation with a list of accepted particles")
    s.add_argument("curation", type=Path)
    s.add_argument("accepted", type=Path)

    s = stages.add("augment", _augment, "draw the accepted particles, turned in the image plane")
    s.add_argument("localisations", type=Path)
    s.add_argument("curation", type=Path)
    s.add_argument("--rotations", type=int, default=20)
    s.add_argument("--seed", type=int, default=1)
    _add_drawing(s)
    add_output(s, "the folder of FITS cubes to write")

    s = stages.add("stacks", _stacks, "bring image stacks into training images")
    s.add_argument("folder", type=Path)
    s.add_argument("--sigmas", type=float, nargs="+", required=True, help="blur, px")
    s.add_argument("--size", type=int, default=60, help="crop, px")
    s.add_argument("--nm-per-pixel", type=float, required=True)
    add_output(s, "the folder of FITS cubes to write")

    s = stages.add("to-original", _to_original, "write cubes as one file an image")
    s.add_argument("cubes", type=Path, help="a folder of FITS cubes")
    add_output(s, "the folder to write")

    s = stages.add("from-original", _from_original, "read one file an image into cubes")
    s.add_argument("folder", type=Path)
    s.add_argument("--file", default="*", help="which folder of levels below it (a pattern)")
    s.add_argument("--sigmas", type=float, nargs="+", help="levels, px; left out for all")
    s.add_argument("--rotations", type=int, default=1, help="consecutive images of one particle")
    s.add_argument("--nm-per-pixel", type=float, default=float("nan"))
    add_output(s, "the folder of FITS cubes to write")


def _prerender(a: Arguments) -> None:
    from holly.images.prerender import prerender

    prerender(
        a.localisations,
        a.output,
        sigmas=a.sigmas,
        size=a.size,
        nm_per_pixel=a.nm_per_pixel,
        centre=a.centre,
        device=a.device,
    )


def _curate(a: Arguments) -> None:
    from groundwork.settings.parse import parse
    from holly.images.curate import curate
    from holly.settings.datasets import CurationRules

    rules = parse(CurationRules, a.rules, "--rules")
    curate(a.localisations, a.output, rules=rules, accepted_list=a.accepted, choices=a.choices)


def _contact_sheet(a: Arguments) -> None:
    from holly.report.contact_sheet import write_contact_sheet

    write_contact_sheet(a.previews, a.curation, a.output)


def _judge(a: Arguments) -> None:
    from holly.images.curate import judge

    sys.stdout.write(json.dumps(judge(a.curation, a.accepted), indent=2) + "\n")


def _augment(a: Arguments) -> None:
    from holly.images.augment import augment

    augment(
        a.localisations,
        a.curation,
        a.output,
        sigmas=a.sigmas,
        size=a.size,
        nm_per_pixel=a.nm_per_pixel,
        centre=a.centre,
        rotations=a.rotations,
        seed=a.seed,
        device=a.device,
    )


def _stacks(a: Arguments) -> None:
    from holly.images.stacks import import_stacks

    import_stacks(
        a.folder,
        a.output,
        sigmas=a.sigmas,
        size=a.size,
        nm_per_pixel=a.nm_per_pixel,
    )


def _to_original(a: Arguments) -> None:
    from holly.images.original_fits import write_original

    write_original(a.cubes, a.output)


def _from_original(a: Arguments) -> None:
    from holly.images.original_fits import read_original

    read_original(
        a.folder,
        a.output,
        pattern=a.file,
        sigmas=a.sigmas,
        rotations=a.rotations,
        nm_per_pixel=a.nm_per_pixel,
    )


def _add_drawing(s: Parser) -> None:
    s.add_argument("--sigmas", type=float, nargs="+", required=True, help="levels, px")
    s.add_argument("--size", type=int, default=128, help="width and height, px")
    s.add_argument("--nm-per-pixel", type=float, help="scale; left out for the paper's rule")
    s.add_argument("--centre", choices=get_args(Centre), default="extent")
    s.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
