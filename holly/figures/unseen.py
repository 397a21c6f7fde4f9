"""Images never trained on beside their renderings, early and at the end (figure 2)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from groundwork.errors import InputError
from holly.figures.panels import DARK_TRUTH, MARGIN, Grid, image_panel, letter, row_label
from holly.figures.shown import Shown
from holly.figures.style import MUTED, RECONSTRUCTION, write
from holly.results.history import read_history

EARLY = 0.5  # epochs; the paper stopped half-way through the first
LABEL, TITLE, GAP, BREAK = 6.5, 6.5, 0.8, 2.5  # mm
IMAGES = 6


def draw(experiments: Sequence[Shown]) -> Figure:
    """A block an experiment and moment: held-out images above, the structure as rendered below.

    The moments are the snapshot nearest to half an epoch and the last one. The renderings are of
    the structure at the poses that the network predicts for these images.

    Raises:
        InputError: poses are a table, which has none for an image it was not trained on.
    """
    for one in experiments:
        if one.record().recipe.pose == "table":
            raise InputError(
                f"{one.name}: a table of poses knows no unseen image; show another experiment"
            )
    samples = [one.samples(1) for one in experiments]
    grid = Grid(min(IMAGES, samples[0].inputs.shape[1]), left=LABEL, gap=GAP, widest=28.0)
    block = TITLE + 2 * grid.cell + GAP + BREAK
    moments = [
        (one, found, f)
        for one, found in zip(experiments, samples, strict=True)
        for f in sorted({_early(one, found.steps), len(found.steps) - 1})
    ]
    figure = grid.canvas(len(moments) * block + MARGIN)
    for i, (one, found, f) in enumerate(moments):
        top = i * block
        letter(figure, 0, top + 1.2, i)
        when = f"after {found.steps[f] / _steps_an_epoch(one):.2g} epochs"
        title = f"{one.name}, {when}, input σ {found.sigma_in[f]:.3g} px: images never trained on"
        write(figure, LABEL, top + 2.4, title, color=MUTED, fontsize=6.5)
        for line, (name, colour) in enumerate((("input", DARK_TRUTH), ("output", RECONSTRUCTION))):
            above = top + TITLE + line * (grid.cell + GAP)
            row_label(figure, LABEL - 1.5, above + grid.cell / 2, name, color=colour)
        for column in range(min(grid.columns, found.inputs.shape[1])):
            pair = found.inputs[f, column], found.outputs[f, column]
            brightest = max(image.max() for image in pair)
            for line, image in enumerate(pair):
                above = top + TITLE + line * (grid.cell + GAP)
                image_panel(figure, (grid.at(column), above, grid.cell), image, brightest)
    return figure


def _steps_an_epoch(one: Shown) -> float:
    history = read_history(one.run(1).history)
    return max(float(history.step[-1] / history.epoch[-1]), 1.0)


def _early(one: Shown, steps: np.ndarray) -> int:
    """The snapshot nearest to half an epoch."""
    return int(np.abs(steps - EARLY * _steps_an_epoch(one)).argmin())
