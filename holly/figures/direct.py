"""Poses optimised without a network: inputs beside their outputs (supplementary figure S4)."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from holly.figures.panels import DARK_TRUTH, MARGIN, Grid, image_panel, letter
from holly.figures.shown import Shown
from holly.figures.style import MUTED, RECONSTRUCTION, write

PAIRS = 6  # at most
LABEL, HEADER, GAP, BREAK = 33.0, 5.5, 0.4, 1.6  # mm


def draw(experiments: Sequence[Shown]) -> Figure:
    """A row an experiment, its replicate of median RMSD: pairs of input and final output."""
    replicates = [one.typical() for one in experiments]
    samples = [one.samples(r) for one, r in zip(experiments, replicates, strict=True)]
    pairs = min(PAIRS, *(found.inputs.shape[1] for found in samples))
    grid = Grid(2 * pairs, left=LABEL, gap=GAP, widest=18.0)
    row = grid.cell + BREAK
    figure = grid.canvas(HEADER + len(experiments) * row + MARGIN)
    for k in range(2):
        name, colour = (("input", DARK_TRUTH), ("output", RECONSTRUCTION))[k]
        middle = grid.at(k) + grid.cell / 2
        write(figure, middle, 1.6, name, color=colour, ha="center", fontsize=6)
    for i, (one, replicate, found) in enumerate(zip(experiments, replicates, samples, strict=True)):
        top = HEADER + i * row
        letter(figure, 0, top, i)
        write(figure, 5.5, top + 1.0, one.name)
        write(figure, 5.5, top + 4.3, _words(one, replicate), fontsize=5.5, color=MUTED)
        for pair in range(pairs):
            images = found.inputs[-1, pair], found.outputs[-1, pair]
            brightest = max(image.max() for image in images)
            for k, image in enumerate(images):
                image_panel(figure, (grid.at(2 * pair + k), top, grid.cell), image, brightest)
    return figure


def _words(one: Shown, replicate: int) -> str:
    recipe = one.record().recipe
    lines = [f"{recipe.optimiser}, {recipe.learning_rate:g}, {recipe.points} points"]
    found = one.evaluation(replicate)
    if found.rmsd is not None and found.random_rmsd is not None:
        lines.append(f"RMSD {found.rmsd:.3f}, random {found.random_rmsd:.3f}")
    return "\n".join(lines)
