"""Stages that make and convert recordings."""

from pathlib import Path
from typing import Annotated, Literal

from groundwork.command_line import Written
from wormbrain.settings.reading import Axes, Channels, Dataset, Planes, first_and_last


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
    dataset: Dataset = None,
    axes: Axes = None,
    projection: Annotated[Literal["max", "mean"], "over depth"] = "max",
    planes: Planes = (),
    channels: Channels = (),
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

    with open_source(source, axes, dataset) as opened:
        convert(
            opened,
            output,
            projection=projection,
            planes=first_and_last(planes),
            channels=list(channels) or None,
            skip_damaged=skip_damaged,
        )
