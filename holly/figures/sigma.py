"""Input sigma through training (supplementary figure S1), and the sigma that networks predicted."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from holly.figures.experiment import Experiment
from holly.figures.panels import letter
from holly.figures.style import COLUMN, PAGE, RECONSTRUCTION, TRUTH, canvas, place, write
from holly.results.history import read_history

COLUMNS = 3
LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 11.0, 2.5, 11.0, 9.5, 38.0  # mm


def draw(experiments: Sequence[Experiment]) -> Figure:
    """A panel per experiment: input sigma in orange, every replicate's output sigma in blue."""
    columns = min(len(experiments), COLUMNS)
    rows = -(-len(experiments) // columns)
    wide = COLUMN if columns == 1 else PAGE
    width, height = wide / columns, TOP + HEIGHT + BOTTOM
    figure = canvas(wide, rows * height)
    for i, one in enumerate(experiments):
        row, column = divmod(i, columns)
        left, top = column * width, row * height
        letter(figure, left, top + 0.6, i)
        write(figure, left + LEFT, top + 2, one.name, fontsize=7)
        axes = place(figure, left + LEFT, top + TOP, width - LEFT - RIGHT, HEIGHT)
        _curves(axes, one)
        if column == 0:
            axes.set_ylabel("sigma (px)")
    handles = [
        Line2D([], [], color=TRUTH, label="input"),
        Line2D([], [], color=RECONSTRUCTION, label="output, mean of each replicate", lw=0.7),
    ]
    figure.legend(
        handles=handles, loc="upper right", ncols=2, bbox_to_anchor=(1, 1 - 4 / (rows * height))
    )
    return figure


def _curves(axes: Axes, experiment: Experiment) -> None:
    histories = [read_history(experiment.files(r).history) for r in experiment.numbers]
    for history in histories:
        axes.plot(history.epoch, history.sigma_out, color=RECONSTRUCTION, lw=0.7, alpha=0.8)
    first = histories[0]
    stepped = experiment.run().recipe.interpolation == "step"
    looks = {"drawstyle": "steps-pre"} if stepped else {}
    axes.plot(first.epoch, first.sigma_in, color=TRUTH, lw=1.4, zorder=3, **looks)
    axes.set_xlim(0, first.epoch.max())
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel("epoch")
