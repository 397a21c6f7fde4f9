"""Download files of a Zenodo record."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="record", type=int)
    parser.add_argument("--file", nargs="+", default=["*"], help="which files (patterns)")
    parser.add_argument("--lock", type=Path, help="pins the record's names, sizes and checksums")
    add_output(parser, "the folder to write")


def run(a: Namespace) -> None:
    from groundwork.fetch.zenodo import fetch_zenodo

    fetch_zenodo(a.number, a.file, a.output, lock=a.lock)
