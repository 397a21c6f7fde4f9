"""Charts: an alignment over its frames, a training over its steps."""

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from groundwork.pages.svg import Line, draw_chart
from wormbrain.report.results import Alignment, Training


def draw_alignment(found: Alignment) -> dict[str, Markup]:
    """Charts by caption: correlation, error, motion."""
    columns = found.columns
    frames = columns["frame"] - columns["frame"].min()
    before, after = columns["ncc_before"], columns["ncc_after"]
    charts = {
        "Correlation with the target frame: before (orange) and after (blue) the alignment": (
            [Line("truth", frames, before.clip(0)), Line("structure", frames, after.clip(0))]
        ),
        "Error in pixels, estimated by matching forward and backward (thin)": (
            [Line("thin", frames, columns["error"])]
        ),
        "Motion in pixels: shift (blue) and deformation (orange)": (
            [
                Line("structure", frames, columns["shift"]),
                Line("truth", frames, columns["deformation"]),
            ]
        ),
    }
    if judged := found.verdict:
        caption = "Error in pixels: median of the nuclei, whose motion is known"
        line = Line("strong", (judged.frames - judged.frames.min()).astype(float), judged.error)
        charts[caption] = [line]
    drawn = {
        caption: draw_chart(lines, "frames", f"{found.name}: {caption}")
        for caption, lines in charts.items()
    }
    return {caption: chart for caption, chart in drawn.items() if chart}


def draw_trainings(trainings: Sequence[Training]) -> dict[str, Markup]:
    """A chart for each network by its name: training (thin) and validation (blue) loss."""
    by_name: dict[str, list[Line]] = {}
    for one in trainings:
        steps = one.columns["step"]
        by_name.setdefault(one.name, []).extend(
            [
                Line("thin", steps, one.columns["loss"]),
                Line("structure", steps, one.columns[one.validation]),
            ]
        )
    return {
        name: draw_chart(lines, "steps", f"{name}: {_ends(lines)}", log=True)
        for name, lines in by_name.items()
    }


def _ends(lines: Sequence[Line]) -> str:
    ends = [float(line.y[np.isfinite(line.y)][-1]) for line in lines if np.isfinite(line.y).any()]
    return f"losses end at {', '.join(f'{end:.3g}' for end in ends)}"
