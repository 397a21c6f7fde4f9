"""Public data, models and localisations: what everything starts from."""

from pathlib import Path

from groundwork.errors import InputError
from holly.settings.choices import LAYOUT_OPTIONS
from holly.stages.stage import Arguments, Stages, add_output


def add_sources(stages: Stages) -> None:
    """Add these stages to the command line."""
    s = stages.add("fetch", _fetch, "download a public file with a pinned checksum")
    s.add_argument("url")
    s.add_argument("--sha256", required=True)
    add_output(s, "the file to write")

    s = stages.add("zenodo", _zenodo, "download files of a Zenodo record")
    s.add_argument("number", metavar="record", type=int)
    s.add_argument("--file", nargs="+", default=["*"], help="which files (patterns)")
    s.add_argument("--lock", type=Path, help="pins the record's names, sizes and checksums")
    add_output(s, "the folder to write")

    s = stages.add("unpack", _unpack, "unpack archives safely")
    s.add_argument("source", type=Path, help="an archive, or a folder of some and other files")
    s.add_argument("--file", default="*", help="which files of a folder (a pattern)")
    s.add_argument("--limit-gb", type=float, default=200.0, help="the most that may come out")
    s.add_argument("--limit-files", type=int, default=2_000_000, help="the most entries")
    add_output(s, "the folder to write")

    s = stages.add("synthetic", _synthetic, "make a noisy toroid in the layout of the CEP152 file")
    s.add_argument("--particles", type=int, default=300)
    s.add_argument("--localisations", type=int, default=400, help="per particle")
    s.add_argument("--bad", type=int, default=12, help="how many particles are spoilt on purpose")
    s.add_argument("--seed", type=int, default=1)
    add_output(s, "the .mat file to write")

    s = stages.add("model", _model, "write a ground truth as a PLY file in model units")
    s.add_argument("source", help="a built-in name, or an OBJ, PLY or CSV file")
    s.add_argument("--nm-per-unit", type=float, default=1.0, help="for a cloud in nm")
    add_output(s, "the .ply file to write")

    s = stages.add("localisations", _localisations, "bring localisations into the one HDF5 layout")
    s.add_argument("source", type=Path, help="a file, or a folder with --file")
    s.add_argument("--file", default="*", help="which file of a folder (a pattern)")
    s.add_argument("--layout", choices=LAYOUT_OPTIONS, required=True)
    s.add_argument("--variable", help="matlab-cell: name of the cell array")
    s.add_argument("--particle-column", help="tables: the column that numbers the particles")
    s.add_argument("--nm-per-camera-pixel", type=float, help="picasso: instead of the file's own")
    s.add_argument("--project", action="store_true", help="3D: turn at random and drop z")
    s.add_argument("--seed", type=int, default=1, help="of the projected views")
    add_output(s, "the .h5 file to write")


def _fetch(a: Arguments) -> None:
    from groundwork.fetch.download import fetch

    fetch(a.url, a.sha256, a.output)


def _zenodo(a: Arguments) -> None:
    from groundwork.fetch.zenodo import fetch_zenodo

    fetch_zenodo(a.number, a.file, a.output, lock=a.lock)


def _unpack(a: Arguments) -> None:
    from groundwork.fetch.unpack import unpack, unpack_matching

    limits = {"limit_bytes": int(a.limit_gb * 1e9), "limit_files": a.limit_files}
    if a.source.is_dir():
        unpack_matching(a.source, a.file, a.output, **limits)
    else:
        unpack(a.source, a.output, **limits)


def _synthetic(a: Arguments) -> None:
    from holly.data.synthetic import write_synthetic_cep152

    write_synthetic_cep152(
        a.output,
        particles=a.particles,
        localisations=a.localisations,
        bad=a.bad,
        seed=a.seed,
    )


def _model(a: Arguments) -> None:
    from holly.data.ground_truths import write_ground_truth

    write_ground_truth(a.source, a.output, nm_per_unit=a.nm_per_unit)


def _localisations(a: Arguments) -> None:
    from holly.data.localisations import import_localisations

    source = _only_match(a.source, a.file) if a.source.is_dir() else a.source
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


def _only_match(folder: Path, pattern: str) -> Path:
    """The one file below `folder` that matches."""
    found = sorted(path for path in folder.rglob(pattern) if path.is_file())
    if len(found) != 1:
        names = ", ".join(path.name for path in found[:5]) or "none"
        raise InputError(
            f"{folder}: {len(found)} files match {pattern!r} ({names}); name one in `file`"
        )
    return found[0]
