"""Input and output at the levels of sigma through a training (the paper's figure 10)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from holly.figures.panels import DARK_TRUTH, MARGIN, Grid, image_panel, row_label
from holly.figures.shown import Shown
from holly.figures.style import MUTED, RECONSTRUCTION, write
from holly.results.history import read_history
from holly.results.samples import Samples, spread

COLUMNS, IMAGES = 10, 2  # at most
LABEL, HEADER, GAP, BREAK = 6.5, 13.2, 0.6, 2.5  # mm


def draw(experiments: Sequence[Shown]) -> Figure:
    """A block an experiment, its first replicate: a column a level, held-out images above.

    Above the columns are the input sigma and the mean output sigma that the network predicts;
    each pair has one intensity scale.
    """
    found = [one.samples(1) for one in experiments]
    columns = [_last_of_each_level(samples) for samples in found]
    grid = Grid(max(map(len, columns)), left=LABEL + 6, gap=GAP, widest=28.0)
    images = [min(IMAGES, samples.inputs.shape[1]) for samples in found]
    pair = 2 * grid.cell + GAP + BREAK
    figure = grid.canvas(sum(HEADER + n * pair for n in images))
    top = 0.0
    for one, samples, chosen, count in zip(experiments, found, columns, images, strict=True):
        write(figure, MARGIN, top + 1.6, one.name, fontweight="bold", fontsize=8)
        for text, colour, line in (
            ("input σ", DARK_TRUTH, 0),
            ("output σ", RECONSTRUCTION, 1),
        ):
            looks = {"color": colour, "ha": "right", "fontsize": 6}
            write(figure, grid.left - 1.2, top + 6.3 + 3.4 * line, text, **looks)
        output = _output_sigma(one, samples)
        scale = _nm_per_pixel(one, samples)
        for column, f in enumerate(chosen):
            left = grid.at(column)
            middle = left + grid.cell / 2
            sigmas = (samples.sigma_in[f], output[f])
            for line, (value, colour) in enumerate(
                zip(sigmas, (DARK_TRUTH, RECONSTRUCTION), strict=True)
            ):
                text = f"{value:.2f} px" if scale is None else f"{value * scale:.0f} nm"
                looks = {"color": colour, "ha": "center", "fontsize": 6}
                write(figure, middle, top + 6.3 + 3.4 * line, text, **looks)
            for row in range(count):
                images_of_pair = samples.inputs[f, row], samples.outputs[f, row]
                brightest = max(image.max() for image in images_of_pair)
                for k, image in enumerate(images_of_pair):
                    above = top + HEADER + row * pair + k * (grid.cell + GAP)
                    image_panel(figure, (left, above, grid.cell), image, brightest)
        for row in range(count):
            for k, name in enumerate(("input", "output")):
                above = top + HEADER + row * pair + k * (grid.cell + GAP)
                right = grid.left - 1.5
                row_label(figure, right, above + grid.cell / 2, name, color=MUTED)
        top += HEADER + count * pair
    return figure


def _last_of_each_level(samples: Samples) -> np.ndarray:
    """The last snapshot at every sigma, at most COLUMNS of them, first and last among them."""
    level = np.round(samples.sigma_in, 6)
    last = np.flatnonzero(np.append(level[1:] != level[:-1], True))
    return last[spread(len(last), COLUMNS)]


def _output_sigma(one: Shown, samples: Samples) -> np.ndarray:
    """The mean output sigma, px, at the snapshots."""
    history = read_history(one.run(1).history)
    return np.interp(samples.steps, history.step, history.sigma_out)


def _nm_per_pixel(one: Shown, samples: Samples) -> float | None:
    """The scale of the images: a model unit is a quarter of their width."""
    unit = one.record().nm_per_unit
    return unit / (samples.inputs.shape[3] / 4) if unit else None
