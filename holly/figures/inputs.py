"""What trainings are given: sigma and images (supplementary figures S1 to S3)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from groundwork.errors import InputError
from groundwork.figures import COLUMN, PAGE, canvas, place, write
from holly.figures.colours import RECONSTRUCTION, TRUTH
from holly.figures.experiment import Experiment
from holly.figures.panels import letter
from holly.images.cube import CubeHeader, cube_path, open_cube
from holly.results.history import read_history

LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 11.0, 2.5, 11.0, 9.5, 38.0  # about a panel of sigma, mm
SIDE = 10  # images per row, and rows
BORDER = 2  # px between images


def draw_sigma(experiments: Sequence[Experiment]) -> Figure:
    """Figure S1, a panel per experiment: sigma of the inputs, and predicted by each replicate."""
    columns = min(len(experiments), 3)
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
        _draw_sigma(axes, one)
        if column == 0:
            axes.set_ylabel("sigma (px)")
    orange = Line2D([], [], color=TRUTH, label="input")
    blue = Line2D([], [], color=RECONSTRUCTION, label="output, mean of each replicate", lw=0.7)
    corner = (1, 1 - 4 / (rows * height))
    figure.legend(handles=[orange, blue], loc="upper right", ncols=2, bbox_to_anchor=corner)
    return figure


def draw_gallery(experiments: Sequence[Experiment]) -> Figure:
    """Figures S2 and S3: up to 100 training images per experiment, chosen by a fixed seed.

    They have the finest sigma; each is scaled to its own maximum.
    """
    margin, header = 1.0, 6.0  # mm
    wide = COLUMN - 2 * margin
    mosaics = [_mosaic(one) for one in experiments]
    heights = [header + wide * mosaic.shape[0] / mosaic.shape[1] for mosaic, _ in mosaics]
    figure = canvas(COLUMN, sum(heights) + margin)
    top = 0.0
    for one, (mosaic, words), height in zip(experiments, mosaics, heights, strict=True):
        write(figure, margin, top + 1.6, f"{one.name}: {words}", fontsize=6.5)
        axes = place(figure, margin, top + header, wide, height - header)
        axes.imshow(np.ma.masked_invalid(mosaic), cmap="inferno", vmin=0, vmax=1, aspect="auto")
        axes.set_axis_off()
        top += height
    return figure


def _draw_sigma(axes: Axes, experiment: Experiment) -> None:
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


def _mosaic(experiment: Experiment) -> tuple[np.ndarray, str]:
    """The images side by side with NaN between them, and a description."""
    cube, header = _finest(experiment)
    random = np.random.default_rng(1)
    chosen = np.sort(random.choice(len(cube), min(SIDE * SIDE, len(cube)), replace=False))
    rows = -(-len(chosen) // SIDE)
    height, width = cube.shape[1] + BORDER, cube.shape[2] + BORDER
    images = cube[chosen].astype(np.float32)
    cells = np.full((rows * SIDE, height, width), np.nan, np.float32)
    brightest = np.maximum(images.max((1, 2), keepdims=True), 1e-12)
    cells[: len(images), :-BORDER, :-BORDER] = images / brightest
    mosaic = cells.reshape(rows, SIDE, height, width).swapaxes(1, 2).reshape(rows * height, -1)
    scale = f", {header.nm_per_pixel:.3g} nm/px" if header.nm_per_pixel > 0 else ""
    words = f"{len(chosen)} of {len(cube)} training images, σ {header.sigma:.3g} px{scale}"
    return mosaic[:-BORDER, :-BORDER], words


def _finest(experiment: Experiment) -> tuple[np.ndarray, CubeHeader]:
    folder = experiment.results / "images" / (experiment.images or "-")
    sigmas = [float(path.stem.removeprefix("sigma_")) for path in folder.glob("sigma_*.fits")]
    if not sigmas:
        raise InputError(
            f"{folder}: no training images of {experiment.name}; make its images first"
        )
    return open_cube(cube_path(folder, min(sigmas)))
