"""Frames beside the target they were aligned to; lines join the points that were matched."""

import math
from pathlib import Path

import matplotlib
import numpy as np
import torch
from matplotlib.axes import Axes
from torch import Tensor
from torch.nn import functional

from groundwork.arrays import spread
from groundwork.figures import PAGE, canvas, place, save, style, write
from wormbrain.alignment.transformations import Transformations, read_transformations
from wormbrain.evaluation.history import read_columns
from wormbrain.figures.pictures import LONGEST
from wormbrain.frames.colours import as_colours
from wormbrain.frames.intensity import scaled
from wormbrain.frames.recording import Recording

MATCHED, LOST = 4, 2  # frames that are drawn, at most
POINTS = 24  # bright points of the target, at most
BRIGHT = 0.15  # scaled intensity of a spot at least
APART, BLUR = 0.05, 0.012  # of the longer side: distance of two points, width of the blur
COLUMNS, TITLE, GAP = 2, 5.0, 3.0  # pairs in a row; mm
BETWEEN = 0.02  # of a picture's width: the gap between target and frame
REMEDY = "make it again with `wormbrain align`"


def draw_matches(folder: Path, recording: Path, output: Path, *, dpi: int = 200) -> None:
    """Draw some frames of an alignment, evenly chosen, and some that are lost.

    Args:
        folder: of the alignment: transformations.h5 and frames.csv.
        recording: the recording.h5 that was aligned.
        output: the .png, .svg or .pdf file to write.
        dpi: resolution of the pictures.

    Raises:
        InputError: a file is missing or damaged, they do not belong together, or the suffix is
            another one.
    """
    said = _words(folder / "frames.csv")
    with Recording(recording) as frames:
        found = read_transformations(folder / "transformations.h5").select(frames)
        images = {i: scaled(frames[i], frames.used_range) for i in _chosen(found)}
        target = scaled(frames[frames.index(found.target)], frames.used_range)
    spots = bright_spots(target)
    places = found.follow(spots)
    height, width = found.size
    wide = (PAGE - GAP * (COLUMNS - 1)) / COLUMNS
    tall = wide * height / (width * (2 + BETWEEN))
    step = TITLE + tall + GAP
    with style():
        figure = canvas(PAGE, max(1, math.ceil(len(images) / COLUMNS)) * step - GAP)
        for number, (index, image) in enumerate(images.items()):
            left, top = number % COLUMNS * (wide + GAP), number // COLUMNS * step
            frame = found.number[index]
            words = f"frames {found.target} and {frame}: {said.get(frame, 'not in frames.csv')}"
            write(figure, left, top + 0.5, words)
            axes = place(figure, left, top + TITLE, wide, tall)
            _pair(axes, target, image)
            _join(axes, spots, places[index], found.size)
        save(figure, output, dpi)


def _words(table: Path) -> dict[int, str]:
    """What is said of each frame, by its number."""
    columns = read_columns(table, REMEDY, ("frame", "error", "reason"), ("reason",))
    rows = zip(*(columns[name] for name in ("frame", "error", "reason")), strict=True)
    return {
        int(frame): f"lost, {reason}"
        if reason
        else f"forward and backward differ by {error:.2f} px"
        for frame, error, reason in rows
    }


def _chosen(found: Transformations) -> list[int]:
    """The indices of the frames to draw, in order."""
    lost, others = found.lost, found.number != found.target
    matched = np.flatnonzero(~lost & others)
    missed = np.flatnonzero(lost)
    chosen = [matched[spread(len(matched), MATCHED)], missed[spread(len(missed), LOST)]]
    return sorted(int(index) for index in np.concatenate(chosen))


def bright_spots(image: Tensor) -> np.ndarray:
    """The brightest spots of an image [C, H, W] that lie apart, [N, 2], pixels (column, row)."""
    longest = max(image.shape[1:])
    blur, apart = (2 * max(1, round(share * longest / 2)) + 1 for share in (BLUR, APART))
    mean = functional.avg_pool2d(image.mean(0)[None], blur, 1, blur // 2)
    highest = functional.max_pool2d(mean, apart, 1, apart // 2)
    row, column = ((mean == highest) & (mean > BRIGHT))[0].nonzero(as_tuple=True)
    order = mean[0, row, column].argsort(descending=True, stable=True)
    spots: list[np.ndarray] = []
    for spot in torch.stack([column, row], 1)[order].numpy():  # a saturated spot has many maxima
        if all(abs(spot - other).max() > apart // 2 for other in spots):
            spots.append(spot)
    return np.array(spots[:POINTS], float).reshape(-1, 2)


def _pair(axes: Axes, target: Tensor, frame: Tensor) -> None:
    """The target on the left, a frame on the right."""
    height, width = target.shape[1:]
    start = width * (1 + BETWEEN)
    for image, left in ((target, 0), (frame, start)):
        box = (left - 0.5, left + width - 0.5, height - 0.5, -0.5)
        axes.imshow(as_colours(image, LONGEST), extent=box)
    axes.set_xlim(-0.5, start + width - 0.5)
    axes.set_ylim(height - 0.5, -0.5)
    axes.set_axis_off()


def _join(axes: Axes, spots: np.ndarray, places: np.ndarray, size: tuple[int, int]) -> None:
    """Lines from spots [N, 2] of the target to their places in the frame; none if it is lost."""
    seen = ((places >= 0) & (places <= np.array(size[::-1]) - 1)).all(1)
    ends = np.stack([spots[seen], places[seen] + [size[1] * (1 + BETWEEN), 0]], axis=1)
    ends = ends[np.argsort(ends[:, 0, 1])]
    colours = matplotlib.colormaps["hsv"](np.linspace(0, 0.9, len(ends)))
    for colour, line in zip(colours, ends, strict=True):
        axes.plot(*line.T, color=colour, linewidth=0.5, marker="o", markersize=2, fillstyle="none")
