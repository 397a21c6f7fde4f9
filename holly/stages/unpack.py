"""Unpack archives safely."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("source", type=Path, help="an archive, or a folder of some and other files")
    parser.add_argument("--file", default="*", help="which files of a folder (a pattern)")
    parser.add_argument("--limit-gb", type=float, default=200.0, help="the most that may come out")
    parser.add_argument("--limit-files", type=int, default=2_000_000, help="the most entries")
    add_output(parser, "the folder to write")


def run(a: Namespace) -> None:
    from groundwork.fetch.unpack import unpack

    limits = {"limit_bytes": int(a.limit_gb * 1e9), "limit_files": a.limit_files}
    unpack(a.source, a.output, pattern=a.file, **limits)
