"""Compare the runs of an experiment with each other."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("runs", type=Path, nargs="+", help="folders of runs")
    add_output(parser, "the .json file to write")


def run(a: Namespace) -> None:
    from holly.evaluation.agreement import agreement

    found = agreement(a.runs, a.output)
    doubt = "doubt" if found["doubt"] is None else f"doubt {found['doubt']:.2f}"
    print(f"{found['experiment']}: {doubt} {found['verdict']}")
