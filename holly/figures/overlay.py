"""Truth and reconstruction over each other, in three views at one scale."""

import textwrap
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from groundwork.figures import MUTED, PAGE, canvas, save, style, write
from holly.figures.clouds import ABOVE, FRONT, SIDE, UPRIGHT, colour_of, scatter
from holly.figures.colours import TRUTH
from holly.figures.panels import DOT, LEGEND, MARGIN, framed_axes, scale_bar
from holly.figures.scene import Scene, read_scene
from holly.figures.words import findings
from holly.results.evaluation import read_evaluation

TITLE, LINE, LABEL, GAP = 7.6, 3.4, 5.5, 3.0  # mm
PANEL = (PAGE - 2 * MARGIN - 2 * GAP) / 3  # mm, square
CHARACTERS = 135  # per line of the header

VIEWS = {"front": FRONT, "side": SIDE, "top": ABOVE}
AXIS_VIEWS = {  # the axis is along z, and upright when seen from the side
    "along the axis": FRONT,
    "side": UPRIGHT,
    "other side": np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]]),
}


def draw_overlay(
    structure: Path, evaluation: Path, output: Path, *, truth: Path | None = None, dpi: int = 200
) -> None:
    """Draw truth (orange) and aligned reconstruction (blue) from the front, the side and above.

    Without a truth, only the structure is drawn; if its evaluation measured a shape with an axis,
    it is seen along that axis and from two sides, with the measured rings as thin lines.

    Raises:
        InputError: a file is missing or broken, or the suffix of `output` is unknown.
    """
    scene = read_scene(structure, read_evaluation(evaluation), truth)
    with style():
        save(_draw(scene), output, dpi)


def _draw(scene: Scene) -> Figure:
    header = [line for text in findings(scene.evaluation) for line in _wrap(text)]
    top = TITLE + LINE * len(header)
    figure = canvas(PAGE, top + PANEL + LABEL)
    write(figure, MARGIN, 2.2, scene.evaluation.name, fontsize=9, fontweight="bold")
    for i, line in enumerate(header):
        write(figure, MARGIN, TITLE - 0.6 + i * LINE, line, fontsize=6.5, color=MUTED)
    _legend(figure, scene)
    middle, half = scene.box.centre, 1.06 * scene.box.half
    for i, (name, view) in enumerate((AXIS_VIEWS if scene.on_axis else VIEWS).items()):
        left = MARGIN + i * (PANEL + GAP)
        axes = framed_axes(figure, (left, top, PANEL), half)
        for ring in scene.rings:
            axes.plot(*((ring - middle) @ view.T).T[:2], color=TRUTH, linewidth=0.8, zorder=1)
        scatter(axes, {key: (cloud - middle) @ view.T for key, cloud in scene.clouds.items()})
        write(figure, left, top + PANEL + 1.2, name, color=MUTED)
    scale_bar(figure, scene, half, PANEL, top + PANEL + 2.7)
    return figure


def _wrap(text: str) -> list[str]:
    """Lines of a text, broken only at its raised dots."""
    phrases = [phrase.replace(" ", "\N{NO-BREAK SPACE}") for phrase in text.split(" · ")]
    return textwrap.wrap(" · ".join(phrases), CHARACTERS)


def _legend(figure: Figure, scene: Scene) -> None:
    handles = [
        Line2D([], [], color=colour_of(name), label=f"{name} ({len(cloud)} points)", **DOT)
        for name, cloud in scene.clouds.items()
    ]
    if scene.rings:
        label = "measured ring" if len(scene.rings) == 1 else "measured rings"
        handles.append(Line2D([], [], color=TRUTH, linewidth=0.8, label=label))
    looks = LEGEND | {"ncols": len(handles), "borderaxespad": 0.5, "borderpad": 0.2}
    figure.legend(handles=handles, bbox_to_anchor=(1 - MARGIN / PAGE, 1), **looks)
