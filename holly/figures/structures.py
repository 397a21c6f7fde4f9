"""Structures over their truth or fitted shape (the paper's figures 3 to 9, 11 and 12)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from groundwork.figures import MUTED, write
from holly.figures.clouds import FRONT, SIDE, UPRIGHT
from holly.figures.experiment import Experiment
from holly.figures.panels import (
    FOOTER,
    HEADER,
    LABEL,
    MARGIN,
    Grid,
    cloud_panel,
    common_half,
    corner,
    draw_rings,
    image_panel,
    legend,
    letter,
    reach,
    row_label,
    scale_bar,
)
from holly.figures.scene import Scene
from holly.figures.words import describe_noise, describe_shape
from holly.settings.images import Simulation

REPLICATES = 5  # per row
AS_FOUND = "as found"
SIZES = ("ring_diameter", "ring_radius", "ring_separation", "diameter", "height")


def draw_points(experiments: Sequence[Experiment]) -> Figure:
    """Figure 3: the truth and structures of different numbers of points, fewest first.

    Each structure is the experiment's replicate of median RMSD.
    """
    columns, title = 4, 6.0  # mm
    scenes = [one.scene(one.median_replicate()) for one in experiments]
    scenes.sort(key=lambda scene: len(scene.clouds["reconstruction"]))
    panels = [(scene, "reconstruction") for scene in scenes]
    if "truth" in scenes[0].clouds:
        panels.insert(0, (scenes[0], "truth"))
    grid = Grid(min(len(panels), columns))
    half = common_half(scenes)
    block = title + grid.cell
    bottom = -(-len(panels) // columns) * block
    figure = grid.canvas(bottom + FOOTER)
    for i, (scene, name) in enumerate(panels):
        row, column = divmod(i, columns)
        where = (grid.at(column), row * block + title, grid.cell)
        count = f"{len(scene.clouds[name])} points"
        write(figure, where[0], where[1] - 4, f"truth, {count}" if name == "truth" else count)
        cloud_panel(figure, where, scene, half, i, only=name)
        if name != "truth":
            _write_rmsd(figure, where, scene)
    scale_bar(figure, scenes[0], half, grid.cell, bottom + FOOTER / 2)
    names = ", ".join(sorted({scene.evaluation.experiment for scene in scenes}))
    write(figure, MARGIN, bottom + FOOTER / 2, names, va="center", fontsize=6.5)
    return figure


def draw_replicates(experiments: Sequence[Experiment]) -> Figure:
    """Figures 4 to 6: each replicate from the front, the side and, if mirrored, as it was found.

    The first two rows show mirrored structures mirrored back, as in figure 4 B to D. The last row
    shows only them, with the hand they were found with (figure 4 F to H).
    """
    gap = 2.0  # mm
    blocks = [(one, numbers) for one in experiments for numbers in one.rows(REPLICATES)]
    grid = Grid(max(len(numbers) for _, numbers in blocks), left=LABEL)
    scenes = {one.name: {r: one.scene(r) for r in one.numbers} for one in experiments}
    views = [_views([scenes[one.name][r] for r in numbers]) for one, numbers in blocks]
    heights = [HEADER + len(rows) * (grid.cell + gap) + FOOTER for rows in views]
    figure = grid.canvas(sum(heights))
    top, count = 0.0, 0
    for (one, numbers), rows, height in zip(blocks, views, heights, strict=True):
        half = common_half(list(scenes[one.name].values()))
        write(figure, LABEL, top + 2, one.name, fontweight="bold", fontsize=8)
        legend(figure, top + 2.2)
        for line, (name, view) in enumerate(rows.items()):
            above, as_found = top + HEADER + line * (grid.cell + gap), name == AS_FOUND
            looks = {"only": "reconstruction", "mirrored": True} if as_found else {"view": view}
            row_label(figure, LABEL - 1.5, above + grid.cell / 2, name)
            for column, replicate in enumerate(numbers):
                scene, where = scenes[one.name][replicate], (grid.at(column), above, grid.cell)
                if as_found and not scene.evaluation.mirrored:
                    continue
                cloud_panel(figure, where, scene, half, count, **looks)
                count += 1
                if line == 0:
                    _write_rmsd(figure, where, scene)
        scale_bar(figure, scene, half, grid.cell, top + height - FOOTER / 2 - 0.6)
        words = f"replicates {numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else "replicate 1"
        write(figure, LABEL, top + height - FOOTER + 0.8, words, fontsize=6.5)
        top += height
    return figure


def draw_noise(experiments: Sequence[Experiment]) -> Figure:
    """Figures 7 to 9: the noise, a held-out image at the finest sigma and the structure.

    A column per experiment, or rows of four columns if there are more than five. Image and
    structure are of the replicate of median RMSD; the structure is drawn over the truth.
    """
    line, gap = 3.0, 1.2  # mm
    columns = len(experiments) if len(experiments) <= 5 else 4
    grid = Grid(columns)
    replicates = [one.median_replicate() for one in experiments]
    scenes = [one.scene(r) for one, r in zip(experiments, replicates, strict=True)]
    half = common_half(scenes)
    simulations = [one.run().simulation for one in experiments]
    words = [describe_noise(one or Simulation()) for one in simulations]
    header = max(text.count("\n") + 1 for text in words) * line + gap
    block = header + 2 * grid.cell + gap + 3
    bottom = HEADER + -(-len(experiments) // columns) * block
    figure = grid.canvas(bottom + FOOTER)
    legend(figure, 2.2)
    write(figure, MARGIN, 2.2, "input images above, structures below", color=MUTED, fontsize=6.5)
    for i, (one, replicate, scene) in enumerate(zip(experiments, replicates, scenes, strict=True)):
        row, column = divmod(i, columns)
        left, top = grid.at(column), HEADER + row * block
        write(figure, left, top, words[i], fontsize=6.5, linespacing=1.15)
        above = (left, top + header, grid.cell)
        below = (left, top + header + grid.cell + gap, grid.cell)
        image = one.samples(replicate).inputs[-1, 0]
        image_panel(figure, above, image, image.max())
        letter(figure, *above[:2], 2 * row * columns + column, color="white")
        cloud_panel(figure, below, scene, half, (2 * row + 1) * columns + column)
        _write_rmsd(figure, below, scene)
    middle = bottom + FOOTER / 2 - 1.5
    scale_bar(figure, scenes[0], half, grid.cell, middle)
    most = max(one.replicates for one in experiments)
    if most > 1:
        text = f"the replicate of median RMSD among {most}"
        write(figure, MARGIN, middle, text, color=MUTED, fontsize=6.5, va="center")
    return figure


def draw_shapes(experiments: Sequence[Experiment]) -> Figure:
    """Figures 11 and 12: replicates along the axis of their fitted shape, and from the side."""
    text, gap = 9.0, 2.0  # mm
    blocks = [(one, numbers) for one in experiments for numbers in one.rows(REPLICATES)]
    grid = Grid(max(len(numbers) for _, numbers in blocks), left=LABEL)
    block = HEADER + 2 * (grid.cell + gap) + text + FOOTER
    figure = grid.canvas(len(blocks) * block)
    count = 0
    for index, (one, numbers) in enumerate(blocks):
        top = index * block
        scenes = [one.scene(replicate, alone=True) for replicate in numbers]
        half = max(map(reach, scenes))
        write(figure, LABEL, top + 2, one.name, fontweight="bold", fontsize=8)
        legend(figure, top + 2.2, rings=True)
        tops = [top + HEADER + line * (grid.cell + gap) for line in range(3)]
        for above, name in zip(tops, ("top", "side"), strict=False):
            row_label(figure, LABEL - 1.5, above + grid.cell / 2, name)
        for column, scene in enumerate(scenes):
            for above, view in zip(tops, (FRONT, UPRIGHT), strict=False):
                where = (grid.at(column), above, grid.cell)
                axes = cloud_panel(figure, where, scene, half, count, view=view)
                draw_rings(axes, scene, view)
                count += 1
            write(figure, grid.at(column), tops[2], _sizes(scene), fontsize=6, linespacing=1.2)
        scale_bar(figure, scenes[0], half, grid.cell, top + block - FOOTER / 2)
    return figure


def _write_rmsd(figure: Figure, where: tuple[float, float, float], scene: Scene) -> None:
    if scene.evaluation.rmsd is not None:
        corner(figure, *where, f"RMSD {scene.evaluation.rmsd:.3f}")


def _views(scenes: Sequence[Scene]) -> dict[str, np.ndarray]:
    """The rows of a block of replicates, by name."""
    mirrored = any(scene.evaluation.mirrored for scene in scenes)
    return {"front": FRONT, "side": SIDE} | ({AS_FOUND: FRONT} if mirrored else {})


def _sizes(scene: Scene) -> str:
    shape = scene.evaluation.shape or {}
    sizes = {key: shape[key] for key in SIZES if key in shape}
    return "\n".join(describe_shape(sizes, scene.evaluation.nm_per_unit))
