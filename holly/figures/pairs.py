"""Input images and their renderings through a training (as in the paper's figure 10)."""

from pathlib import Path

from matplotlib.figure import Figure

from groundwork.arrays import spread
from groundwork.figures import MUTED, PAGE, canvas, save, style, write
from holly.figures.panels import PAIR, image_pair
from holly.results.history import Samples, read_samples

COLUMNS, PARTICLES = 8, 3  # at most
LEFT, MARGIN, HEADER, GAP, BREAK = 13.0, 2.0, 9.5, 0.6, 3.0  # mm


def draw_pairs(samples: Path, output: Path, *, dpi: int = 200) -> None:
    """Draw input images above their renderings, one column per snapshot of the training.

    Each input and its rendering have one intensity scale, from zero to the brighter maximum.

    Raises:
        InputError: the samples are missing or broken, or the suffix of `output` is unknown.
    """
    kept = read_samples(samples)
    with style():
        save(_draw(kept), output, dpi)


def _draw(samples: Samples) -> Figure:
    moments = spread(len(samples.steps), COLUMNS)
    particles = range(min(samples.inputs.shape[1], PARTICLES))
    width = min((PAGE - LEFT - MARGIN - (len(moments) - 1) * GAP) / len(moments), 40.0)
    height = width * samples.inputs.shape[2] / samples.inputs.shape[3]
    tops = [
        [HEADER + row * (2 * height + GAP + BREAK) + k * (height + GAP) for k in range(2)]
        for row in particles
    ]
    wide = LEFT + len(moments) * (width + GAP) - GAP + MARGIN
    figure = canvas(wide, tops[-1][1] + height + MARGIN)
    for column, f in enumerate(moments):
        left = LEFT + column * (width + GAP)
        centre = left + width / 2
        write(figure, centre, 1.6, f"σ {samples.sigma_in[f]:.3g} px", ha="center")
        step = f"step {samples.steps[f]}"
        write(figure, centre, 5.2, step, ha="center", fontsize=6, color=MUTED)
        for row in particles:
            places = [(left, top, width) for top in tops[row]]
            image_pair(figure, places, (samples.inputs[f, row], samples.outputs[f, row]))
    for pair in tops:
        for top, (name, colour) in zip(pair, PAIR.items(), strict=True):
            looks = {"ha": "right", "va": "center", "color": colour}
            write(figure, LEFT - 1.5, top + height / 2, name, **looks)
    return figure
