"""Images beside their renderings (the paper's figures 2 and 10, supplementary figure S4)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from groundwork.arrays import spread
from groundwork.errors import InputError
from groundwork.figures import MUTED, write
from holly.figures.experiment import Experiment
from holly.figures.panels import LABEL, MARGIN, PAIR, Grid, image_pair, letter, row_label
from holly.figures.words import strays_in_words
from holly.results.history import Samples, read_history

EARLY = 0.5  # epochs; the paper stopped half-way through the first
LEVELS = 10  # of sigma, at most


def draw_unseen(experiments: Sequence[Experiment]) -> Figure:
    """Figure 2: held-out images above the structure as rendered, early and at the end.

    The structure is rendered at the poses that the network predicts for these images.

    Raises:
        InputError: an experiment has a table of poses, which has none for held-out images.
    """
    images, title, gap = 6, 6.5, 0.8  # at most; mm
    moments = [moment for one in experiments for moment in _early_and_last(one)]
    grid = Grid(min(images, moments[0][0].inputs.shape[1]), left=LABEL, gap=gap, widest=28.0)
    block = title + 2 * grid.cell + gap + 2.5
    figure = grid.canvas(len(moments) * block + MARGIN)
    for i, (kept, f, words) in enumerate(moments):
        top = i * block
        letter(figure, 0, top + 1.2, i)
        write(figure, LABEL, top + 2.4, words, color=MUTED, fontsize=6.5)
        inputs, outputs = kept.inputs[f, : grid.columns], kept.outputs[f, : grid.columns]
        _draw_row(figure, grid, top + title, zip(inputs, outputs, strict=True), PAIR)
    return figure


def draw_levels(experiments: Sequence[Experiment]) -> Figure:
    """Figure 10: held-out images of the first replicate, a column per level of sigma.

    Above the columns are the input sigma and the mean output sigma that the network predicts.
    """
    header, gap = 13.2, 0.6  # mm
    samples = [one.samples(1) for one in experiments]
    levels = [_last_of_each_level(kept) for kept in samples]
    grid = Grid(max(map(len, levels)), left=LABEL + 6, gap=gap, widest=28.0)
    pair = 2 * grid.cell + gap + 2.5
    rows = [range(min(2, kept.inputs.shape[1])) for kept in samples]
    figure = grid.canvas(sum(header + len(images) * pair for images in rows))
    top = 0.0
    for one, kept, moments, images in zip(experiments, samples, levels, rows, strict=True):
        write(figure, MARGIN, top + 1.6, one.name, fontweight="bold", fontsize=8)
        _write_sigmas(figure, grid, top + 6.3, one, kept, moments)
        top += header
        for image in images:
            pairs = zip(kept.inputs[moments, image], kept.outputs[moments, image], strict=True)
            _draw_row(figure, grid, top, pairs, dict.fromkeys(PAIR, MUTED))
            top += pair
    return figure


def draw_direct(experiments: Sequence[Experiment]) -> Figure:
    """Figure S4: poses optimised without a network, inputs beside their final outputs.

    A row per experiment, of its replicate of median RMSD.
    """
    header, gap = 5.5, 0.4  # mm
    replicates = [one.median_replicate() for one in experiments]
    samples = [one.samples(r) for one, r in zip(experiments, replicates, strict=True)]
    pairs = min(6, *(kept.inputs.shape[1] for kept in samples))
    grid = Grid(2 * pairs, left=33.0, gap=gap, widest=18.0)
    row = grid.cell + 1.6
    figure = grid.canvas(header + len(experiments) * row + MARGIN)
    for k, (name, colour) in enumerate(PAIR.items()):
        middle = grid.at(k) + grid.cell / 2
        write(figure, middle, 1.6, name, color=colour, ha="center", fontsize=6)
    for i, (one, replicate, kept) in enumerate(zip(experiments, replicates, samples, strict=True)):
        top = header + i * row
        letter(figure, 0, top, i)
        write(figure, 5.5, top + 1.0, one.name)
        write(figure, 5.5, top + 4.3, _recipe(one, replicate), fontsize=5.5, color=MUTED)
        for k in range(pairs):
            places = [(grid.at(2 * k + side), top, grid.cell) for side in range(2)]
            image_pair(figure, places, (kept.inputs[-1, k], kept.outputs[-1, k]))
    return figure


def _early_and_last(experiment: Experiment) -> Iterator[tuple[Samples, int, str]]:
    """The snapshot nearest to half an epoch and the last one, each with a title."""
    if experiment.run().recipe.pose == "table":
        raise InputError(
            f"{experiment.name}: its table of poses has none for unseen images; "
            "show another experiment"
        )
    kept, history = experiment.samples(1), read_history(experiment.files(1).history)
    steps_per_epoch = max(float(history.step[-1] / history.epoch[-1]), 1.0)
    early = int(np.abs(kept.steps - EARLY * steps_per_epoch).argmin())
    for f in sorted({early, len(kept.steps) - 1}):
        when = f"after {kept.steps[f] / steps_per_epoch:.2g} epochs"
        sigma = f"input σ {kept.sigma_in[f]:.3g} px"
        yield kept, f, f"{experiment.name}, {when}, {sigma}: images never trained on"


def _last_of_each_level(samples: Samples) -> np.ndarray:
    """The last snapshot at each sigma; at most LEVELS of them, from the first to the last."""
    level = np.round(samples.sigma_in, 6)
    last = np.flatnonzero(np.append(level[1:] != level[:-1], True))
    return last[spread(len(last), LEVELS)]


def _draw_row(
    figure: Figure,
    grid: Grid,
    top: float,
    pairs: Iterable[tuple[np.ndarray, np.ndarray]],
    labels: Mapping[str, str],
) -> None:
    """Draw inputs above their outputs; `labels` are the two names and their colours."""
    tops = (top, top + grid.cell + grid.gap)
    for column, pair in enumerate(pairs):
        image_pair(figure, [(grid.at(column), above, grid.cell) for above in tops], pair)
    for above, (name, colour) in zip(tops, labels.items(), strict=True):
        row_label(figure, grid.left - 1.5, above + grid.cell / 2, name, color=colour)


def _write_sigmas(
    figure: Figure,
    grid: Grid,
    top: float,
    experiment: Experiment,
    samples: Samples,
    moments: np.ndarray,
) -> None:
    """Above each column its input sigma and mean output sigma, in nm if the scale is known."""
    history = read_history(experiment.files(1).history)
    output = np.interp(samples.steps, history.step, history.sigma_out)
    unit = experiment.run().nm_per_unit
    scale = unit / (samples.inputs.shape[3] / 4) if unit else None  # a unit is a quarter of it
    for (name, colour), sigma in zip(PAIR.items(), (samples.sigma_in, output), strict=True):
        looks = {"color": colour, "fontsize": 6}
        write(figure, grid.left - 1.2, top, f"{name} σ", ha="right", **looks)
        for column, value in enumerate(sigma[moments]):
            text = f"{value:.2f} px" if scale is None else f"{value * scale:.0f} nm"
            write(figure, grid.at(column) + grid.cell / 2, top, text, ha="center", **looks)
        top += 3.4


def _recipe(experiment: Experiment, replicate: int) -> str:
    recipe = experiment.run().recipe
    lines = [f"{recipe.optimiser}, {recipe.learning_rate:g}, {recipe.points} points"]
    evaluation = experiment.evaluation(replicate)
    if evaluation.rmsd is not None and evaluation.random_rmsd is not None:
        lines.append(f"RMSD {evaluation.rmsd:.3f}, random {evaluation.random_rmsd:.3f}")
        lines += [strays_in_words(evaluation)] if evaluation.strays else []
    return "\n".join(lines)
