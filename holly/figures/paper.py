"""The kinds of figures in the paper, each drawn only from results."""

from collections.abc import Callable, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from groundwork.errors import InputError
from groundwork.figures import save, style
from holly.figures import inputs, renderings, structures
from holly.figures.experiment import Experiment

KINDS: dict[str, Callable[[Sequence[Experiment]], Figure]] = {
    "unseen": renderings.draw_unseen,
    "points": structures.draw_points,
    "replicates": structures.draw_replicates,
    "noise": structures.draw_noise,
    "levels": renderings.draw_levels,
    "shapes": structures.draw_shapes,
    "sigma": inputs.draw_sigma,
    "gallery": inputs.draw_gallery,
    "direct": renderings.draw_direct,
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
