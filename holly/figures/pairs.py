"""What the network was shown and what it drew, through training (as the paper's figure 10)."""

from pathlib import Path

from matplotlib.figure import Figure

from holly.figures.style import (
    MUTED,
    PAGE,
    RECONSTRUCTION,
    canvas,
    place,
    save,
    style,
    write,
)
from holly.results.samples import Samples, read_samples, spread

COLUMNS, PARTICLES = 8, 3  # at most
LEFT, MARGIN, HEADER, GAP, BREAK = 13.0, 2.0, 9.5, 0.6, 3.0  # mm
DARKEST = "#8A5A00"  # the orange, dark enough to read as letters


def draw_pairs(samples: Path, output: Path, *, dpi: int = 200) -> None:
    """Draw input images with the rendered output beneath, a column a snapshot of training.

    Each pair has one intensity scale, from zero to the brighter of its two maxima.

    Raises:
        InputError: the samples are missing or broken, or the suffix of `output` is unknown.
    """
    found = read_samples(samples)
    with style():
        save(_draw(found), output, dpi)


def _draw(samples: Samples) -> Figure:
    columns = spread(len(samples.steps), COLUMNS)
    particles = range(min(samples.inputs.shape[1], PARTICLES))
    width = min((PAGE - LEFT - MARGIN - (len(columns) - 1) * GAP) / len(columns), 40.0)
    height = width * samples.inputs.shape[2] / samples.inputs.shape[3]
    pair = 2 * height + GAP + BREAK
    figure = canvas(
        LEFT + len(columns) * (width + GAP) - GAP + MARGIN,
        HEADER + len(particles) * pair - BREAK + MARGIN,
    )
    for column, f in enumerate(columns):
        left = LEFT + column * (width + GAP)
        centre = left + width / 2
        write(figure, centre, 1.6, f"σ {samples.sigma_in[f]:.3g} px", ha="center")
        step = f"step {samples.steps[f]}"
        write(figure, centre, 5.2, step, ha="center", fontsize=6, color=MUTED)
        for row in particles:
            images = samples.inputs[f, row], samples.outputs[f, row]
            brightest = max(image.max() for image in images)
            for k, image in enumerate(images):
                top = HEADER + row * pair + k * (height + GAP)
                axes = place(figure, left, top, width, height)
                axes.imshow(image, cmap="inferno", vmin=0, vmax=brightest, aspect="auto")
                axes.set_axis_off()
    for row in particles:
        for k, (label, colour) in enumerate((("input", DARKEST), ("output", RECONSTRUCTION))):
            middle = HEADER + row * pair + k * (height + GAP) + height / 2
            write(figure, LEFT - 1.5, middle, label, ha="right", va="center", color=colour)
    return figure
