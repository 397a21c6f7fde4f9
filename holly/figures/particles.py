"""The particles of a data set, accepted and rejected, as the curation saw them (figure S2)."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from groundwork.errors import InputError
from holly.figures.style import MUTED, PAGE, canvas, place, save, style, write
from holly.images.cube import open_cube
from holly.images.curate import read_curation
from holly.results.samples import spread

COLUMNS = 10
ACCEPTED, REJECTED = 50, 20  # at most
MARGIN, GAP, HEADER, LABEL = 2.0, 0.8, 6.0, 4.5  # mm
CELL = (PAGE - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS


def draw_particles(previews: Path, curation: Path, output: Path, *, dpi: int = 200) -> None:
    """Draw a sample of the accepted particles above the rejected ones, with the reasons.

    Args:
        previews: a FITS cube of every particle.
        curation: the table of the curation, a row a particle.
        output: the picture to write.
        dpi: resolution of a bitmap.

    Raises:
        InputError: a file is missing or broken, or the two are of different data.
    """
    images, header = open_cube(previews)
    table = read_curation(curation).fillna({"reason": ""})
    if len(table) != len(images):
        raise InputError(
            f"{curation}: {len(table)} particles, but {previews} has {len(images)}; curate anew"
        )
    accepted = table["accepted"].to_numpy(dtype=bool)
    groups = [
        (f"{accepted.sum()} accepted", accepted, ACCEPTED),
        (f"{(~accepted).sum()} rejected", ~accepted, REJECTED),
    ]
    with style():
        save(_draw(images, table, groups, header.sigma), output, dpi)


def _draw(
    images: np.ndarray,
    table: pd.DataFrame,
    groups: list[tuple[str, np.ndarray, int]],
    sigma: float,
) -> Figure:
    chosen = [np.flatnonzero(members) for _, members, _ in groups]
    shown = [c[spread(len(c), g[2])] if len(c) else c for c, g in zip(chosen, groups, strict=True)]
    rows = [-(-len(particles) // COLUMNS) for particles in shown]
    height = sum(HEADER + r * (CELL + LABEL) for r in rows) + MARGIN
    figure = canvas(PAGE, height)
    top = 0.0
    for (title, members, most), particles, count in zip(groups, shown, rows, strict=True):
        some = f", {most} of them shown" if members.sum() > most else ""
        write(figure, MARGIN, top + 1.5, f"{title}{some} (σ {sigma:.3g} px)")
        top += HEADER
        for i, particle in enumerate(particles):
            left = MARGIN + (i % COLUMNS) * (CELL + GAP)
            above = top + (i // COLUMNS) * (CELL + LABEL)
            axes = place(figure, left, above, CELL, CELL)
            axes.imshow(images[particle], cmap="inferno", vmin=0)
            axes.set_axis_off()
            reason = table["reason"][particle].split(" ")[0].removesuffix("_nm").replace("_", " ")
            label = f"{table['id'][particle]}\n{reason}"
            write(figure, left, above + CELL + 0.3, label, fontsize=4.5, color=MUTED)
        top += count * (CELL + LABEL)
    return figure
