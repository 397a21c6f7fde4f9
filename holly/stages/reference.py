"""Print the page that explains every key of the configuration."""

import sys
from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    pass


def run(_: Namespace) -> None:
    from holly.settings.reference import page

    sys.stdout.write(page())
