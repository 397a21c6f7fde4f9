"""Images never trained on beside their renderings, early and at the end (figure 2)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from groundwork.errors import InputError
from holly.figures.experiment import Experiment
from holly.figures.panels import LABEL, MARGIN, PAIR, Grid, image_pair, letter, row_label
from holly.figures.style import MUTED, write
from holly.results.history import read_history
from holly.results.samples import Samples

EARLY = 0.5  # epochs; the paper stopped half-way through the first
TITLE, GAP, BREAK = 6.5, 0.8, 2.5  # mm
IMAGES = 6


def draw(experiments: Sequence[Experiment]) -> Figure:
    """Two blocks per experiment: held-out images above, the structure as rendered below.

    The moments are the snapshot nearest to half an epoch and the last one. The structure is
    rendered at the poses that the network predicts for these images.

    Raises:
        InputError: an experiment has a table of poses, which has none for held-out images.
    """
    for one in experiments:
        if one.run().recipe.pose == "table":
            raise InputError(
                f"{one.name}: its table of poses has none for unseen images; "
                "show another experiment"
            )
    samples = [one.samples(1) for one in experiments]
    grid = Grid(min(IMAGES, samples[0].inputs.shape[1]), left=LABEL, gap=GAP, widest=28.0)
    block = TITLE + 2 * grid.cell + GAP + BREAK
    moments = [
        (one, kept, f)
        for one, kept in zip(experiments, samples, strict=True)
        for f in sorted({_early(one, kept.steps), len(kept.steps) - 1})
    ]
    figure = grid.canvas(len(moments) * block + MARGIN)
    for i, (one, kept, f) in enumerate(moments):
        top = i * block
        letter(figure, 0, top + 1.2, i)
        when = f"after {kept.steps[f] / _steps_per_epoch(one):.2g} epochs"
        title = f"{one.name}, {when}, input σ {kept.sigma_in[f]:.3g} px: images never trained on"
        write(figure, LABEL, top + 2.4, title, color=MUTED, fontsize=6.5)
        _draw_images(figure, grid, top + TITLE, kept, f)
    return figure


def _draw_images(figure: Figure, grid: Grid, top: float, samples: Samples, f: int) -> None:
    tops = (top, top + grid.cell + GAP)
    for above, (name, colour) in zip(tops, PAIR, strict=True):
        row_label(figure, LABEL - 1.5, above + grid.cell / 2, name, color=colour)
    for column in range(min(grid.columns, samples.inputs.shape[1])):
        places = [(grid.at(column), above, grid.cell) for above in tops]
        image_pair(figure, places, (samples.inputs[f, column], samples.outputs[f, column]))


def _steps_per_epoch(experiment: Experiment) -> float:
    history = read_history(experiment.files(1).history)
    return max(float(history.step[-1] / history.epoch[-1]), 1.0)


def _early(experiment: Experiment, steps: np.ndarray) -> int:
    """The snapshot nearest to half an epoch."""
    return int(np.abs(steps - EARLY * _steps_per_epoch(experiment)).argmin())
