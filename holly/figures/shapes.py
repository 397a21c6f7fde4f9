"""Measured structures from the top and the side with the fitted shape (figures 11 and 12)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from holly.figures.clouds import FRONT, UPRIGHT
from holly.figures.experiment import Experiment
from holly.figures.panels import (
    FOOTER,
    HEADER,
    LABEL,
    Grid,
    cloud_panel,
    draw_rings,
    legend,
    letter,
    row_label,
    scale_bar,
)
from holly.figures.scene import Scene
from holly.figures.style import write
from holly.figures.words import describe_shape

COLUMNS = 5
SIZES = ("ring_diameter", "ring_radius", "ring_separation", "diameter", "height")
TEXT, GAP = 9.0, 2.0  # mm
SHARE = 98  # percentage of the points that must fit; a few are stranded far away


def draw(experiments: Sequence[Experiment]) -> Figure:
    """Every replicate along the axis of its fitted torus, rings or cylinder, and from the side."""
    blocks = [(one, numbers) for one in experiments for numbers in one.rows(COLUMNS)]
    grid = Grid(max(len(numbers) for _, numbers in blocks), left=LABEL)
    block = HEADER + 2 * (grid.cell + GAP) + TEXT + FOOTER
    figure = grid.canvas(len(blocks) * block)
    count = 0
    for index, (one, numbers) in enumerate(blocks):
        top = index * block
        scenes = [one.measured_scene(replicate) for replicate in numbers]
        half = max(map(reach, scenes))
        write(figure, LABEL, top + 2, one.name, fontweight="bold", fontsize=8)
        legend(figure, top + 2.2, rings=True)
        tops = [top + HEADER + line * (grid.cell + GAP) for line in range(3)]
        for above, name in zip(tops, ("top", "side"), strict=False):
            row_label(figure, LABEL - 1.5, above + grid.cell / 2, name)
        for column, scene in enumerate(scenes):
            for above, view in zip(tops, (FRONT, UPRIGHT), strict=False):
                where = (grid.at(column), above, grid.cell)
                axes = cloud_panel(figure, where, scene, half, view=view)
                draw_rings(axes, scene, view)
                letter(figure, *where[:2], count)
                count += 1
            write(figure, grid.at(column), tops[2], _sizes(scene), fontsize=6, linespacing=1.2)
        scale_bar(figure, scenes[0], half, grid.cell, top + block - FOOTER / 2)
    return figure


def reach(scene: Scene) -> float:
    """Half the side, in model units, of a panel with nearly all points and the rings."""
    middle = scene.box.centre
    points = np.abs(np.concatenate(list(scene.clouds.values())) - middle).max(1)
    rings = [np.abs(ring - middle).max() for ring in scene.rings]
    return 1.15 * max(float(np.percentile(points, SHARE)), *rings, 1e-6)


def _sizes(scene: Scene) -> str:
    shape = scene.evaluation.shape or {}
    sizes = {key: shape[key] for key in SIZES if key in shape}
    return "\n".join(describe_shape(sizes, scene.evaluation.nm_per_unit))
