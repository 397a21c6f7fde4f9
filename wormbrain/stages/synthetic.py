"""Make a recording of a moving worm whose motion is known."""

from argparse import ArgumentParser, Namespace

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--size", type=int, default=256, help="width and height, px")
    parser.add_argument("--depth", type=int, default=8, help="planes of each volume")
    parser.add_argument("--nuclei", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    add_output(parser, "the .h5 file to write; the truth is written beside it")


def run(a: Namespace) -> None:
    from wormbrain.frames.synthetic import write_synthetic

    write_synthetic(
        a.output, frames=a.frames, size=a.size, depth=a.depth, nuclei=a.nuclei, seed=a.seed
    )
