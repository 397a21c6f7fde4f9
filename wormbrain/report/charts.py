"""Charts: an alignment over its frames, a training over its steps."""

from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup

from groundwork.pages.svg import Line, draw_chart
from wormbrain.evaluation.history import Training
from wormbrain.report.results import Alignment


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


def draw_trainings(networks: Mapping[str, Sequence[Training]]) -> dict[str, Markup]:
    """A chart for each network: training (thin) and validation (blue) loss of each seed."""
    charts = {}
    for name, trainings in networks.items():
        lines = [
            Line(kind, one.columns["step"], one.columns[column])
            for one in trainings
            for kind, column in (("thin", "loss"), ("structure", one.validation))
        ]
        charts[name] = draw_chart(lines, "steps", f"{name}: {_ends(lines)}", log=True)
    return charts


def _ends(lines: Sequence[Line]) -> str:
    ends = [float(line.y[np.isfinite(line.y)][-1]) for line in lines if np.isfinite(line.y).any()]
    return f"losses end at {', '.join(f'{end:.3g}' for end in ends)}"
