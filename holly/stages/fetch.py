"""Download a public file and check its pinned checksum."""

from argparse import ArgumentParser, Namespace

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("url")
    parser.add_argument("--sha256", required=True)
    add_output(parser, "the file to write")


def run(a: Namespace) -> None:
    from groundwork.fetch.download import fetch

    fetch(a.url, a.sha256, a.output)
