"""Write a page on which particles are accepted and rejected by eye."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("previews", type=Path, help="a FITS cube of every particle")
    parser.add_argument("curation", type=Path)
    add_output(parser, "the .html file to write")


def run(a: Namespace) -> None:
    from holly.report.contact_sheet import write_contact_sheet

    write_contact_sheet(a.previews, a.curation, a.output)
