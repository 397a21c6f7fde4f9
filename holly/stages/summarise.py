"""Gather the evaluations of all replicates in one table."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("evaluations", type=Path, nargs="+")
    parser.add_argument(
        "--runs", type=Path, nargs="*", default=[], help="run.json of each, for its energy"
    )
    add_output(parser, "the .csv file to write")


def run(a: Namespace) -> None:
    from holly.evaluation.tables import summarise

    summarise(a.evaluations, a.output, a.runs)
