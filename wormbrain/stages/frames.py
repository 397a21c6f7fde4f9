"""Convert a source of images to the canonical recording.

The source is an HDF5 file of the report's layout (<t>/frame with the axes C, W, H, Z), an HDF5
dataset or TIFF file with named axes, a video, or a folder of images. Frames that are missing,
damaged, blank or of another shape are listed by their numbers.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("source", type=Path, help="file or folder")
    parser.add_argument("--dataset", metavar="PATH", help="of the array in an HDF5 file")
    parser.add_argument(
        "--axes",
        help="of an HDF5 dataset or a TIFF file: a letter of TCZYX for each of its axes, in order",
    )
    parser.add_argument("--projection", choices=["max", "mean"], default="max", help="over depth")
    parser.add_argument(
        "--planes",
        type=int,
        nargs=2,
        metavar=("FIRST", "LAST"),
        help="project only these, which count from 0",
    )
    parser.add_argument(
        "--channels", nargs="+", metavar="NAME", help="keep only these, in this order"
    )
    parser.add_argument(
        "--skip-damaged",
        action="store_true",
        help="leave out faulty frames, and note their numbers in the file",
    )
    add_output(parser, "the recording.h5 to write")


def run(a: Namespace) -> None:
    from wormbrain.frames.convert import convert
    from wormbrain.frames.open import open_source

    with open_source(a.source, a.axes, a.dataset) as source:
        convert(
            source,
            a.output,
            projection=a.projection,
            planes=a.planes,
            channels=a.channels,
            skip_damaged=a.skip_damaged,
        )
