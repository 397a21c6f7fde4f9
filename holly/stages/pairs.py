"""Draw training images beside their renderings."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output
from holly.stages._options import add_dpi


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("samples", type=Path)
    add_dpi(parser)
    add_output(parser, "the picture to write")


def run(a: Namespace) -> None:
    from holly.figures.pairs import draw_pairs

    draw_pairs(a.samples, a.output, dpi=a.dpi)
