"""Structures of different numbers of points beside their truth (the paper's figure 3)."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from holly.figures.experiment import Experiment
from holly.figures.panels import (
    FOOTER,
    MARGIN,
    Grid,
    cloud_panel,
    common_half,
    corner,
    letter,
    scale_bar,
)
from holly.figures.style import write

TITLE = 6.0  # mm
COLUMNS = 4


def draw(experiments: Sequence[Experiment]) -> Figure:
    """The truth, then a panel per experiment, fewest points first: its replicate of median RMSD."""
    scenes = [one.scene(one.median_replicate()) for one in experiments]
    scenes.sort(key=lambda scene: len(scene.clouds["reconstruction"]))
    panels = [(scene, "reconstruction") for scene in scenes]
    if "truth" in scenes[0].clouds:
        panels.insert(0, (scenes[0], "truth"))
    grid = Grid(min(len(panels), COLUMNS))
    half = common_half(scenes)
    block = TITLE + grid.cell
    bottom = -(-len(panels) // COLUMNS) * block
    figure = grid.canvas(bottom + FOOTER)
    for i, (scene, name) in enumerate(panels):
        row, column = divmod(i, COLUMNS)
        left, top = grid.at(column), row * block + TITLE
        title = f"{len(scene.clouds[name])} points"
        write(figure, left, top - 4, f"truth, {title}" if name == "truth" else title)
        cloud_panel(figure, (left, top, grid.cell), scene, half, only=name)
        letter(figure, left, top, i)
        if name != "truth" and scene.evaluation.rmsd is not None:
            corner(figure, left, top, grid.cell, f"RMSD {scene.evaluation.rmsd:.3f}")
    scale_bar(figure, scenes[0], half, grid.cell, bottom + FOOTER / 2)
    names = ", ".join(sorted({scene.evaluation.experiment for scene in scenes}))
    write(figure, MARGIN, bottom + FOOTER / 2, names, va="center", fontsize=6.5)
    return figure
