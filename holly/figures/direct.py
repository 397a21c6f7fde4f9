"""Poses optimised without a network: inputs beside their outputs (supplementary figure S4)."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from holly.figures.experiment import Experiment
from holly.figures.panels import MARGIN, PAIR, Grid, image_pair, letter
from holly.figures.style import MUTED, write

PAIRS = 6  # at most
LEFT, HEADER, GAP, BREAK = 33.0, 5.5, 0.4, 1.6  # mm


def draw(experiments: Sequence[Experiment]) -> Figure:
    """A row per experiment, of its replicate of median RMSD: pairs of input and final output."""
    replicates = [one.median_replicate() for one in experiments]
    samples = [one.samples(r) for one, r in zip(experiments, replicates, strict=True)]
    pairs = min(PAIRS, *(kept.inputs.shape[1] for kept in samples))
    grid = Grid(2 * pairs, left=LEFT, gap=GAP, widest=18.0)
    row = grid.cell + BREAK
    figure = grid.canvas(HEADER + len(experiments) * row + MARGIN)
    for k, (name, colour) in enumerate(PAIR):
        middle = grid.at(k) + grid.cell / 2
        write(figure, middle, 1.6, name, color=colour, ha="center", fontsize=6)
    for i, (one, replicate, kept) in enumerate(zip(experiments, replicates, samples, strict=True)):
        top = HEADER + i * row
        letter(figure, 0, top, i)
        write(figure, 5.5, top + 1.0, one.name)
        write(figure, 5.5, top + 4.3, _recipe(one, replicate), fontsize=5.5, color=MUTED)
        for k in range(pairs):
            places = [(grid.at(2 * k + side), top, grid.cell) for side in range(2)]
            image_pair(figure, places, (kept.inputs[-1, k], kept.outputs[-1, k]))
    return figure


def _recipe(experiment: Experiment, replicate: int) -> str:
    recipe = experiment.run().recipe
    lines = [f"{recipe.optimiser}, {recipe.learning_rate:g}, {recipe.points} points"]
    evaluation = experiment.evaluation(replicate)
    if evaluation.rmsd is not None and evaluation.random_rmsd is not None:
        lines.append(f"RMSD {evaluation.rmsd:.3f}, random {evaluation.random_rmsd:.3f}")
    return "\n".join(lines)
