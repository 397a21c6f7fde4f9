"""SVG pictures in a page; the style sheet gives them their colours, light or dark.

Every chart is WIDTH by HEIGHT px. Its helpers take x and y as shares of its width and height, and
return SVG elements, which `chart` puts together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from markupsafe import Markup

from groundwork.arrays import Box, spread
from groundwork.words import short_count

POINTS = 1500  # drawn per cloud at most; more would only fill the picture
SAMPLES = 120  # drawn per line at most
LAYERS = 4  # of depth, each drawn over those behind it
WIDTH, HEIGHT = 340, 150  # px
LEFT, RIGHT, TOP, BOTTOM = 42, 10, 8, 22


@dataclass(frozen=True)
class Line:
    """A line of a chart; y is NaN where nothing was measured."""

    kind: str  # its CSS class: truth, structure, thin, or strong
    x: np.ndarray
    y: np.ndarray


def view(turn: float, tilt: float) -> np.ndarray:
    """Rotation [3, 3] about y by `turn` and then about x by `tilt` degrees.

    Its rows point right, up and towards the reader.
    """
    a, b = np.deg2rad([turn, tilt])
    about_y = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    return about_x @ about_y


def draw_clouds(
    clouds: Mapping[str, np.ndarray], box: Box, views: Sequence[np.ndarray], text: str
) -> Markup:
    """Draw clouds [N, 3] from each view [3, 3], side by side; nearer points are larger.

    The name of a cloud is its CSS class: truth is orange, all others are blue. Screen readers say
    `text`.
    """
    panels = []
    for i, rotation in enumerate(views):
        layers = []
        for name, cloud in clouds.items():
            seen = (cloud[spread(len(cloud), POINTS)] - box.centre) @ rotation.T / box.half
            depth = np.clip((seen[:, 2] + 1) / 2 * LAYERS, 0, LAYERS - 1).astype(int)
            places = seen[:, :2] * (90, -90) + (100 + 200 * i, 100)
            layers += [
                (level, dots(places[depth == level], f"{name} l{level}")) for level in range(LAYERS)
            ]
        panels += [path for _, path in sorted(layers, key=lambda layer: layer[0])]
    return svg("clouds", 200 * len(views), 200, text, panels)


def draw_chart(lines: Sequence[Line], across: str, text: str, *, log: bool = False) -> Markup:
    """Draw lines over x, from zero, which counts what `across` names; empty if all are NaN.

    y is linear from zero, or logarithmic if `log` and all of it is positive.
    """
    drawn = [line for line in lines if np.isfinite(line.y).any()]
    if not drawn:
        return Markup("")
    values = np.concatenate([line.y[np.isfinite(line.y)] for line in drawn])
    last = max(float(line.x.max()) for line in drawn) or 1.0
    log = log and bool((values > 0).all())
    low, high = (values.min() * 0.9, values.max() * 1.1) if log else (0.0, values.max() * 1.05)

    def share(y: np.ndarray) -> np.ndarray:
        return np.log(y / low) / np.log(high / low) if log else y / (high or 1)

    ticks = _log_ticks(low, high) if log else _ticks(high)
    parts = [level_line(float(share(np.array(tick))), f"{tick:g}") for tick in ticks]
    parts += count_axis(last, across)
    parts += [line_path(line.kind, line.x / last, share(line.y)) for line in drawn]
    return chart(text, [*parts, cursor()])


def chart(text: str, parts: Iterable[str]) -> Markup:
    """A chart of these elements; screen readers say `text`."""
    return svg("chart", WIDTH, HEIGHT, text, parts)


def place(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where shares of a chart's width and height, 0 to 1, lie in px."""
    return LEFT + x * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - y * (HEIGHT - TOP - BOTTOM)


def line_path(kind: str, x: np.ndarray, y: np.ndarray) -> str:
    """A line through the known of these shares, thinned out."""
    known = np.flatnonzero(np.isfinite(y))
    known = known[spread(len(known), SAMPLES)]
    return f'<path class="line {kind}" d="{curve(np.stack(place(x[known], y[known]), 1))}"/>'


def level_line(share: float, label: str) -> str:
    """A horizontal line of the grid, labelled at its left."""
    y = place(0, share)[1]
    return (
        f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        f'<text x="{LEFT - 5}" y="{y + 3.5:.1f}" class="end">{label}</text>'
    )


def count_axis(last: float, across: str) -> list[str]:
    """The horizontal axis from zero to `last`, with ticks; at its end it names what it counts."""
    base = f'<path class="axis" d="M{LEFT} {HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>'
    ticks = [(float(place(tick / last, 0)[0]), tick) for tick in _ticks(last)]
    return [base, axis_label(WIDTH - RIGHT, f"{short_count(last)} {across}", "end")] + [
        axis_label(x, short_count(tick), "middle") for x, tick in ticks if x < WIDTH - 140
    ]


def axis_label(x: float, text: str, anchor: str) -> str:
    """Text under the horizontal axis; `anchor` is middle or end."""
    return f'<text x="{x:.1f}" y="{HEIGHT - 7}" class="{anchor}">{text}</text>'


def cursor() -> str:
    """The moment of the training that the viewer shows; the viewer's script moves it."""
    return (
        f'<path class="cursor" data-length="{WIDTH - LEFT - RIGHT}"'
        f' d="M{WIDTH - RIGHT} {TOP}V{HEIGHT - BOTTOM}"/>'
    )


def dots(places: np.ndarray, kind: str) -> str:
    """Dots at places [N, 2] in px: strokes without length, to which round caps give a size."""
    strokes = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in places)
    return f'<path class="{kind}" d="{strokes}"/>'


def curve(places: np.ndarray) -> str:
    """The data of a path through places [N, 2] in px."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def svg(kind: str, width: float, height: float, text: str, parts: Iterable[str]) -> Markup:
    """A picture of elements made here, of numbers and class names; only `text` is escaped."""
    head = f'<svg class="{kind}" viewBox="0 0 {width:g} {height:g}" role="img"'
    return Markup(f'{head} aria-label="{escape(text)}">{"".join(parts)}</svg>')  # noqa: S704


def _ticks(high: float) -> list[float]:
    """Three to six round numbers from zero to at most `high`."""
    if high <= 0:
        return [0.0]
    power = 10.0 ** np.floor(np.log10(high))
    step = next(s * power for s in (0.1, 0.2, 0.5, 1, 2) if high / (s * power) <= 5)
    return [float(n * step) for n in range(int(high / step + 1e-9) + 1)]


def _log_ticks(low: float, high: float) -> list[float]:
    powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)))
    return [float(t) for p in powers for t in (p, 2 * p, 5 * p) if low <= t <= high]
