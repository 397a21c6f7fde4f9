"""Stages that match images and align recordings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from groundwork.command_line import Written
from groundwork.errors import InputError
from wormbrain.settings.reading import Axes, Channels, Dataset, Planes, first_and_last

Recorded = Annotated[Path, "a recording.h5 of `frames`"]
Network = Annotated[Path | None, "a network.pt of the recipe match, whose match competes"]
Maps = Annotated[Path, "transformations.h5 of `align`"]
Csv = Annotated[Path, Written(".csv")]


def match(
    source: Annotated[Path, "an image or volume, or with --frames a recording.h5 or its source"],
    target: Annotated[Path | None, "the image or volume to match it to"] = None,
    *,
    frames: Annotated[Sequence[int], "two frame numbers of a recording: source and target"] = (),
    depth_step: Annotated[
        float | None, "match volumes, whose planes are so many pixels apart; else projections"
    ] = None,
    network: Network = None,
    points: Annotated[Path | None, "points of the target: a CSV with name, x, y (z)"] = None,
    output: Annotated[Path | None, "where to write their places in the source: a .csv file"] = None,
) -> None:
    """Match two images or volumes, and say how far to trust the match.

    With --points, the places of points of the target are looked up in the source; if the match
    must not be used, nothing is written, and the exit code is 1.
    """
    from wormbrain.matching.files import match_images, match_in_depth, read_pair, write_matched

    if (target is None) == (len(frames) != 2):
        raise InputError("give two images, or a recording and --frames with two numbers")
    if (points is None) != (output is None):
        raise InputError("give --points and --output, or neither")
    pair = read_pair([source] if target is None else [source, target], frames)
    if depth_step is None:
        found = match_images(pair, network)
    else:
        found = match_in_depth(pair, depth_step, network)
    if points is not None:
        write_matched(found, points, output)
    print(found)


def align(
    source: Annotated[Path, "a recording.h5 of `frames`, or any source that `frames` reads"],
    *,
    target: Annotated[
        int | None, "number of the frame to align to; the most typical one if left out"
    ] = None,
    previous: Annotated[
        bool, "align each frame to the previous aligned one instead, which drifts: to compare"
    ] = False,
    network: Network = None,
    replace: Annotated[bool, "start over where the checkpoint cannot be continued"] = False,
    output: Annotated[Path, "the folder to write"],
) -> None:
    """Align all frames of a recording to one.

    A source that is no recording becomes recording.h5 in the folder first; if `frames` needs
    options to read it, run that stage yourself.

    Writes aligned.h5 (a recording; a lost frame is blank), aligned.tif (for ImageJ),
    transformations.h5, frames.csv and aligned.mp4. Run again after an interruption, it continues.
    """
    from wormbrain.alignment.align import align as align_recording
    from wormbrain.frames.convert import recording_of

    recording = recording_of(source, output)
    align_recording(
        recording, output, target=target, previous=previous, network=network, replace=replace
    )


def volumes(
    source: Annotated[Path, "what the recording was made of: file or folder"],
    transformations: Maps,
    *,
    depth_step: Annotated[float, "distance of two planes, in pixels"],
    dataset: Dataset = None,
    axes: Axes = None,
    channels: Channels = (),
    planes: Planes = (),
    replace: Annotated[bool, "start over where the checkpoint cannot be continued"] = False,
    output: Annotated[Path, "the folder to write"],
) -> None:
    """Align the volumes of a recording: its alignment, corrected in depth.

    A projection hides depth, and nuclei above each other move apart when a worm rolls.

    Writes transformations-3d.h5, frames.csv and aligned.h5 (volumes in the report's layout; lost
    ones are left out). Run again after an interruption, it continues.
    """
    from wormbrain.alignment.volumes import align_volumes
    from wormbrain.frames.volumes import Reading

    reading = Reading(dataset, axes, list(channels) or None, first_and_last(planes))
    align_volumes(
        source,
        transformations,
        output,
        depth_step=depth_step,
        reading=reading,
        replace=replace,
    )


def apply(
    transformations: Annotated[Path, "transformations.h5 of `align`, or the one of `volumes`"],
    recording: Annotated[
        Path | None, "a recording.h5 of the same frames, of other channels"
    ] = None,
    *,
    points: Annotated[
        Path | None, "or points of the target frame: a CSV with name, x, y (z in volumes)"
    ] = None,
    output: Annotated[Path, Written(".h5", ".csv", note="the aligned recording, or the places")],
) -> None:
    """Apply the transformations of an alignment to another recording, or to points.

    Points of the target frame are followed: where they lie in each frame, and nothing where it is
    lost.
    """
    from wormbrain.alignment.points import write_places
    from wormbrain.alignment.resample import write_aligned
    from wormbrain.alignment.transformations import read_transformations
    from wormbrain.alignment.volume_transformations import (
        is_of_volumes,
        read_volume_transformations,
    )
    from wormbrain.frames.points import DEEP, FLAT, read_points
    from wormbrain.frames.recording import Recording

    if (recording is None) == (points is None):
        raise InputError("give either a recording or --points")
    if is_of_volumes(transformations):
        if points is None:
            raise InputError(
                f"{transformations}: of volumes; `volumes` aligns their other channels"
            )
        write_places(
            read_volume_transformations(transformations), read_points(points, DEEP), output
        )
    elif points is not None:
        write_places(read_transformations(transformations), read_points(points, FLAT), output)
    else:
        with Recording(recording) as opened:
            write_aligned(opened, read_transformations(transformations), output)


def signals(
    recording: Annotated[
        Path, "the recording.h5 that was aligned, or its source where volumes were"
    ],
    transformations: Annotated[Path, "transformations.h5 of `align`, or the one of `volumes`"],
    points: Annotated[
        Path, "a CSV file of points in the target frame: name, x, y, in pixels, and z in volumes"
    ],
    *,
    radius: Annotated[float, "of the disk or ball around each point, px"] = 4.0,
    dataset: Dataset = None,
    axes: Axes = None,
    channels: Channels = (),
    planes: Planes = (),
    output: Csv,
) -> None:
    """Measure the mean intensity around points in every frame.

    The points are followed into the original frames; intensities are in their own counts. A value
    is missing where the frame is lost or the disk reaches beyond its edge. --dataset, --axes,
    --channels and --planes say how volumes are read, as for `volumes`.
    """
    from wormbrain.alignment.signals import signals_of_recording, signals_of_volumes
    from wormbrain.alignment.volume_transformations import is_of_volumes
    from wormbrain.frames.volumes import Reading

    if is_of_volumes(transformations):
        reading = Reading(dataset, axes, list(channels) or None, first_and_last(planes))
        signals_of_volumes(recording, transformations, points, output, radius, reading)
    elif dataset or axes or channels or planes:
        raise InputError("--dataset, --axes, --channels and --planes are for volumes")
    else:
        signals_of_recording(recording, transformations, points, output, radius)
