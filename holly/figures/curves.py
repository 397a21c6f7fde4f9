"""Loss, sigma and the use of pose hypotheses over the images seen."""

from pathlib import Path

import numpy as np
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from groundwork.figures import COLUMN, INK, canvas, place, save, style
from groundwork.words import short_count
from holly.figures.colours import RECONSTRUCTION, TRUTH
from holly.results.history import History, read_history

LEFT, RIGHT, TOP, BOTTOM, GAP, PANEL = 14.5, 3.0, 2.5, 9.0, 3.5, 27.0  # mm


def draw_curves(history: Path, output: Path, *, dpi: int = 200) -> None:
    """Draw loss and sigma of a run and, if there are several, how often each hypothesis won.

    Raises:
        InputError: the history is missing or broken, or the suffix of `output` is unknown.
    """
    trained = read_history(history)
    with style():
        panels = [_loss, _sigma] + ([_usage] if trained.usage.shape[1] > 1 else [])
        height = TOP + len(panels) * PANEL + (len(panels) - 1) * GAP + BOTTOM
        figure = canvas(COLUMN, height)
        for i, panel in enumerate(panels):
            axes = place(figure, LEFT, TOP + i * (PANEL + GAP), COLUMN - LEFT - RIGHT, PANEL)
            panel(axes, trained)
            axes.set_xlim(0, max(trained.images.max(), 1))
            axes.xaxis.set_major_locator(ticker.MaxNLocator(5, integer=True))
            axes.tick_params(labelbottom=panel is panels[-1])
            axes.yaxis.set_label_coords(-(LEFT - 3.5) / (COLUMN - LEFT - RIGHT), 0.5)
        axes.set_xlabel("images seen")
        axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: short_count(value)))
        save(figure, output, dpi)


def _loss(axes: Axes, history: History) -> None:
    axes.plot(history.images, history.loss, color="#9A9A9A", linewidth=0.8, label="training")
    known = ~np.isnan(history.heldout_loss)
    axes.plot(history.images[known], history.heldout_loss[known], color=INK, label="held out")
    axes.set_ylabel("loss")
    axes.set_ylim(bottom=0)
    axes.legend(loc="upper center")


def _sigma(axes: Axes, history: History) -> None:
    axes.plot(history.images, history.sigma_in, color=TRUTH, label="input")
    axes.plot(history.images, history.sigma_out, color=RECONSTRUCTION, label="output")
    axes.set_ylabel("sigma (px)")
    axes.legend(loc="upper right")
    if min(history.sigma_in.min(), history.sigma_out.min()) > 0:  # centrioles end at 0
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(ticker.StrMethodFormatter("{x:g}"))
        axes.yaxis.set_minor_formatter(ticker.NullFormatter())


def _usage(axes: Axes, history: History) -> None:
    known = ~np.isnan(history.usage).any(1)
    shares = history.usage[known].T
    shares = shares / np.maximum(shares.sum(0), 1e-12)
    light = np.linspace(0, 0.75, len(shares))[:, None]
    shades = np.array(to_rgb(RECONSTRUCTION)) * (1 - light) + light
    axes.stackplot(history.images[known], shares, colors=shades, edgecolor="white", linewidth=0.4)
    axes.set_ylim(0, 1)
    axes.set_ylabel("chosen hypothesis")
    axes.yaxis.set_major_formatter(ticker.PercentFormatter(1))
    centres = shares.cumsum(0)[:, -1] - shares[:, -1] / 2
    for k in np.flatnonzero(shares[:, -1] > 0.08):  # narrower bands have no room for a number
        looks = {"ha": "right", "va": "center", "color": "white" if k < len(shares) / 2 else INK}
        where = {"xycoords": axes.get_yaxis_transform(), "textcoords": "offset points"}
        axes.annotate(str(k), (1, centres[k]), xytext=(-3, 0), **where, **looks)
