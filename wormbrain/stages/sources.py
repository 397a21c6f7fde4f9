"""Stages that make and convert recordings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from groundwork.command_line import Written
from groundwork.errors import InputError


def synthetic(
    *,
    frames: int = 60,
    size: Annotated[int, "width and height, px"] = 256,
    depth: Annotated[int, "planes of each volume"] = 8,
    nuclei: int = 100,
    seed: int = 1,
    output: Annotated[Path, Written(".h5", note="the truth is written beside it")],
) -> None:
    """Make a recording of a moving worm whose motion is known."""
    from wormbrain.frames.synthetic import write_synthetic

    write_synthetic(output, frames=frames, size=size, depth=depth, nuclei=nuclei, seed=seed)


def frames(
    source: Annotated[Path, "file or folder"],
    *,
    dataset: Annotated[str | None, "where the array lies in an HDF5 file"] = None,
    axes: Annotated[
        str | None,
        "of an HDF5 dataset or a TIFF file: a letter of TCZYX for each of its axes, in order",
    ] = None,
    projection: Annotated[Literal["max", "mean"], "over depth"] = "max",
    planes: Annotated[
        Sequence[int], "first and last plane to project, counted from 0; all if left out"
    ] = (),
    channels: Annotated[Sequence[str], "keep only these, in this order"] = (),
    skip_damaged: Annotated[
        bool, "leave out faulty frames, and note their numbers in the file"
    ] = False,
    output: Annotated[Path, Written(".h5")],
) -> None:
    """Convert a source of images to the canonical recording.

    The source is an HDF5 file of the report's layout (<t>/frame with the axes C, W, H, Z), an HDF5
    dataset or TIFF file with named axes, a video, or a folder of images. Frames that are missing,
    damaged, blank or of another shape are listed by their numbers.
    """
    from wormbrain.frames.convert import convert
    from wormbrain.frames.open import open_source

    if len(planes) not in (0, 2):
        raise InputError("--planes: give the first and the last plane, two numbers")
    with open_source(source, axes, dataset) as opened:
        convert(
            opened,
            output,
            projection=projection,
            planes=tuple(planes) or None,
            channels=list(channels) or None,
            skip_damaged=skip_damaged,
        )
