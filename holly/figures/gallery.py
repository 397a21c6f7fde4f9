"""A hundred training images (supplementary figures S2 and S3)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from groundwork.errors import InputError
from holly.figures.experiment import Experiment
from holly.figures.style import COLUMN, canvas, place, write
from holly.images.cube import CubeHeader, cube_path, open_cube

SIDE = 10  # images per row, and rows
BORDER = 2  # px between images
MARGIN, HEADER = 1.0, 6.0  # mm


def draw(experiments: Sequence[Experiment]) -> Figure:
    """A block per experiment: up to 100 of its training images, chosen at random by a fixed seed.

    They have the finest sigma; each is scaled to its own maximum.
    """
    wide = COLUMN - 2 * MARGIN
    mosaics = [_mosaic(one) for one in experiments]
    heights = [HEADER + wide * mosaic.shape[0] / mosaic.shape[1] for mosaic, _ in mosaics]
    figure = canvas(COLUMN, sum(heights) + MARGIN)
    top = 0.0
    for one, (mosaic, words), height in zip(experiments, mosaics, heights, strict=True):
        write(figure, MARGIN, top + 1.6, f"{one.name}: {words}", fontsize=6.5)
        axes = place(figure, MARGIN, top + HEADER, wide, height - HEADER)
        axes.imshow(np.ma.masked_invalid(mosaic), cmap="inferno", vmin=0, vmax=1, aspect="auto")
        axes.set_axis_off()
        top += height
    return figure


def _mosaic(experiment: Experiment) -> tuple[np.ndarray, str]:
    """The images side by side with NaN between them, and a description."""
    cube, header = _finest(experiment)
    random = np.random.default_rng(1)
    chosen = np.sort(random.choice(len(cube), min(SIDE * SIDE, len(cube)), replace=False))
    rows = -(-len(chosen) // SIDE)
    height, width = cube.shape[1] + BORDER, cube.shape[2] + BORDER
    mosaic = np.full((rows * height - BORDER, SIDE * width - BORDER), np.nan, np.float32)
    for i, number in enumerate(chosen):
        row, column = divmod(i, SIDE)
        image = cube[number].astype(np.float32)
        top, left = row * height, column * width
        cell = mosaic[top : top + height - BORDER, left : left + width - BORDER]
        cell[:] = image / max(image.max(), 1e-12)
    scale = f", {header.nm_per_pixel:.3g} nm/px" if header.nm_per_pixel else ""
    return mosaic, f"{len(chosen)} of {len(cube)} training images, σ {header.sigma:.3g} px{scale}"


def _finest(experiment: Experiment) -> tuple[np.ndarray, CubeHeader]:
    folder = experiment.results / "images" / (experiment.images or "-")
    sigmas = [float(path.stem.removeprefix("sigma_")) for path in Path(folder).glob("sigma_*.fits")]
    if not sigmas:
        raise InputError(
            f"{folder}: no training images of {experiment.name}; make its images first"
        )
    return open_cube(cube_path(folder, min(sigmas)))
