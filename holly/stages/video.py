"""Film structures as they form and turn."""

from argparse import ArgumentParser, Namespace
from typing import get_args

from groundwork.command_line import add_output
from holly.settings.choices import VideoKind
from holly.stages._options import add_experiments


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=get_args(VideoKind))
    add_experiments(parser)
    add_output(parser, "the .mp4 file to write")


def run(a: Namespace) -> None:
    from holly.figures.experiment import parse_experiments
    from holly.figures.video import draw_video

    draw_video(a.kind, parse_experiments(a.experiments, a.results), a.output)
