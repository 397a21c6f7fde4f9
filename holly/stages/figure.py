"""Draw a figure of the paper."""

from argparse import ArgumentParser, Namespace

from groundwork.command_line import add_output
from holly.stages._options import add_dpi, add_experiments


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", help="unseen, points, replicates, ... (docs/figures.md)")
    add_experiments(parser)
    add_dpi(parser)
    add_output(parser, "the .svg, .pdf or .png file to write")


def run(a: Namespace) -> None:
    from holly.figures.experiment import parse_experiments
    from holly.figures.paper import draw_paper_figure

    draw_paper_figure(a.kind, parse_experiments(a.experiments, a.results), a.output, dpi=a.dpi)
