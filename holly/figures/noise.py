"""What labelling noise does: an input image above, the reconstruction below (figures 7 to 9)."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from holly.figures.panels import (
    FOOTER,
    HEADER,
    MARGIN,
    Grid,
    cloud_panel,
    corner,
    image_panel,
    legend,
    letter,
    scale_bar,
)
from holly.figures.shown import Shown, half_of, noise_of
from holly.figures.style import MUTED, write

WIDEST = 5  # columns; more experiments go into rows of four
LINE, GAP = 3.0, 1.2  # mm


def draw(experiments: Sequence[Shown]) -> Figure:
    """A column an experiment: its noise, a held-out image at the finest sigma, its structure.

    The structure is the replicate of median RMSD, over the truth; the image is of the same.
    """
    columns = len(experiments) if len(experiments) <= WIDEST else 4
    grid = Grid(columns)
    rows = [experiments[i : i + columns] for i in range(0, len(experiments), columns)]
    replicates = [one.typical() for one in experiments]
    scenes = [one.compared(r) for one, r in zip(experiments, replicates, strict=True)]
    half = half_of(scenes)
    words = [noise_of(one) for one in experiments]
    lines = max(text.count("\n") + 1 for text in words)
    block = lines * LINE + GAP + 2 * grid.cell + GAP + 3
    figure = grid.canvas(HEADER + len(rows) * block + FOOTER)
    legend(figure, 2.2)
    write(figure, MARGIN, 2.2, "input images above, structures below", color=MUTED, fontsize=6.5)
    for i, (one, replicate, scene) in enumerate(zip(experiments, replicates, scenes, strict=True)):
        row, column = divmod(i, columns)
        left, top = grid.at(column), HEADER + row * block
        write(figure, left, top, words[i], fontsize=6.5, linespacing=1.15)
        top += lines * LINE + GAP
        image = one.samples(replicate).inputs[-1, 0]
        image_panel(figure, (left, top, grid.cell), image, image.max())
        letter(figure, left, top, 2 * row * columns + column, color="white")
        top += grid.cell + GAP
        cloud_panel(figure, (left, top, grid.cell), scene, half)
        letter(figure, left, top, (2 * row + 1) * columns + column)
        if scene.evaluation.rmsd is not None:
            corner(figure, left, top, grid.cell, f"RMSD {scene.evaluation.rmsd:.3f}")
    middle = HEADER + len(rows) * block + FOOTER / 2 - 1.5
    scale_bar(figure, scenes[0], half, grid.cell, middle)
    most = max(one.replicates for one in experiments)
    if most > 1:
        text = f"the replicate of median RMSD among {most}"
        write(figure, MARGIN, middle, text, color=MUTED, fontsize=6.5, va="center")
    return figure
