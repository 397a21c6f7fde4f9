"""Draw every accepted particle at random in-plane rotations."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output
from holly.stages._options import add_drawing


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("localisations", type=Path)
    parser.add_argument("curation", type=Path)
    parser.add_argument("--rotations", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    add_drawing(parser)
    add_output(parser, "the folder of FITS cubes to write")


def run(a: Namespace) -> None:
    from holly.images.augment import augment
    from holly.settings.images import Augmentation

    augmentation = Augmentation(
        size=a.size,
        nm_per_pixel=a.nm_per_pixel,
        centre=a.centre,
        rotations=a.rotations,
        seed=a.seed,
    )
    augment(a.localisations, a.curation, a.output, a.sigmas, augmentation)
