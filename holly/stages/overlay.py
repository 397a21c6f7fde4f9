"""Draw a structure over its ground truth, from three sides."""

from argparse import ArgumentParser, Namespace

from groundwork.command_line import add_output
from holly.stages._options import add_dpi, add_scene


def add_arguments(parser: ArgumentParser) -> None:
    add_scene(parser)
    add_dpi(parser)
    add_output(parser, "the picture to write")


def run(a: Namespace) -> None:
    from holly.figures.overlay import draw_overlay

    draw_overlay(a.structure, a.evaluation, a.output, truth=a.truth, dpi=a.dpi)
