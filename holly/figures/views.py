"""Averages of the images that see the particle from one side, above the structure from there."""

from pathlib import Path

from matplotlib.figure import Figure

from groundwork.figures import MUTED, PAGE, canvas, save, style, write
from holly.figures.panels import PAIR, image_pair
from holly.results.history import AveragedViews, read_views

COLUMNS, MOST = 8, 24  # views
LEFT, MARGIN, HEADER, GAP = 15.0, 2.0, 5.0, 0.6  # mm
CELL = (PAGE - LEFT - MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
NAMES = dict(zip(("images", "structure"), PAIR.values(), strict=True))  # rows and their colours


def draw_views(views: Path, output: Path, *, dpi: int = 200) -> None:
    """Draw averaged views above the structure from the same side, those of most images first.

    Each pair has one intensity scale, from zero to the brighter maximum.

    Raises:
        InputError: the views are missing or broken, or the suffix of `output` is unknown.
    """
    kept = read_views(views)
    with style():
        save(_draw(kept), output, dpi)


def _draw(views: AveragedViews) -> Figure:
    shown = min(len(views.count), MOST)
    height = CELL * views.average.shape[1] / views.average.shape[2]
    row = HEADER + 2 * height + GAP + MARGIN
    figure = canvas(PAGE, row * -(-shown // COLUMNS))
    for view in range(shown):
        left = LEFT + view % COLUMNS * (CELL + GAP)
        top = view // COLUMNS * row
        looks = {"ha": "center", "fontsize": 6, "color": MUTED}
        write(figure, left + CELL / 2, top + 1.6, f"{views.count[view]:,} images", **looks)
        places = [(left, top + HEADER + k * (height + GAP), CELL) for k in range(2)]
        pair = [kind[view].astype(float) for kind in (views.average, views.rendered)]
        image_pair(figure, places, pair)
    for top in range(0, shown, COLUMNS):
        for k, (name, colour) in enumerate(NAMES.items()):
            middle = top // COLUMNS * row + HEADER + (k + 0.5) * height + k * GAP
            looks = {"ha": "right", "va": "center", "color": colour}
            write(figure, LEFT - 1.5, middle, name, **looks)
    return figure
