"""Write a report of all results, a folder of pages."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("results", type=Path)
    about = 'JSON: {"NAME": {"about": "…", "truth": "FILE.ply"}, …}'
    parser.add_argument("--experiments", default="{}", help=f"what experiments are about, {about}")
    parser.add_argument("--sheets", type=Path, nargs="*", default=[], help="pictures of particles")
    parser.add_argument(
        "--records", type=Path, help="where stages left records, for a page of provenance"
    )
    parser.add_argument("--docs", type=Path, help="the folder of the documentation's pages")
    add_output(parser, "the folder to write, replaced if it exists")


def run(a: Namespace) -> None:
    from holly.report.experiments import parse_descriptions
    from holly.report.site import write_site

    write_site(
        a.results,
        a.output,
        descriptions=parse_descriptions(a.experiments),
        sheets=a.sheets,
        records=a.records,
        docs=a.docs,
    )
