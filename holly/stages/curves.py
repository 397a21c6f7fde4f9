"""Draw loss and sigma against the images seen in training."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output
from holly.stages._options import add_dpi


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("history", type=Path)
    add_dpi(parser)
    add_output(parser, "the picture to write")


def run(a: Namespace) -> None:
    from holly.figures.curves import draw_curves

    draw_curves(a.history, a.output, dpi=a.dpi)
