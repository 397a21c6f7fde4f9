"""The particles of a data set that the curation accepted and rejected (figure S2)."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from groundwork.arrays import spread
from groundwork.figures import MUTED, PAGE, canvas, place, save, style, write
from holly.images.curation import read_previews

COLUMNS = 10
MOST = {"accepted": 50, "rejected": 20}
MARGIN, GAP, HEADER, LABEL = 2.0, 0.8, 6.0, 4.5  # mm
CELL = (PAGE - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS


def draw_particles(previews: Path, curation: Path, output: Path, *, dpi: int = 200) -> None:
    """Draw a sample of the accepted particles above rejected ones with the reasons.

    Raises:
        InputError: a file is missing or broken, or the two belong to different data.
    """
    images, sigma, table = read_previews(previews, curation)
    with style():
        save(_draw(images, table.fillna({"reason": ""}), sigma), output, dpi)


def _draw(images: np.ndarray, table: pd.DataFrame, sigma: float) -> Figure:
    accepted = table["accepted"].to_numpy(dtype=bool)
    groups = {"accepted": np.flatnonzero(accepted), "rejected": np.flatnonzero(~accepted)}
    shown = {
        name: members[spread(len(members), MOST[name])] if len(members) else members
        for name, members in groups.items()
    }
    heights = {name: HEADER + -(-len(s) // COLUMNS) * (CELL + LABEL) for name, s in shown.items()}
    figure = canvas(PAGE, sum(heights.values()) + MARGIN)
    top = 0.0
    for name, members in groups.items():
        some = f", {MOST[name]} of them shown" if len(members) > MOST[name] else ""
        title = f"{len(members)} {name}{some} (σ {sigma:.3g} px)"
        write(figure, MARGIN, top + 1.5, title)
        for i, particle in enumerate(shown[name]):
            row, column = divmod(i, COLUMNS)
            left = MARGIN + column * (CELL + GAP)
            above = top + HEADER + row * (CELL + LABEL)
            axes = place(figure, left, above, CELL, CELL)
            axes.imshow(images[particle], cmap="inferno", vmin=0)
            axes.set_axis_off()
            measure = table["reason"][particle].split(" ")[0]  # by which it was rejected
            rule = measure.removesuffix("_nm").replace("_", " ")
            label = f"{table['id'][particle]}\n{rule}"
            write(figure, left, above + CELL + 0.3, label, fontsize=4.5, color=MUTED)
        top += heights[name]
    return figure
