"""Print the verdict on each claim; exit with code 1 if one fails."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("verdicts", type=Path, help="the .json file of `holly claims`")


def run(a: Namespace) -> None:
    from holly.evaluation.judge import describe
    from holly.results.summary import read_verdicts

    verdicts = read_verdicts(a.verdicts)
    sys.stdout.write(describe(verdicts))
    sys.exit(any(verdict.verdict == "fails" for verdict in verdicts))
