"""Convert image stacks to training images."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sigmas", type=float, nargs="+", required=True, help="blur, px")
    parser.add_argument("--size", type=int, default=60, help="crop, px")
    parser.add_argument("--nm-per-pixel", type=float, required=True)
    add_output(parser, "the folder of FITS cubes to write")


def run(a: Namespace) -> None:
    from holly.images.stacks import import_stacks

    import_stacks(
        a.folder,
        a.output,
        sigmas=a.sigmas,
        size=a.size,
        nm_per_pixel=a.nm_per_pixel,
    )
