"""Write a table of the paper with our numbers beside its own."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("results", type=Path)
    parser.add_argument("--title", required=True)
    parser.add_argument("--rows", required=True, help="run, experiment, replicates, paper, as JSON")
    parser.add_argument("--markdown", type=Path, required=True, help="the .md file to write")
    add_output(parser, "the .csv file to write")


def run(a: Namespace) -> None:
    from holly.evaluation.tables import parse_rows, write_table

    write_table(a.results, a.title, parse_rows(a.rows), a.output, a.markdown)
