"""The kinds of figures in the paper, each drawn only from results."""

from collections.abc import Callable, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from groundwork.errors import InputError
from holly.figures import direct, gallery, levels, noise, points, replicates, shapes, sigma, unseen
from holly.figures.experiment import Experiment
from holly.figures.style import save, style

KINDS: dict[str, Callable[[Sequence[Experiment]], Figure]] = {
    "unseen": unseen.draw,
    "points": points.draw,
    "replicates": replicates.draw,
    "noise": noise.draw,
    "levels": levels.draw,
    "shapes": shapes.draw,
    "sigma": sigma.draw,
    "gallery": gallery.draw,
    "direct": direct.draw,
}


def draw_paper_figure(
    kind: str, experiments: Sequence[Experiment], output: Path, *, dpi: int = 200
) -> None:
    """Draw one kind of figure of these experiments; clouds and images in it are bitmaps of `dpi`.

    Raises:
        InputError: the kind or the suffix of `output` is unknown, or results are missing or broken.
    """
    if kind not in KINDS:
        raise InputError(f"figure {kind!r}: unknown; give one of {', '.join(KINDS)}")
    with style():
        save(KINDS[kind](experiments), output, dpi)
