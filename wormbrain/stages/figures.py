"""Stages that draw the figures of the report, and matches."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from groundwork.command_line import Written

Recorded = Annotated[Path, "a recording.h5 of `frames`"]
Dpi = Annotated[int, "resolution of bitmaps"]
Picture = Annotated[Path, Written(".png", ".svg", ".pdf")]


def projections(
    recording: Recorded,
    *,
    frame: Annotated[int | None, "number of the frame; the first one if left out"] = None,
    dpi: Dpi = 200,
    output: Picture,
) -> None:
    """Draw a frame with its channels stacked, and each channel by itself (figure 5)."""
    from wormbrain.figures.projections import draw_projections

    draw_projections(recording, output, frame=frame, dpi=dpi)


def losses(
    runs: Annotated[Sequence[Path], "folders of trainings, {network}/{seed}"],
    *,
    dpi: Dpi = 200,
    output: Picture,
) -> None:
    """Draw training and validation losses of networks (figure 8)."""
    from wormbrain.figures.losses import draw_losses

    draw_losses(runs, output, dpi=dpi)


def stages(
    recording: Recorded,
    affine: Annotated[Path, "network.pt of the first stage, of the kind `paper`"],
    tps: Annotated[Path, "network.pt of the second stage"],
    *,
    source: Annotated[int, "number of the frame that is aligned"],
    target: Annotated[int, "number of the frame that it is aligned to"],
    dpi: Dpi = 200,
    output: Picture,
) -> None:
    """Draw a frame aligned by an affine network, by a spline, and by both (figure 9)."""
    from wormbrain.figures.stages import draw_stages

    draw_stages(recording, affine, tps, output, source=source, target=target, dpi=dpi)


def matches(
    alignment: Annotated[Path, "the folder of `align`"],
    recording: Annotated[Path, "the recording.h5 that was aligned"],
    *,
    dpi: Dpi = 200,
    output: Picture,
) -> None:
    """Draw frames beside the target, with lines between the points that were matched."""
    from wormbrain.figures.matches import draw_matches

    draw_matches(alignment, recording, output, dpi=dpi)
