"""Gather the replicates of each experiment in one row of a table."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("summary", type=Path, help="the table of replicates")
    parser.add_argument(
        "agreements", type=Path, nargs="+", help="the .json file of each experiment"
    )
    add_output(parser, "the .csv file to write")


def run(a: Namespace) -> None:
    from holly.evaluation.tables import summarise_experiments

    summarise_experiments(a.summary, a.agreements, a.output)
