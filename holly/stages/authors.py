"""Compare published clouds with the ground truths that their paths name."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="a folder with clouds anywhere below it")
    parser.add_argument("--models", type=Path, nargs="+", required=True, help="true clouds")
    parser.add_argument(
        "--random-clouds", type=int, default=20, help="clouds each is compared with"
    )
    add_output(parser, "the .json file to write")


def run(a: Namespace) -> None:
    from holly.evaluation.published import compare_published

    compare_published(a.folder, a.models, a.output, random_clouds=a.random_clouds)
