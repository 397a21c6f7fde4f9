"""Pictures that live in a page: SVG whose colours the style sheet decides, light or dark."""

from dataclasses import dataclass
from html import escape

import numpy as np
from markupsafe import Markup

from holly.report.movie import Box
from holly.results.samples import spread

POINTS = 1500  # of a cloud, at most; more would only fill the picture
DIRECTIONS = 400  # of images, at most
ROWS, PILED = 120, 60  # of a history, at most: as lines, and piled up
LAYERS = 4  # of depth; each is drawn over those behind it
WIDTH, HEIGHT = 340, 150  # of a chart, px
LEFT, RIGHT, TOP, BOTTOM = 42, 10, 8, 22


@dataclass(frozen=True)
class Line:
    """A line of a chart; y may hold nan, where nothing was measured."""

    name: str  # its CSS class
    x: np.ndarray
    y: np.ndarray


def view(turn: float, tilt: float) -> np.ndarray:
    """Rows to the right, upwards and to the reader, turned about y and then tilted; degrees."""
    a, b = np.deg2rad([turn, tilt])
    about_y = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    return about_x @ about_y


def draw_clouds(
    clouds: dict[str, np.ndarray], box: Box, views: list[np.ndarray], text: str
) -> Markup:
    """Draw clouds [N, 3] by name, which is their CSS class, side by side from each view [3, 3].

    Nearer points are larger and stronger. `text` is what a screen reader says.
    """
    panels = []
    for i, looked in enumerate(views):
        strokes = []
        for name, cloud in clouds.items():
            seen = (cloud[spread(len(cloud), POINTS)] - box.centre) @ looked.T / box.half
            layer = np.clip((seen[:, 2] + 1) / 2 * LAYERS, 0, LAYERS - 1).astype(int)
            dots = seen[:, :2] * (90, -90) + (100 + 200 * i, 100)
            strokes += [
                (level, f'<path class="{name} l{level}" d="{_dots(dots[layer == level])}"/>')
                for level in range(LAYERS)
            ]
        panels += [path for _, path in sorted(strokes, key=lambda stroke: stroke[0])]
    return _svg("clouds", 200 * len(views), 200, text, panels)


def draw_chart(lines: list[Line], text: str, *, log: bool = False) -> Markup:
    """Draw lines over the images seen; y from zero, or logarithmic where all of it is positive."""
    drawn = [line for line in lines if np.isfinite(line.y).any()]
    if not drawn:
        return Markup("")
    values = np.concatenate([line.y[np.isfinite(line.y)] for line in drawn])
    last = max(float(line.x.max()) for line in drawn) or 1.0
    log = log and bool((values > 0).all())
    low, high = (values.min() * 0.9, values.max() * 1.1) if log else (0.0, values.max() * 1.05)
    ticks = _log_ticks(low, high) if log else _ticks(high)

    def height(y: np.ndarray) -> np.ndarray:
        share = np.log(y / low) / np.log(high / low) if log else y / (high or 1)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        f'<text x="{LEFT - 5}" y="{y + 3.5:.1f}" class="end">{tick:g}</text>'
        for tick in ticks
        for y in [float(height(np.array(tick)))]
    ]
    parts += _images_axis(last)
    for line in drawn:
        kept = np.flatnonzero(np.isfinite(line.y))
        kept = kept[spread(len(kept), ROWS)]
        x = LEFT + line.x[kept] / last * (WIDTH - LEFT - RIGHT)
        d = "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, height(line.y[kept]), strict=True))
        parts.append(f'<path class="line {line.name}" d="M{d}"/>')
    return _svg("chart", WIDTH, HEIGHT, text, [*parts, _cursor()])


def draw_usage(images: np.ndarray, usage: np.ndarray, text: str) -> Markup:
    """Draw which share of the images [T] each hypothesis won, usage [T, K], piled up."""
    kept = spread(len(images), PILED)
    images, shares = images[kept], usage[kept] / np.maximum(usage[kept].sum(1, keepdims=True), 1e-9)
    last = float(images[-1]) or 1.0
    x = LEFT + images / last * (WIDTH - LEFT - RIGHT)
    edges = np.concatenate([np.zeros((len(x), 1)), shares.cumsum(1)], 1)
    y = HEIGHT - BOTTOM - edges * (HEIGHT - TOP - BOTTOM)
    parts = []
    for k in range(usage.shape[1]):
        around = [*zip(x, y[:, k + 1], strict=True), *zip(x[::-1], y[::-1, k], strict=True)]
        d = "L".join(f"{a:.1f} {b:.1f}" for a, b in around)
        strength = 1 - 0.75 * k / max(usage.shape[1] - 1, 1)
        parts.append(f'<path class="share" fill-opacity="{strength:.2f}" d="M{d}Z"/>')
    parts += [
        f'<text x="{LEFT - 5}" y="{level + 3.5:.1f}" class="end">{share} %</text>'
        for share, level in ((0, HEIGHT - BOTTOM), (50, (HEIGHT - BOTTOM + TOP) / 2), (100, TOP))
    ]
    return _svg("chart", WIDTH, HEIGHT, text, [*parts, *_images_axis(last), _cursor()])


