"""Read one FITS file per image, as the original program writes them, into cubes."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)
    parser.add_argument("--file", default="*", help="which folder of levels below it (a pattern)")
    parser.add_argument("--sigmas", type=float, nargs="+", help="levels, px; left out for all")
    parser.add_argument("--size", type=int, help="width that the images must have, px")
    parser.add_argument(
        "--rotations", type=int, default=1, help="consecutive images of one particle"
    )
    parser.add_argument("--nm-per-pixel", type=float, default=float("nan"))
    add_output(parser, "the folder of FITS cubes to write")


def run(a: Namespace) -> None:
    from holly.images.original_fits import read_original

    read_original(
        a.folder,
        a.output,
        pattern=a.file,
        sigmas=a.sigmas,
        size=a.size,
        rotations=a.rotations,
        nm_per_pixel=a.nm_per_pixel,
    )
