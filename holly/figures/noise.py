"""The effect of labelling noise: an input image above, the structure below (figures 7 to 9)."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from holly.figures.experiment import Experiment
from holly.figures.panels import (
    FOOTER,
    HEADER,
    MARGIN,
    Grid,
    cloud_panel,
    common_half,
    corner,
    image_panel,
    legend,
    letter,
    scale_bar,
)
from holly.figures.scene import Scene
from holly.figures.style import MUTED, write
from holly.figures.words import describe_noise
from holly.settings.images import Noise

WIDEST = 5  # columns; more experiments than that go into rows of four
LINE, GAP = 3.0, 1.2  # mm


def draw(experiments: Sequence[Experiment]) -> Figure:
    """A column per experiment: its noise, a held-out image at the finest sigma, its structure.

    Both are of the replicate of median RMSD; the structure is drawn over the truth.
    """
    columns = len(experiments) if len(experiments) <= WIDEST else 4
    grid = Grid(columns)
    replicates = [one.median_replicate() for one in experiments]
    scenes = [one.scene(r) for one, r in zip(experiments, replicates, strict=True)]
    half = common_half(scenes)
    words = [_noise(one) for one in experiments]
    header = max(text.count("\n") + 1 for text in words) * LINE + GAP
    block = header + 2 * grid.cell + GAP + 3
    bottom = HEADER + -(-len(experiments) // columns) * block
    figure = grid.canvas(bottom + FOOTER)
    legend(figure, 2.2)
    write(figure, MARGIN, 2.2, "input images above, structures below", color=MUTED, fontsize=6.5)
    for i, (one, replicate, scene) in enumerate(zip(experiments, replicates, scenes, strict=True)):
        row, column = divmod(i, columns)
        left, top = grid.at(column), HEADER + row * block
        write(figure, left, top, words[i], fontsize=6.5, linespacing=1.15)
        above = (left, top + header, grid.cell)
        below = (left, top + header + grid.cell + GAP, grid.cell)
        image = one.samples(replicate).inputs[-1, 0]
        image_panel(figure, above, image, image.max())
        letter(figure, *above[:2], 2 * row * columns + column, color="white")
        cloud_panel(figure, below, scene, half)
        letter(figure, *below[:2], (2 * row + 1) * columns + column)
        if scene.evaluation.rmsd is not None:
            corner(figure, *below, f"RMSD {scene.evaluation.rmsd:.3f}")
    _foot(figure, scenes[0], half, grid, bottom, max(one.replicates for one in experiments))
    return figure


def _foot(
    figure: Figure, scene: Scene, half: float, grid: Grid, bottom: float, replicates: int
) -> None:
    middle = bottom + FOOTER / 2 - 1.5
    scale_bar(figure, scene, half, grid.cell, middle)
    if replicates > 1:
        text = f"the replicate of median RMSD among {replicates}"
        write(figure, MARGIN, middle, text, color=MUTED, fontsize=6.5, va="center")


def _noise(experiment: Experiment) -> str:
    simulation = experiment.run().simulation
    return describe_noise(simulation.noise if simulation else Noise())
