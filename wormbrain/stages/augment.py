"""Make the report's training images: a recording in red and green, and augmented copies of it."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("recording", type=Path, help="a recording.h5 of `frames`")
    parser.add_argument("--copies", type=int, default=10, help="augmented images per frame")
    parser.add_argument("--size", type=int, help="longer side of the images, px")
    parser.add_argument("--seed", type=int, default=1)
    add_output(parser, "the .h5 file to write")


def run(a: Namespace) -> None:
    import torch

    from wormbrain.pairs.augmented import write_augmented

    torch.set_num_threads(1)  # one image at a time is too little work for several
    write_augmented(a.recording, a.output, copies=a.copies, size=a.size, seed=a.seed)
