"""Figure 8 of the report: training and validation losses of the networks of Table I."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib import ticker
from matplotlib.axes import Axes

from groundwork.errors import InputError
from groundwork.figures import BLUE, INK, MUTED, PAGE, canvas, place, save, style, write
from groundwork.words import short_count
from wormbrain.evaluation.history import Training, by_network
from wormbrain.evaluation.table1 import PREFIX

LEFT, RIGHT, TOP, BOTTOM, GAP, HEIGHT = 11.0, 1.5, 8.0, 9.0, 3.0, 40.0  # mm
NO_CHANGE = "no change"


def draw_losses(runs: Sequence[Path], output: Path, *, dpi: int = 200) -> None:
    """Draw the losses of trainings over their steps: a panel per network, a line per seed.

    All panels share one logarithmic axis. The dashed line is the validation loss of predicting no
    change, below which a network is useful.

    Args:
        runs: folders of trainings, {network}/{seed}.
        output: the .png, .svg or .pdf file to write.
        dpi: resolution of bitmaps.

    Raises:
        InputError: there are no trainings, a file is missing or broken, or the suffix is another.
    """
    networks = by_network(runs)
    if not networks:
        raise InputError(f"{output}: no trainings; give folders {{network}}/{{seed}}")
    wide = (PAGE - LEFT - RIGHT - GAP * (len(networks) - 1)) / len(networks)
    with style():
        figure, first = canvas(PAGE, TOP + HEIGHT + BOTTOM), None
        for number, (name, trainings) in enumerate(networks.items()):
            left = LEFT + number * (wide + GAP)
            axes = place(figure, left, TOP, wide, HEIGHT)
            if first is None:
                first = axes
            else:
                axes.sharey(first)
            _panel(axes, trainings)
            axes.tick_params(labelleft=axes is first)
            write(figure, left, 4.2, name.removeprefix(PREFIX))
        first.set_ylabel("grid loss")
        first.yaxis.set_label_coords(-(LEFT - 2.5) / wide, 0.5)
        handles, labels = first.get_legend_handles_labels()
        figure.legend(handles, labels, loc="upper right", ncols=3, borderaxespad=0)
        save(figure, output, dpi)


def _panel(axes: Axes, trainings: Sequence[Training]) -> None:
    """The losses of one network."""
    for number, one in enumerate(trainings):
        steps = one.columns["step"]
        training, validation = ("training", "validation") if number == 0 else (None, None)
        axes.plot(steps, one.columns["loss"], color=MUTED, linewidth=0.7, label=training)
        axes.plot(steps, one.columns[one.validation], color=BLUE, label=validation)
    identity = trainings[0].run.get("identity", np.nan)
    axes.axhline(identity, color=INK, linewidth=0.7, linestyle="--", label=NO_CHANGE)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(ticker.StrMethodFormatter("{x:g}"))
    axes.yaxis.set_minor_formatter(ticker.NullFormatter())
    axes.set_xlim(0, max(one.columns["step"].max() for one in trainings))
    axes.xaxis.set_major_locator(ticker.MaxNLocator(3, integer=True))
    axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: short_count(value)))
    axes.set_xlabel("steps")
