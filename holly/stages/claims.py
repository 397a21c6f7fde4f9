"""Test the paper's claims on the results that exist."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("claims", type=Path, help="the claims, as config/claims.yaml")
    parser.add_argument("results", type=Path)
    parser.add_argument("--markdown", type=Path, required=True, help="the .md file to write")
    add_output(parser, "the .json file to write")


def run(a: Namespace) -> None:
    from holly.evaluation.claims import read_claims
    from holly.evaluation.judge import judge, write_verdicts

    write_verdicts(judge(read_claims(a.claims), a.results), a.output, a.markdown)
