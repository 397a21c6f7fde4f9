"""Compare a curation with a published list of accepted particles."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("curation", type=Path)
    parser.add_argument("accepted", type=Path)


def run(a: Namespace) -> None:
    from holly.images.curation import judge

    sys.stdout.write(json.dumps(judge(a.curation, a.accepted), indent=2) + "\n")
