"""Stages that fetch, unpack and convert what everything else is made from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from groundwork.command_line import Written
from groundwork.errors import InputError
from groundwork.files import natural_order
from holly.settings.reading import (
    CameraPixel,
    CellArray,
    Channel,
    FileLayout,
    ParticleColumn,
    Project,
    RemoveBackground,
    Unit,
    ViewSeed,
)


def fetch(url: str, *, sha256: str, output: Annotated[Path, "the file to write"]) -> None:
    """Download a public file and check its pinned checksum."""
    from groundwork.fetch.download import fetch

    fetch(url, sha256, output)


def zenodo(
    record: int,
    *,
    file: Annotated[Sequence[str], "which files (patterns)"] = ("*",),
    lock: Annotated[Path | None, "pins the record's names, sizes and checksums"] = None,
    output: Annotated[Path, "the folder to write"],
) -> None:
    """Download files of a Zenodo record."""
    from groundwork.fetch.zenodo import fetch_zenodo

    fetch_zenodo(record, file, output, lock=lock)


def unpack(
    source: Annotated[Path, "an archive, or a folder of some and other files"],
    *,
    file: Annotated[str, "which files of a folder (a pattern)"] = "*",
    limit_gb: Annotated[float, "the most that may come out"] = 200.0,
    limit_files: Annotated[int, "the most entries"] = 2_000_000,
    output: Annotated[Path, "the folder to write"],
) -> None:
    """Unpack archives safely."""
    from groundwork.fetch.unpack import unpack

    limits = {"limit_bytes": int(limit_gb * 1e9), "limit_files": limit_files}
    unpack(source, output, pattern=file, **limits)


def synthetic(
    *,
    particles: int = 300,
    localisations: Annotated[int, "per particle"] = 400,
    bad: Annotated[int, "how many particles are spoilt on purpose"] = 12,
    seed: int = 1,
    output: Annotated[Path, Written(".mat")],
) -> None:
    """Make a noisy toroid in the layout of the CEP152 file."""
    from holly.data.synthetic import write_synthetic_cep152

    write_synthetic_cep152(
        output, particles=particles, localisations=localisations, bad=bad, seed=seed
    )


def simulate(
    model: Annotated[Path, "a ground truth in model units; those of a mixture lie beside it"],
    *,
    smlm: Annotated[str, "how molecules become localisations, as JSON: keys in config/README.md"],
    particles: int = 2000,
    seed: int = 1,
    output: Annotated[Path, Written(".csv", note="the truth goes to a file beside it")],
) -> None:
    """Simulate localisations of particles, as ThunderSTORM writes them."""
    from groundwork.settings.parse import parse
    from holly.data.smlm.files import write_simulated
    from holly.data.smlm.particle import open_microscope
    from holly.settings.smlm import Smlm

    if particles < 1:
        raise InputError(f"--particles {particles}: give 1 or more")
    microscope = open_microscope(model, parse(Smlm, smlm, "--smlm"), seed)
    write_simulated(output, microscope, particles)


def model(
    source: Annotated[str, "a built-in name, or a file: OBJ, PLY, STL, PCD, CSV, TXT, XYZ"],
    *,
    nm_per_unit: Annotated[float | None, "for a cloud in nm, or whose columns name a unit"] = None,
    output: Annotated[Path, Written(".ply")],
) -> None:
    """Write a ground truth as a PLY file in model units."""
    from holly.data.ground_truths import write_ground_truth

    write_ground_truth(source, output, nm_per_unit=nm_per_unit)


def localisations(
    source: Annotated[Path, "a file, or a folder with --file"],
    *,
    file: Annotated[str, "which file of a folder (a pattern)"] = "*",
    layout: FileLayout = None,
    variable: CellArray = None,
    particle_column: ParticleColumn = None,
    channel: Channel = None,
    units: Unit = None,
    nm_per_camera_pixel: CameraPixel = None,
    project: Project = False,
    seed: ViewSeed = 1,
    remove_background: RemoveBackground = False,
    output: Annotated[Path, Written(".h5")],
) -> None:
    """Convert localisations of any known layout to one HDF5 layout."""
    from holly.data.localisations import import_localisations

    import_localisations(
        _only_file(source, file) if source.is_dir() else source,
        output,
        layout=layout,
        project=project,
        seed=seed,
        background=not remove_background,
        variable=variable,
        particle_column=particle_column,
        channel=channel,
        units=units,
        nm_per_camera_pixel=nm_per_camera_pixel,
    )


def pick(
    source: Annotated[Path, "a file, or a folder with --file"],
    *,
    file: Annotated[str, "which files of a folder (a pattern), each a field of view"] = "*",
    picking: Annotated[str, "how to pick, as JSON: keys of `pick` in config/README.md"] = "{}",
    layout: FileLayout = None,
    variable: CellArray = None,
    channel: Channel = None,
    units: Unit = None,
    nm_per_camera_pixel: CameraPixel = None,
    project: Project = False,
    seed: ViewSeed = 1,
    remove_background: RemoveBackground = False,
    table: Annotated[Path, Written(".csv", note="a row per pick")],
    maps: Annotated[Path, Written(".npz", note="maps of the fields, for pick-sheet")],
    output: Annotated[Path, Written(".h5")],
) -> None:
    """Pick the particles of fields of view."""
    from groundwork.settings.parse import parse
    from holly.data.picking.pick import pick
    from holly.settings.picking import Picking

    pick(
        _files(source, file) if source.is_dir() else [source],
        output,
        table=table,
        maps=maps,
        picking=parse(Picking, picking, "--picking"),
        project=project,
        seed=seed,
        background=not remove_background,
        layout=layout,
        variable=variable,
        channel=channel,
        units=units,
        nm_per_camera_pixel=nm_per_camera_pixel,
    )


def pick_sheet(
    table: Annotated[Path, "the .csv file of the picks"],
    maps: Annotated[Path, "the .npz file of the maps"],
    *,
    output: Annotated[Path, "the folder to write"],
) -> None:
    """Draw every field with its picks, on a page on which they are corrected by eye."""
    from holly.report.pick_sheet import write_pick_sheet

    write_pick_sheet(table, maps, output)


def _files(folder: Path, pattern: str) -> list[Path]:
    """The files anywhere below the folder that match the pattern, by name."""
    found = natural_order(path for path in folder.rglob(pattern) if path.is_file())
    if not found:
        raise InputError(f"{folder}: no file matches {pattern!r}; correct `file`")
    return found


def _only_file(folder: Path, pattern: str) -> Path:
    """The one file anywhere below the folder that matches the pattern."""
    found = sorted(path for path in folder.rglob(pattern) if path.is_file())
    if len(found) != 1:
        names = ", ".join(path.name for path in found[:5]) or "none"
        raise InputError(
            f"{folder}: {len(found)} files match {pattern!r} ({names}); name one in `file`"
        )
    return found[0]
