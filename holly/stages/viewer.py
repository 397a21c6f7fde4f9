"""Write a page that shows a structure in 3D."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output
from holly.stages._options import add_scene


def add_arguments(parser: ArgumentParser) -> None:
    add_scene(parser)
    parser.add_argument("--movie", type=Path, help="movie.npz of the run")
    add_output(parser, "the .html file to write")


def run(a: Namespace) -> None:
    from holly.report.structure_page import write_structure_page
    from holly.results.evaluation import read_evaluation

    evaluation = read_evaluation(a.evaluation)
    write_structure_page(a.structure, a.truth, evaluation, a.output, movie=a.movie)
