"""Rows and columns of square panels: clouds, images, letters, scale bars."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from holly.figures import words
from holly.figures.clouds import FRONT, scatter
from holly.figures.scene import Scene
from holly.figures.style import (
    COLUMN,
    INCH,
    INK,
    MUTED,
    PAGE,
    RECONSTRUCTION,
    TRUTH,
    canvas,
    place,
    write,
)

MARGIN, HEADER, FOOTER = 3.0, 7.5, 5.5  # mm
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FRAME = "#D5D5D5"
DARK_TRUTH = "#8A5A00"  # the orange, dark enough to read as letters


@dataclass(frozen=True)
class Grid:
    """Where the columns of a page-wide figure are; all in mm."""

    columns: int
    left: float = MARGIN
    gap: float = 2.0
    widest: float = 56.0

    @property
    def cell(self) -> float:
        """Width of a panel."""
        room = PAGE - self.left - MARGIN - (self.columns - 1) * self.gap
        return min(room / self.columns, self.widest)

    @property
    def width(self) -> float:
        """Width of the figure: a page, or less where there are few columns."""
        return max(self.at(self.columns) - self.gap + MARGIN, COLUMN)

    def at(self, column: int) -> float:
        """The left side of a column."""
        return self.left + column * (self.cell + self.gap)

    def canvas(self, height: float) -> Figure:
        """An empty figure of this width."""
        return canvas(self.width, height)


def cloud_panel(
    figure: Figure,
    place_mm: tuple[float, float, float],
    scene: Scene,
    half: float,
    *,
    view: np.ndarray = FRONT,
    only: str | None = None,
    mirrored: bool = False,
) -> Axes:
    """Draw a scene in a square panel at left, top, width (mm), `half` model units to each side.

    Args:
        figure: where to draw.
        place_mm: left, top and width.
        scene: clouds, and rings where measured.
        half: from the middle to a side, model units.
        view: rows to the right, upwards, towards the reader.
        only: the one cloud to draw.
        mirrored: exchange left and right of the scene.
    """
    left, top, width = place_mm
    axes = place(figure, left, top, width, width)
    axes.set(xlim=(-half, half), ylim=(-half, half), xticks=[], yticks=[])
    axes.spines[:].set(visible=True, color=FRAME)
    middle = scene.box[0]
    hand = np.diag([-1.0 if mirrored else 1.0, 1, 1])
    names = [only] if only else scene.clouds
    clouds = {name: (scene.clouds[name] - middle) @ hand @ view.T for name in names}
    scatter(axes, clouds, width=width, rasterized=True)
    return axes


def image_panel(
    figure: Figure, place_mm: tuple[float, float, float], image: np.ndarray, brightest: float
) -> None:
    """Draw an image in a square panel at left, top, width (mm), from zero to `brightest`."""
    left, top, width = place_mm
    axes = place(figure, left, top, width, width)
    axes.imshow(image, cmap="inferno", vmin=0, vmax=max(brightest, 1e-12), aspect="auto")
    axes.set_axis_off()


def letter(figure: Figure, left: float, top: float, index: int, **looks: object) -> None:
    """Write the bold letter of a panel into its upper left corner (mm)."""
    name = LETTERS[index] if index < len(LETTERS) else str(index + 1)
    write(figure, left + 1.2, top + 1.0, name, fontweight="bold", fontsize=8, **looks)


def corner(figure: Figure, left: float, top: float, width: float, text: str) -> None:
    """Write into the lower right corner of a panel (mm)."""
    paper = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 0.8}
    looks = {"ha": "right", "va": "bottom", "fontsize": 6.5, "bbox": paper}
    write(figure, left + width - 1.2, top + width - 1.0, text, **looks)


def legend(figure: Figure, top: float, *, rings: bool = False) -> None:
    """Say at the right what is orange and what is blue, at `top` mm."""
    wide, high = figure.get_size_inches() * INCH
    dot = {"linestyle": "", "marker": "o", "markersize": 4.5, "markeredgewidth": 0}
    orange = {"label": "fitted shape"} if rings else {"label": "truth", **dot}
    figure.legend(
        handles=[
            Line2D([], [], color=TRUTH, **orange),
            Line2D([], [], color=RECONSTRUCTION, label="reconstruction", **dot),
        ],
        loc="upper right",
        bbox_to_anchor=(1 - MARGIN / wide, 1 - top / high),
        ncols=2,
        handlelength=1.4,
        handletextpad=0.4,
        columnspacing=1.4,
        borderaxespad=0,
        borderpad=0,
    )


def scale_bar(figure: Figure, scene: Scene, half: float, width: float, middle: float) -> None:
    """Draw the bar of panels `width` mm wide at the figure's right, `middle` mm from its top."""
    length, label = words.scale_bar(scene.evaluation, 2 * half)
    wide, high = figure.get_size_inches() * INCH
    right = wide - MARGIN
    left = right - length / (2 * half) * width
    level = 1 - middle / high
    bar = Line2D([left / wide, right / wide], [level, level], color=INK, linewidth=1.6)
    bar.set_solid_capstyle("butt")
    figure.add_artist(bar)
    write(figure, left - 1.5, middle, label, ha="right", va="center")


def row_label(figure: Figure, right: float, middle: float, text: str, **looks: object) -> None:
    """Write what a row shows, upwards, at its left (mm)."""
    looks = {"color": MUTED, "rotation": 90, "ha": "right", "va": "center"} | looks
    write(figure, right, middle, text, **looks)


def draw_rings(axes: Axes, scene: Scene, view: np.ndarray) -> None:
    """Draw the measured ring, or a cylinder's ends and its wall, in orange over the points."""
    rings = [(ring - scene.box[0]) @ view.T for ring in scene.rings]
    looks = {"color": TRUTH, "linewidth": 1.3, "zorder": 3}
    for ring in rings:
        axes.plot(*ring.T[:2], **looks)
    if len(rings) == 2:
        for k in (0, len(rings[0]) // 2):  # left and right, seen upright
            axes.plot(*np.stack([rings[0][k], rings[1][k]]).T[:2], **looks)
