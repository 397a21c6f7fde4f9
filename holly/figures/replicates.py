"""All replicates of an experiment over their truth, with RMSD (the paper's figures 4 to 6)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from holly.figures.clouds import FRONT, SIDE
from holly.figures.experiment import Experiment
from holly.figures.panels import (
    FOOTER,
    HEADER,
    LABEL,
    Grid,
    Place,
    cloud_panel,
    common_half,
    corner,
    legend,
    letter,
    row_label,
    scale_bar,
)
from holly.figures.scene import Scene
from holly.figures.style import write

COLUMNS = 5
GAP = 2.0  # mm
AS_FOUND = "as found"


def draw(experiments: Sequence[Experiment]) -> Figure:
    """Each replicate from the front, from the side and, if it was mirrored, as it was found.

    The first two rows show mirrored structures mirrored back, as in figure 4 B to D. The last row
    shows only them, with the hand they were found with (figure 4 F to H).
    """
    blocks = [(one, numbers) for one in experiments for numbers in one.rows(COLUMNS)]
    grid = Grid(max(len(numbers) for _, numbers in blocks), left=LABEL)
    scenes = {one.name: {r: one.scene(r) for r in one.numbers} for one in experiments}
    views = [_views([scenes[one.name][r] for r in numbers]) for one, numbers in blocks]
    heights = [HEADER + len(rows) * (grid.cell + GAP) + FOOTER for rows in views]
    figure = grid.canvas(sum(heights))
    top, count = 0.0, 0
    for (one, numbers), rows, height in zip(blocks, views, heights, strict=True):
        half = common_half(list(scenes[one.name].values()))
        write(figure, LABEL, top + 2, one.name, fontweight="bold", fontsize=8)
        legend(figure, top + 2.2)
        for line, (name, view) in enumerate(rows.items()):
            above = top + HEADER + line * (grid.cell + GAP)
            row_label(figure, LABEL - 1.5, above + grid.cell / 2, name)
            for column, replicate in enumerate(numbers):
                scene = scenes[one.name][replicate]
                if name == AS_FOUND and not scene.evaluation.mirrored:
                    continue
                where = (grid.at(column), above, grid.cell)
                _panel(figure, where, scene, half, view, as_found=name == AS_FOUND)
                letter(figure, *where[:2], count)
                count += 1
                if line == 0 and scene.evaluation.rmsd is not None:
                    corner(figure, *where, f"RMSD {scene.evaluation.rmsd:.3f}")
        scale_bar(figure, scene, half, grid.cell, top + height - FOOTER / 2 - 0.6)
        words = f"replicates {numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else "replicate 1"
        write(figure, LABEL, top + height - FOOTER + 0.8, words, fontsize=6.5)
        top += height
    return figure


def _panel(
    figure: Figure, where: Place, scene: Scene, half: float, view: np.ndarray, *, as_found: bool
) -> None:
    only = "reconstruction" if as_found else None
    cloud_panel(figure, where, scene, half, view=view, only=only, mirrored=as_found)


def _views(scenes: Sequence[Scene]) -> dict[str, np.ndarray]:
    """The rows of a block, by name."""
    mirrored = any(scene.evaluation.mirrored for scene in scenes)
    return {"front": FRONT, "side": SIDE} | ({AS_FOUND: FRONT} if mirrored else {})
