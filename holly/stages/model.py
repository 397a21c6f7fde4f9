"""Write a ground truth as a PLY file in model units."""

from argparse import ArgumentParser, Namespace

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("source", help="a built-in name, or an OBJ, PLY or CSV file")
    parser.add_argument("--nm-per-unit", type=float, default=1.0, help="for a cloud in nm")
    add_output(parser, "the .ply file to write")


def run(a: Namespace) -> None:
    from holly.data.ground_truths import write_ground_truth

    write_ground_truth(a.source, a.output, nm_per_unit=a.nm_per_unit)
