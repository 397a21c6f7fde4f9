"""What the subcommands are made of."""

import argparse
from collections.abc import Callable
from pathlib import Path

Arguments = argparse.Namespace
Parser = argparse.ArgumentParser


class Stages:
    """The subcommands, in the order they are added."""

    def __init__(self, parser: Parser) -> None:
        self._subparsers = parser.add_subparsers(dest="stage", metavar="STAGE", required=True)

    def add(self, name: str, run: Callable[[Arguments], None], about: str) -> Parser:
        """A stage that calls `run` with its arguments."""
        added = self._subparsers.add_parser(name, help=about, description=about)
        added.set_defaults(run=run)
        return added


def add_output(parser: Parser, what: str) -> None:
    """The option every stage has that writes a file or folder."""
    parser.add_argument("--output", type=Path, required=True, help=what)
