"""Input and output at the levels of sigma through a training (the paper's figure 10)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from groundwork.arrays import spread
from holly.figures.experiment import Experiment
from holly.figures.panels import LABEL, MARGIN, PAIR, Grid, image_pair, row_label
from holly.figures.style import MUTED, write
from holly.results.history import read_history
from holly.results.samples import Samples

COLUMNS, IMAGES = 10, 2  # at most
HEADER, GAP, BREAK = 13.2, 0.6, 2.5  # mm
SIGMA, LINE = 6.3, 3.4  # top of the input sigma in the header, and height of a line, mm


def draw(experiments: Sequence[Experiment]) -> Figure:
    """A block per experiment, of its first replicate: a column of held-out images per level.

    Above the columns are the input sigma and the mean output sigma that the network predicts;
    each input and its output have one intensity scale.
    """
    samples = [one.samples(1) for one in experiments]
    levels = [_last_of_each_level(kept) for kept in samples]
    grid = Grid(max(map(len, levels)), left=LABEL + 6, gap=GAP, widest=28.0)
    pair = 2 * grid.cell + GAP + BREAK
    heights = [HEADER + min(IMAGES, kept.inputs.shape[1]) * pair for kept in samples]
    figure = grid.canvas(sum(heights))
    top = 0.0
    for one, kept, moments, height in zip(experiments, samples, levels, heights, strict=True):
        write(figure, MARGIN, top + 1.6, one.name, fontweight="bold", fontsize=8)
        _write_sigmas(figure, grid, top + SIGMA, one, kept, moments)
        for row in range(min(IMAGES, kept.inputs.shape[1])):
            _draw_row(figure, grid, top + HEADER + row * pair, kept, row, moments)
        top += height
    return figure


def _draw_row(
    figure: Figure, grid: Grid, top: float, samples: Samples, image: int, moments: np.ndarray
) -> None:
    """One image above its outputs, at each moment."""
    tops = (top, top + grid.cell + GAP)
    for column, f in enumerate(moments):
        places = [(grid.at(column), above, grid.cell) for above in tops]
        image_pair(figure, places, (samples.inputs[f, image], samples.outputs[f, image]))
    for above, (name, _) in zip(tops, PAIR, strict=True):
        row_label(figure, grid.left - 1.5, above + grid.cell / 2, name, color=MUTED)


def _write_sigmas(
    figure: Figure,
    grid: Grid,
    top: float,
    experiment: Experiment,
    samples: Samples,
    moments: np.ndarray,
) -> None:
    """Above each column its input sigma and mean output sigma, in nm if the scale is known."""
    history = read_history(experiment.files(1).history)
    output = np.interp(samples.steps, history.step, history.sigma_out)
    unit = experiment.run().nm_per_unit
    scale = unit / (samples.inputs.shape[3] / 4) if unit else None  # a unit is a quarter of it
    for line, ((name, colour), sigma) in enumerate(
        zip(PAIR, (samples.sigma_in, output), strict=True)
    ):
        height, looks = top + line * LINE, {"color": colour, "fontsize": 6}
        write(figure, grid.left - 1.2, height, f"{name} σ", ha="right", **looks)
        for column, value in enumerate(sigma[moments]):
            text = f"{value:.2f} px" if scale is None else f"{value * scale:.0f} nm"
            write(figure, grid.at(column) + grid.cell / 2, height, text, ha="center", **looks)


def _last_of_each_level(samples: Samples) -> np.ndarray:
    """The last snapshot at each sigma; at most COLUMNS of them, from the first to the last."""
    level = np.round(samples.sigma_in, 6)
    last = np.flatnonzero(np.append(level[1:] != level[:-1], True))
    return last[spread(len(last), COLUMNS)]
