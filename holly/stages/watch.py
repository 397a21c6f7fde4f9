"""Show runs in TensorBoard while they train."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.errors import InputError


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="a folder of runs")
    parser.add_argument("--port", type=int, default=6006, help="of this machine")


def run(a: Namespace) -> None:
    from holly.training.progress import board

    if not a.folder.is_dir():
        raise InputError(f"{a.folder}: no such folder; train first")
    board(a.folder, a.port).main()
