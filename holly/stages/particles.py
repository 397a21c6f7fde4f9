"""Draw accepted and rejected particles."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output
from holly.stages._options import add_dpi


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("previews", type=Path, help="a FITS cube of every particle")
    parser.add_argument("curation", type=Path)
    add_dpi(parser)
    add_output(parser, "the picture to write")


def run(a: Namespace) -> None:
    from holly.figures.particles import draw_particles

    draw_particles(a.previews, a.curation, a.output, dpi=a.dpi)
