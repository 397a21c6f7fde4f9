"""All replicates of an experiment over their truth, with RMSD (the paper's figures 4 to 6)."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from holly.figures.clouds import FRONT, SIDE
from holly.figures.panels import (
    FOOTER,
    HEADER,
    Grid,
    cloud_panel,
    corner,
    legend,
    letter,
    row_label,
    scale_bar,
)
from holly.figures.shown import Shown, half_of
from holly.figures.style import write

COLUMNS = 5
LABEL = 6.5  # mm, left of the rows
GAP = 2.0


def draw(experiments: Sequence[Shown]) -> Figure:
    """A block an experiment: each replicate from the front, from the side, and as it was found.

    Mirrored structures are mirrored back in the first two rows, as in figure 4 B to D; the last
    row shows them, and them alone, with the hand they were found with (figure 4 F to H).
    """
    blocks = [(one, numbers) for one in experiments for numbers in _rows_of(one)]
    grid = Grid(max(len(numbers) for _, numbers in blocks), left=LABEL)
    scenes = {one.name: {r: one.compared(r) for r in one.numbers} for one, _ in blocks}
    views = [_views([scenes[one.name][r] for r in numbers]) for one, numbers in blocks]
    heights = [HEADER + len(rows) * (grid.cell + GAP) + FOOTER for rows in views]
    figure = grid.canvas(sum(heights))
    top, count = 0.0, 0
    for (one, numbers), rows, height in zip(blocks, views, heights, strict=True):
        half = half_of(list(scenes[one.name].values()))
        write(figure, LABEL, top + 2, one.name, fontweight="bold", fontsize=8)
        legend(figure, top + 2.2)
        for line, (name, view) in enumerate(rows):
            above = top + HEADER + line * (grid.cell + GAP)
            row_label(figure, LABEL - 1.5, above + grid.cell / 2, name)
            for column, replicate in enumerate(numbers):
                scene = scenes[one.name][replicate]
                found, where = scene.evaluation, (grid.at(column), above, grid.cell)
                if name == "as found":
                    if not found.mirrored:
                        continue
                    cloud_panel(figure, where, scene, half, only="reconstruction", mirrored=True)
                else:
                    cloud_panel(figure, where, scene, half, view=view)
                letter(figure, *where[:2], count)
                count += 1
                if line == 0 and found.rmsd is not None:
                    corner(figure, *where, f"RMSD {found.rmsd:.3f}")
        scale_bar(figure, scene, half, grid.cell, top + height - FOOTER / 2 - 0.6)
        write(
            figure,
            LABEL,
            top + height - FOOTER + 0.8,
            f"replicates {numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else "replicate 1",
            fontsize=6.5,
        )
        top += height
    return figure


def _rows_of(one: Shown) -> list[range]:
    """The replicates of one block after another, as many as fit beside each other."""
    return [one.numbers[i : i + COLUMNS] for i in range(0, one.replicates, COLUMNS)]


def _views(scenes: list) -> list[tuple[str, object]]:
    mirrored = any(scene.evaluation.mirrored for scene in scenes)
    return [("front", FRONT), ("side", SIDE)] + ([("as found", FRONT)] if mirrored else [])
