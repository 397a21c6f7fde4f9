"""Read numbers from an HDF5 file."""

from pathlib import Path

from groundwork.command_line import add_output


def add_arguments(parser):
    parser.add_argument("source", type=Path)
    add_output(parser, "the .json file to write")


def run(a):
    import h5py

    from groundwork.errors import InputError
    from groundwork.files import require, write_json
    from groundwork.formats.hdf5 import checked, member

    with h5py.File(require(a.source, "give a file with numbers")) as file:
        dataset = member(file, "numbers")
        if dataset is None:
            raise InputError(f"{a.source}: no data set 'numbers'; write one")
        write_json(a.output, {"numbers": checked(dataset)[()].tolist()})
