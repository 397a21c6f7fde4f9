"""Numbers from files."""

from pathlib import Path
from typing import Annotated

from groundwork.command_line import Written


def numbers(source: Path, *, output: Annotated[Path, Written(".json")]):
    """Read numbers from an HDF5 file."""
    import h5py

    from groundwork.errors import InputError
    from groundwork.files import require, write_json
    from groundwork.formats.hdf5 import checked, member

    with h5py.File(require(source, "give a file with numbers")) as file:
        dataset = member(file, "numbers")
        if dataset is None:
            raise InputError(f"{source}: no data set 'numbers'; write one")
        write_json(output, {"numbers": checked(dataset)[()].tolist()})
