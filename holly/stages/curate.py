"""Measure every particle, and accept or reject it."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("localisations", type=Path)
    parser.add_argument("--rules", default="{}", help="bounds on the measures, as JSON")
    parser.add_argument("--accepted", type=Path, help="a published list, instead of the rules")
    parser.add_argument(
        "--choices", type=Path, help="a CSV saved from the contact sheet, over both"
    )
    add_output(parser, "the .csv file to write")


def run(a: Namespace) -> None:
    from groundwork.settings.parse import parse
    from holly.images.curate import curate
    from holly.settings.images import CurationRules

    rules = parse(CurationRules, a.rules, "--rules")
    curate(a.localisations, a.output, rules=rules, accepted_list=a.accepted, choices=a.choices)
