"""Stages that match images and align recordings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from groundwork.command_line import Written
from groundwork.errors import InputError

Recorded = Annotated[Path, "a recording.h5 of `frames`"]
Network = Annotated[Path | None, "a network.pt of the recipe match, whose match competes"]
Maps = Annotated[Path, "transformations.h5 of `align`"]
Csv = Annotated[Path, Written(".csv")]
PointsFile = Annotated[Path, "a CSV file of points in the target frame: name, x, y, in pixels"]


def match(
    source: Annotated[Path, "an image, or a recording.h5 with --frames"],
    target: Annotated[Path | None, "the image to match it to"] = None,
    *,
    frames: Annotated[Sequence[int], "two frame numbers of a recording: source and target"] = (),
    network: Network = None,
) -> None:
    """Match two images, and say how far to trust the match."""
    from wormbrain.matching.files import match_files, match_frames

    if (target is None) == (len(frames) != 2):
        raise InputError("give two images, or a recording and --frames with two numbers")
    if target is None:
        print(match_frames(source, *frames, network))
    else:
        print(match_files(source, target, network))


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


def apply(
    transformations: Maps,
    recording: Annotated[
        Path | None, "a recording.h5 of the same frames, of other channels"
    ] = None,
    *,
    points: Annotated[Path | None, "or points of the target frame: a CSV with name, x, y"] = None,
    output: Annotated[Path, Written(".h5", ".csv", note="the aligned recording, or the places")],
) -> None:
    """Apply the transformations of an alignment to another recording, or to points.

    Points of the target frame are followed: where they lie in each frame, and nothing where it is
    lost.
    """
    from wormbrain.alignment.points import read_points, write_places
    from wormbrain.alignment.resample import write_aligned
    from wormbrain.alignment.transformations import read_transformations
    from wormbrain.frames.recording import Recording

    if (recording is None) == (points is None):
        raise InputError("give either a recording or --points")
    found = read_transformations(transformations)
    if points is not None:
        write_places(found, read_points(points), output)
    else:
        with Recording(recording) as opened:
            write_aligned(opened, found, output)


def signals(
    recording: Annotated[Path, "the recording.h5 that was aligned, or another of its frames"],
    transformations: Maps,
    points: PointsFile,
    *,
    radius: Annotated[float, "of the disk around each point, px"] = 4.0,
    output: Csv,
) -> None:
    """Measure the mean intensity around points in every frame.

    The points are followed into the original frames; intensities are in their own counts. A value
    is missing where the frame is lost or the disk reaches beyond its edge.
    """
    from wormbrain.alignment.points import read_points, write_signals
    from wormbrain.alignment.transformations import read_transformations
    from wormbrain.frames.recording import Recording

    found = read_transformations(transformations)
    with Recording(recording) as opened:
        write_signals(opened, found, read_points(points), output, radius=radius)
