"""Options that several stages share."""

from argparse import ArgumentParser
from pathlib import Path
from typing import get_args

from holly.settings.choices import Centre


def add_drawing(parser: ArgumentParser) -> None:
    """How localisations are drawn as images."""
    parser.add_argument("--sigmas", type=float, nargs="+", required=True, help="levels, px")
    parser.add_argument("--size", type=int, default=128, help="width and height, px")
    parser.add_argument("--nm-per-pixel", type=float, help="scale; left out for the paper's rule")
    parser.add_argument("--centre", choices=get_args(Centre), default="extent")


def add_scene(parser: ArgumentParser) -> None:
    """What to show of one structure."""
    parser.add_argument("structure", type=Path)
    parser.add_argument("evaluation", type=Path, help="the .json file of `holly evaluate`")
    parser.add_argument("--truth", type=Path, help="the true cloud")


def add_experiments(parser: ArgumentParser) -> None:
    """Which experiments of a results folder to show."""
    parser.add_argument("results", type=Path)
    parser.add_argument(
        "--experiments",
        required=True,
        help="a JSON list of objects with name, replicates, truth (a model) and images",
    )


def add_dpi(parser: ArgumentParser) -> None:
    """The resolution of bitmaps."""
    parser.add_argument("--dpi", type=int, default=200, help="resolution of bitmaps")
