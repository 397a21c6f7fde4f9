"""Convert localisations of any known layout to one HDF5 layout."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output
from groundwork.errors import InputError
from holly.settings.choices import LAYOUT_OPTIONS


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("source", type=Path, help="a file, or a folder with --file")
    parser.add_argument("--file", default="*", help="which file of a folder (a pattern)")
    parser.add_argument(
        "--layout",
        choices=LAYOUT_OPTIONS,
        required=True,
    )
    parser.add_argument("--variable", help="matlab-cell: name of the cell array")
    parser.add_argument("--particle-column", help="tables: the column that numbers the particles")
    parser.add_argument(
        "--nm-per-camera-pixel", type=float, help="picasso: instead of the file's own"
    )
    parser.add_argument("--project", action="store_true", help="3D: turn at random and drop z")
    parser.add_argument("--seed", type=int, default=1, help="of the projected views")
    add_output(parser, "the .h5 file to write")


def run(a: Namespace) -> None:
    from holly.data.localisations import import_localisations

    source = _only_file(a.source, a.file) if a.source.is_dir() else a.source
    import_localisations(
        source,
        a.output,
        layout=a.layout,
        project=a.project,
        seed=a.seed,
        variable=a.variable,
        particle_column=a.particle_column,
        nm_per_camera_pixel=a.nm_per_camera_pixel,
    )


def _only_file(folder: Path, pattern: str) -> Path:
    """The one file anywhere below the folder that matches the pattern."""
    found = sorted(path for path in folder.rglob(pattern) if path.is_file())
    if len(found) != 1:
        names = ", ".join(path.name for path in found[:5]) or "none"
        raise InputError(
            f"{folder}: {len(found)} files match {pattern!r} ({names}); name one in `file`"
        )
    return found[0]
