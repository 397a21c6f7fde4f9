"""Truth and reconstruction over each other, in three views at one scale."""

import textwrap
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from holly.figures.clouds import ABOVE, FRONT, SIDE, UPRIGHT, colour_of, scatter
from holly.figures.scene import Scene, read_scene
from holly.figures.style import (
    INCH,
    INK,
    MUTED,
    PAGE,
    TRUTH,
    canvas,
    place,
    save,
    style,
    write,
)
from holly.figures.words import findings, scale_bar
from holly.results.evaluation import Evaluation, read_evaluation

TITLE, LINE, LABEL, MARGIN, GAP = 7.6, 3.4, 5.5, 3.0, 3.0  # mm
PANEL = (PAGE - 2 * MARGIN - 2 * GAP) / 3  # mm, square
LETTERS = 135  # in a line of the header

VIEWS = {"front": FRONT, "side": SIDE, "top": ABOVE}
AXIS_VIEWS = {  # the axis is along z, and upright when seen from the side
    "along the axis": FRONT,
    "side": UPRIGHT,
    "other side": np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]]),
}


def draw_overlay(
    structure: Path,
    evaluation: Path,
    output: Path,
    *,
    truth: Path | None = None,
    dpi: int = 200,
) -> None:
    """Draw truth (orange) and aligned reconstruction (blue) from the front, the side and above.

    Nearer points are larger and darker. Without a truth the structure stands alone; if its
    evaluation measured a shape with an axis, it is seen along that axis and from two sides, with
    the measured rings as thin lines.

    Raises:
        InputError: a file is missing or broken, or the suffix of `output` is unknown.
    """
    scene = read_scene(structure, read_evaluation(evaluation), truth)
    with style():
        save(_draw(scene), output, dpi)


def _draw(scene: Scene) -> Figure:
    found = scene.evaluation
    header = [line for part in findings(found) for line in _wrap(part)]
    top = TITLE + LINE * len(header)
    figure = canvas(PAGE, top + PANEL + LABEL)
    write(figure, MARGIN, 2.2, found.name, fontsize=9, fontweight="bold")
    for i, line in enumerate(header):
        write(figure, MARGIN, TITLE - 0.6 + i * LINE, line, fontsize=6.5, color=MUTED)
    _legend(figure, scene)
    middle, half = scene.box
    half *= 1.06
    for i, (name, view) in enumerate((AXIS_VIEWS if scene.on_axis else VIEWS).items()):
        left = MARGIN + i * (PANEL + GAP)
        axes = place(figure, left, top, PANEL, PANEL)
        axes.set(xlim=(-half, half), ylim=(-half, half), xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color="#D5D5D5")
        for ring in scene.rings:
            axes.plot(*((ring - middle) @ view.T).T[:2], color=TRUTH, linewidth=0.8, zorder=1)
        scatter(axes, {key: (cloud - middle) @ view.T for key, cloud in scene.clouds.items()})
        write(figure, left, top + PANEL + 1.2, name, color=MUTED)
    _scale_bar(figure, found, half, top + PANEL + 2.7)
    return figure


def _wrap(text: str) -> list[str]:
    """Lines of a text, broken only at its raised dots."""
    whole = text.replace(" ", "\N{NO-BREAK SPACE}")
    return textwrap.wrap(whole.replace("\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}", " · "), LETTERS)


def _legend(figure: Figure, scene: Scene) -> None:
    looks = {"linestyle": "", "marker": "o", "markersize": 4.5, "markeredgewidth": 0}
    handles = [
        Line2D([], [], color=colour_of(name), label=f"{name} ({len(cloud)} points)", **looks)
        for name, cloud in scene.clouds.items()
    ]
    if scene.rings:
        label = "measured ring" if len(scene.rings) == 1 else "measured rings"
        handles.append(Line2D([], [], color=TRUTH, linewidth=0.8, label=label))
    figure.legend(
        handles=handles,
        loc="upper right",
        bbox_to_anchor=(1 - MARGIN / PAGE, 1),
        ncols=len(handles),
        handlelength=1.4,
        handletextpad=0.4,
        columnspacing=1.4,
        borderaxespad=0.5,
        borderpad=0.2,
    )


def _scale_bar(figure: Figure, found: Evaluation, half: float, middle: float) -> None:
    """Draw the bar at the right under the panels, where it covers no point; `middle` in mm."""
    length, label = scale_bar(found, 2 * half)
    wide, high = figure.get_size_inches() * INCH
    right = PAGE - MARGIN
    left = right - length / (2 * half) * PANEL
    level = 1 - middle / high
    bar = Line2D([left / wide, right / wide], [level, level], color=INK, linewidth=1.6)
    bar.set_solid_capstyle("butt")
    figure.add_artist(bar)
    write(figure, left - 1.5, middle, label, ha="right", va="center")
