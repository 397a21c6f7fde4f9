"""Write cubes as one FITS file per image, as the original program does."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("cubes", type=Path, help="a folder of FITS cubes")
    add_output(parser, "the folder to write")


def run(a: Namespace) -> None:
    from holly.images.original_fits import write_original

    write_original(a.cubes, a.output)
