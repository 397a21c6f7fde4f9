"""Draw every particle once per sigma level."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output
from holly.stages._options import add_drawing


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("localisations", type=Path)
    add_drawing(parser)
    add_output(parser, "the folder of FITS cubes to write")


def run(a: Namespace) -> None:
    from holly.images.prerender import prerender

    prerender(
        a.localisations,
        a.output,
        sigmas=a.sigmas,
        size=a.size,
        nm_per_pixel=a.nm_per_pixel,
        centre=a.centre,
    )
