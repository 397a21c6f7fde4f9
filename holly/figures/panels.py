"""Rows and columns of panels: clouds, images, letters, legends, scale bars; all places in mm."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from groundwork.figures import COLUMN, INCH, INK, MUTED, PAGE, canvas, place, write
from holly.figures import words
from holly.figures.clouds import FRONT, scatter
from holly.figures.colours import RECONSTRUCTION, TRUTH
from holly.figures.scene import Scene

MARGIN, HEADER, FOOTER = 3.0, 7.5, 5.5
LABEL = 6.5  # room for the labels at the left of rows
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FRAME = "#D5D5D5"
DARK_TRUTH = "#8A5A00"  # the orange, dark enough for text
PAIR = {"input": DARK_TRUTH, "output": RECONSTRUCTION}  # names and colours
DOT = {"linestyle": "", "marker": "o", "markersize": 4.5, "markeredgewidth": 0}  # in a legend
LEGEND = {"loc": "upper right", "handlelength": 1.4, "handletextpad": 0.4, "columnspacing": 1.4}

Place = tuple[float, float, float]  # left, top and width of a square


@dataclass(frozen=True)
class Grid:
    """The columns of a figure that is a page wide, or less if there are few columns."""

    columns: int
    left: float = MARGIN
    gap: float = 2.0
    widest: float = 56.0

    @property
    def cell(self) -> float:
        """Width of a panel."""
        room = PAGE - self.left - MARGIN - (self.columns - 1) * self.gap
        return min(room / self.columns, self.widest)

    def at(self, column: int) -> float:
        """The left side of a column."""
        return self.left + column * (self.cell + self.gap)

    def canvas(self, height: float) -> Figure:
        """An empty figure with these columns."""
        return canvas(max(self.at(self.columns) - self.gap + MARGIN, COLUMN), height)


def framed_axes(figure: Figure, where: Place, half: float) -> Axes:
    """A square panel with a frame, from -half to half in both directions."""
    left, top, width = where
    axes = place(figure, left, top, width, width)
    axes.set(xlim=(-half, half), ylim=(-half, half), xticks=[], yticks=[])
    axes.spines[:].set(visible=True, color=FRAME)
    return axes


def cloud_panel(
    figure: Figure,
    where: Place,
    scene: Scene,
    half: float,
    index: int,
    *,
    view: np.ndarray = FRONT,
    only: str | None = None,
    mirrored: bool = False,
) -> Axes:
    """Draw a scene, or `only` one of its clouds, in a square panel with the letter of its index.

    The panel reaches `half` model units from the middle to a side. The rows of `view` [3, 3] point
    right, up and towards the reader; `mirrored` exchanges left and right of the scene.
    """
    axes = framed_axes(figure, where, half)
    sign = np.diag([-1.0 if mirrored else 1.0, 1, 1])
    names = [only] if only else scene.clouds
    clouds = {name: (scene.clouds[name] - scene.box.centre) @ sign @ view.T for name in names}
    scatter(axes, clouds, width=where[2], rasterized=True)
    letter(figure, *where[:2], index)
    return axes


def common_half(scenes: Sequence[Scene]) -> float:
    """Half the side of a panel in which each of the scenes fits about its own middle."""
    return 1.06 * float(np.max([scene.box.half for scene in scenes]))


def reach(scene: Scene) -> float:
    """Half the side of a panel with the rings and 98 % of the points; a few are stranded."""
    middle = scene.box.centre
    points = np.abs(np.concatenate(list(scene.clouds.values())) - middle).max(1)
    rings = [np.abs(ring - middle).max() for ring in scene.rings]
    return 1.15 * max(float(np.percentile(points, 98)), *rings, 1e-6)


def image_panel(figure: Figure, where: Place, image: np.ndarray, brightest: float) -> None:
    """Draw an image [H, W] as wide as the place, from zero to `brightest`."""
    left, top, width = where
    axes = place(figure, left, top, width, width * image.shape[0] / image.shape[1])
    axes.imshow(image, cmap="inferno", vmin=0, vmax=max(brightest, 1e-12), aspect="auto")
    axes.set_axis_off()


def image_pair(figure: Figure, places: Sequence[Place], pair: Sequence[np.ndarray]) -> None:
    """Draw an input and its output at one scale, from zero to the brighter maximum."""
    brightest = max(image.max() for image in pair)
    for where, image in zip(places, pair, strict=True):
        image_panel(figure, where, image, brightest)


def letter(figure: Figure, left: float, top: float, index: int, **looks: object) -> None:
    """Write the bold letter of a panel into its upper left corner."""
    name = LETTERS[index] if index < len(LETTERS) else str(index + 1)
    write(figure, left + 1.2, top + 1.0, name, fontweight="bold", fontsize=8, **looks)


def corner(figure: Figure, left: float, top: float, width: float, text: str) -> None:
    """Write into the lower right corner of a panel."""
    paper = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 0.8}
    looks = {"ha": "right", "va": "bottom", "fontsize": 6.5, "bbox": paper}
    write(figure, left + width - 1.2, top + width - 1.0, text, **looks)


def row_label(figure: Figure, right: float, middle: float, text: str, **looks: object) -> None:
    """Write what a row shows, upwards, at its left."""
    looks = {"color": MUTED, "rotation": 90, "ha": "right", "va": "center"} | looks
    write(figure, right, middle, text, **looks)


def legend(figure: Figure, top: float, *, rings: bool = False) -> None:
    """Explain orange and blue in the upper right corner, at `top`."""
    wide, high = figure.get_size_inches() * INCH
    orange = {"label": "fitted shape"} if rings else {"label": "truth", **DOT}
    blue = Line2D([], [], color=RECONSTRUCTION, label="reconstruction", **DOT)
    anchor = (1 - MARGIN / wide, 1 - top / high)
    looks = LEGEND | {"ncols": 2, "borderaxespad": 0, "borderpad": 0}
    handles = [Line2D([], [], color=TRUTH, **orange), blue]
    figure.legend(handles=handles, bbox_to_anchor=anchor, **looks)


def scale_bar(figure: Figure, scene: Scene, half: float, width: float, middle: float) -> None:
    """Draw the scale bar of panels of this width at the figure's right, `middle` from its top."""
    length, label = words.scale_bar(scene.evaluation, 2 * half)
    wide, high = figure.get_size_inches() * INCH
    right = wide - MARGIN
    left = right - length / (2 * half) * width
    level = 1 - middle / high
    looks = {"color": INK, "linewidth": 1.6, "solid_capstyle": "butt"}
    figure.add_artist(Line2D([left / wide, right / wide], [level, level], **looks))
    write(figure, left - 1.5, middle, label, ha="right", va="center")


def draw_rings(axes: Axes, scene: Scene, view: np.ndarray) -> None:
    """Draw the measured ring, or a cylinder's ends and wall, in orange over the points."""
    rings = [(ring - scene.box.centre) @ view.T for ring in scene.rings]
    looks = {"color": TRUTH, "linewidth": 1.3, "zorder": 3}
    for ring in rings:
        axes.plot(*ring.T[:2], **looks)
    if len(rings) == 2:
        for k in (0, len(rings[0]) // 2):  # left and right, seen upright
            axes.plot(*np.stack([rings[0][k], rings[1][k]]).T[:2], **looks)
