"""Loss, sigma and the hypotheses' shares against the images seen."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import (
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    PercentFormatter,
    StrMethodFormatter,
)

from groundwork.errors import InputError
from groundwork.files import require_lines
from holly.figures.style import (
    COLUMN,
    INK,
    RECONSTRUCTION,
    TRUTH,
    canvas,
    place,
    save,
    style,
)

LEFT, RIGHT, TOP, BOTTOM, GAP, PANEL = 14.5, 3.0, 2.5, 9.0, 3.5, 27.0  # mm
NEEDED = ["images", "sigma_in", "sigma_out", "loss", "heldout_loss"]


def draw_curves(history: Path, output: Path, *, dpi: int = 200) -> None:
    """Draw loss and sigma of a run, and how often each hypothesis won if there are several.

    Raises:
        InputError: the history is missing or broken, or the suffix of `output` is unknown.
    """
    table = read_history(history)
    usage = table.filter(regex=r"^usage_\d+$")
    with style():
        panels = [_loss, _sigma] + ([_usage] if usage.shape[1] > 1 else [])
        height = TOP + len(panels) * PANEL + (len(panels) - 1) * GAP + BOTTOM
        figure = canvas(COLUMN, height)
        for i, panel in enumerate(panels):
            axes = place(figure, LEFT, TOP + i * (PANEL + GAP), COLUMN - LEFT - RIGHT, PANEL)
            panel(axes, table)
            axes.set_xlim(0, max(table["images"].max(), 1))
            axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
            axes.tick_params(labelbottom=panel is panels[-1])
            axes.yaxis.set_label_coords(-(LEFT - 3.5) / (COLUMN - LEFT - RIGHT), 0.5)
        axes.set_xlabel("images seen")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _count(value)))
        save(figure, output, dpi)


def read_history(path: Path) -> pd.DataFrame:
    """Read the history.csv of a run, a row a logged step.

    Raises:
        InputError: the file is missing, has no rows, lacks a column or holds what is no number.
    """
    require_lines(path, "run the training first")
    try:
        table = pd.read_csv(path).astype(float)
    except (ValueError, OverflowError) as fault:  # pandas' own faults are of this kind too
        reason = str(fault).splitlines()[0]
        raise InputError(f"{path}: not a table of numbers ({reason}); train again") from None
    missing = [name for name in NEEDED if name not in table]
    if missing or table.empty:
        lack = f"no column {missing[0]!r}" if missing else "no rows"
        raise InputError(f"{path}: {lack}; train again")
    return table


def _loss(axes: Axes, table: pd.DataFrame) -> None:
    axes.plot(table["images"], table["loss"], color="#9A9A9A", linewidth=0.8, label="training")
    heldout = table.dropna(subset="heldout_loss")
    axes.plot(heldout["images"], heldout["heldout_loss"], color=INK, label="held out")
    axes.set_ylabel("loss")
    axes.set_ylim(bottom=0)
    axes.legend(loc="upper center")


def _sigma(axes: Axes, table: pd.DataFrame) -> None:
    for name, colour, label in (
        ("sigma_in", TRUTH, "input"),
        ("sigma_out", RECONSTRUCTION, "output"),
    ):
        axes.plot(table["images"], table[name], color=colour, label=label)
    axes.set_ylabel("sigma (px)")
    axes.legend(loc="upper right")
    if (table[["sigma_in", "sigma_out"]].min() > 0).all():  # the centrioles end at a sigma of 0
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())


def _usage(axes: Axes, table: pd.DataFrame) -> None:
    usage = table.filter(regex=r"^usage_\d+$").dropna()
    shares = usage.to_numpy().T
    shares = shares / np.maximum(shares.sum(0), 1e-12)
    shades = [_shade(i, len(shares)) for i in range(len(shares))]
    images = table.loc[usage.index, "images"]
    axes.stackplot(images, shares, colors=shades, edgecolor="white", linewidth=0.4)
    axes.set_ylim(0, 1)
    axes.set_ylabel("chosen hypothesis")
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    centres = shares.cumsum(0)[:, -1] - shares[:, -1] / 2
    for k in np.flatnonzero(shares[:, -1] > 0.08):  # a number needs that much room
        ink = "white" if k < len(shares) / 2 else INK
        axes.annotate(
            str(k),
            (1, centres[k]),
            xycoords=axes.get_yaxis_transform(),
            xytext=(-3, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            color=ink,
        )


def _shade(i: int, count: int) -> tuple[float, float, float]:
    light = 0.75 * i / max(count - 1, 1)
    blue = np.array([0, 0x72, 0xB2]) / 255
    return tuple(blue * (1 - light) + light)


def _count(value: float) -> str:
    """A number of images in few letters: 500, 64k, 1.6M."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"
