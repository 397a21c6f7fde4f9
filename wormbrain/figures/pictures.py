"""Rows of pictures with titles, the form of figures 5 and 9."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from groundwork.figures import PAGE, canvas, place, style, write

TITLE, GAP = 5.0, 1.5  # mm
LONGEST = 1024  # pixels of the longer side of a picture at most


def draw_row(pictures: Mapping[str, np.ndarray], width: float = PAGE) -> Figure:
    """Pictures [h, w, 3] of one size side by side, each below its title; `width` in mm."""
    height, across = next(iter(pictures.values())).shape[:2]
    panel = (width - GAP * (len(pictures) - 1)) / len(pictures)
    tall = panel * height / across
    with style():
        figure = canvas(width, TITLE + tall)
        for number, (title, picture) in enumerate(pictures.items()):
            left = number * (panel + GAP)
            write(figure, left, 0.5, title)
            axes = place(figure, left, TITLE, panel, tall)
            axes.imshow(picture)
            axes.set_axis_off()
    return figure