def draw_directions(rotations: np.ndarray, frame: np.ndarray, text: str) -> Markup:
    """Draw from which side each image sees the particle, on the whole sphere, areas kept.

    The direction is the third row of each rotation [P, 3] (axis times angle), brought by
    `frame` [3, 3] from the structure's own frame to the viewer's. Hammer's projection; up is y.
    """
    vector = rotations[spread(len(rotations), DIRECTIONS)]
    angle = np.linalg.norm(vector, axis=1, keepdims=True)
    axis = vector / np.maximum(angle, 1e-12)
    ez = np.array([0.0, 0.0, 1.0])
    # R^T z, by Rodrigues' formula with the angle reversed
    seen = (
        ez * np.cos(angle)
        - np.cross(axis, ez) * np.sin(angle)
        + axis * axis[:, 2:] * (1 - np.cos(angle))
    )
    seen = seen @ frame.T
    longitude, latitude = np.arctan2(seen[:, 0], seen[:, 2]), np.arcsin(np.clip(seen[:, 1], -1, 1))
    parts = [f'<path class="grid" d="{_curve(_hammer(*arc))}"/>' for arc in _graticule()]
    dots = _hammer(longitude, latitude)
    return _svg("sphere", 340, 176, text, [*parts, f'<path class="dots" d="{_dots(dots)}"/>'])


def draw_correlation(lines: list[Line], unit: str) -> Markup:
    """Draw Fourier shell correlations over the spatial frequency in 1/unit."""
    last = max(float(line.x.max()) for line in lines) or 1.0
    tall, low = HEIGHT - TOP - BOTTOM, HEIGHT - BOTTOM
    parts = [
        f'<path class="grid" d="M{LEFT} {low - level * tall:.1f}H{WIDTH - RIGHT}"/>'
        f'<text x="{LEFT - 5}" y="{low - level * tall + 3.5:.1f}" class="end">{level:g}</text>'
        for level in (0, 0.143, 0.5, 1)
    ]
    for line in lines:
        known = np.isfinite(line.y)
        x = LEFT + line.x[known] / last * (WIDTH - LEFT - RIGHT)
        y = low - np.clip(line.y[known], 0, 1) * tall
        d = "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))
        parts.append(f'<path class="line {line.name}" d="M{d}"/>')
    end = f"1 / {1 / last:.3g} {unit}"
    parts += [
        f'<text x="{LEFT}" y="{HEIGHT - 7}" class="middle">0</text>',
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 7}" class="end">{end}</text>',
    ]
    text = f"Fourier shell correlation of {len(lines)} pairs, up to {end}"
    return _svg("chart", WIDTH, HEIGHT, text, parts)


def _hammer(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """Places [M, 2] on a map 340 by 176 px."""
    root = np.sqrt(1 + np.cos(latitude) * np.cos(longitude / 2))
    x, y = np.cos(latitude) * np.sin(longitude / 2) / root, np.sin(latitude) / root
    return np.stack([170 + 160 * x, 88 - 80 * y], 1)


def _graticule() -> list[tuple[np.ndarray, np.ndarray]]:
    along, up = np.linspace(-np.pi, np.pi, 49), np.linspace(-np.pi / 2, np.pi / 2, 49)
    meridians = [(np.full_like(up, a), up) for a in np.deg2rad([-180, -90, 0, 90, 180])]
    return meridians + [(along, np.full_like(along, b)) for b in np.deg2rad([-45, 0, 45])]


def _images_axis(last: float) -> list[str]:
    def across(value: float) -> float:
        return LEFT + value / last * (WIDTH - LEFT - RIGHT)

    ticks = [tick for tick in _ticks(last) if across(tick) < WIDTH - 140]
    base = f'<path class="axis" d="M{LEFT} {HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>'
    name = (
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 7}" class="end">{count(last)} images seen</text>'
    )
    return [base, name] + [
        f'<text x="{across(tick):.1f}" y="{HEIGHT - 7}" class="middle">{count(tick)}</text>'
        for tick in ticks
    ]


def count(value: float) -> str:
    """A number of images in few letters: 500, 64k, 1.6M."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"


def _ticks(high: float) -> list[float]:
    """Round numbers from zero to at most `high`, three to six of them."""
    if high <= 0:
        return [0.0]
    power = 10.0 ** np.floor(np.log10(high))
    step = next(s * power for s in (0.1, 0.2, 0.5, 1, 2) if high / (s * power) <= 5)
    return [float(n * step) for n in range(int(high / step + 1e-9) + 1)]


def _log_ticks(low: float, high: float) -> list[float]:
    powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)))
    return [float(t) for p in powers for t in (p, 2 * p, 5 * p) if low <= t <= high]


def _cursor() -> str:
    """The moment of training that the viewer shows; the page's program moves it."""
    return f'<path class="cursor" d="M{WIDTH - RIGHT} {TOP}V{HEIGHT - BOTTOM}"/>'


def _dots(places: np.ndarray) -> str:
    """A path of strokes without length, which round caps make dots."""
    return "".join(f"M{x:.1f} {y:.1f}h0" for x, y in places)


def _curve(places: np.ndarray) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _svg(kind: str, width: float, height: float, text: str, parts: list[str]) -> Markup:
    """An image of its own `text`; every part is made here, of numbers and class names."""
    head = f'<svg class="{kind}" viewBox="0 0 {width:g} {height:g}" role="img"'
    return Markup(f'{head} aria-label="{escape(text)}">{"".join(parts)}</svg>')  # noqa: S704
