"""Stages for a lab's own file: what it holds, and the whole run in one command."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from groundwork.errors import InputError
from holly.settings.reading import (
    CameraPixel,
    CellArray,
    Channel,
    FileLayout,
    ParticleColumn,
    Unit,
)

if TYPE_CHECKING:
    from holly.own.survey import Survey

# What to add where a message asks for an option.
EXAMPLES = {
    "nm_per_camera_pixel": "--nm-per-camera-pixel 100",
    "units": "--units nm",
    "as channel": "--channel 1",
    "variable": "--variable particles",
}


def inspect(
    files: Annotated[Sequence[Path], "localisations; several files are fields of view"],
    *,
    layout: FileLayout = None,
    variable: CellArray = None,
    particle_column: ParticleColumn = None,
    channel: Channel = None,
    units: Unit = None,
    nm_per_camera_pixel: CameraPixel = None,
) -> None:
    """Say what files of localisations hold."""
    from holly.own.survey import lines

    options = {"layout": layout, "variable": variable, "particle_column": particle_column}
    options |= {"channel": channel, "units": units, "nm_per_camera_pixel": nm_per_camera_pixel}
    _print(lines(_survey(files, options)))


def reconstruct(
    files: Annotated[Sequence[Path], "localisations; several files are fields of view"],
    *,
    name: Annotated[str, "of the data set, the experiment and config/NAME.yaml"] = "mine",
    truth: Annotated[Path | None, "a cloud in nm to compare with: CSV, PLY, OBJ, …"] = None,
    layout: FileLayout = None,
    variable: CellArray = None,
    particle_column: ParticleColumn = None,
    channel: Channel = None,
    units: Unit = None,
    nm_per_camera_pixel: CameraPixel = None,
    cores: Annotated[int, "how many processors to use"] = 2,
    dry_run: Annotated[bool, "stop when the configuration is written"] = False,
    overwrite: Annotated[bool, "replace a configuration that is different"] = False,
) -> None:
    """Find a structure from files of localisations: configure, train, evaluate, report.

    Writes config/NAME.yaml and results/ below the current folder. Called again, it continues.
    """
    from holly.own.choices import choose, said
    from holly.own.configuration import configuration, write
    from holly.own.survey import lines
    from holly.own.workflow import command, outcome, run

    options = {"layout": layout, "variable": variable, "particle_column": particle_column}
    options |= {"channel": channel, "units": units, "nm_per_camera_pixel": nm_per_camera_pixel}
    if truth is not None and not truth.exists():
        raise InputError(f"{truth}: no such file; correct --truth")
    path = Path("config", f"{name}.yaml")
    command(path, cores)  # raises an error before the long look at the files
    found = _survey(files, options)
    chosen = choose(found)
    given = {key: value for key, value in options.items() if key != "layout"}
    text = configuration(name, found, chosen, options=given, truth=truth)
    _print(lines(found))
    print()
    _print(said(found, chosen))
    print(f"\n{path}: {write(path, text, overwrite=overwrite)}", flush=True)
    if not dry_run:
        run(path, cores)
        print()
        _print(outcome(name, Path("results")))


def _survey(files: Sequence[Path], options: dict) -> "Survey":
    """What the files hold; where an option is needed, the error says how to give it."""
    from holly.own.survey import survey

    try:
        return survey(files, **options)
    except InputError as fault:
        hints = [f"{hint!r}" for word, hint in EXAMPLES.items() if word in str(fault)]
        added = f", such as {' or '.join(hints)}" if hints else ""
        raise InputError(f"{fault}{added}") from None


def _print(rows: dict[str, str]) -> None:
    """One line for each title."""
    wide = max(map(len, rows))
    for title, line in rows.items():
        print(f"{title:<{wide}}  {line}")
