"""Charts of a training in a page: loss, sigma, pose hypotheses, viewing directions, agreement."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from markupsafe import Markup

from groundwork.arrays import spread
from groundwork.pages import svg
from groundwork.pages.svg import Line
from holly.evaluation.sides import Sides, seen_from
from holly.results.history import History

DIRECTIONS = 400  # drawn at most
SAMPLES = 60  # of the shares of hypotheses, drawn at most
LEVELS = (0, 0.143, 0.5, 1)  # of a Fourier shell correlation, labelled
SPHERE = (340, 176)  # px
DISC, DISC_EDGE = 90, 24  # radius of the map of sides and the space around it, px


def draw_history(history: History, name: str) -> dict[str, Markup]:
    """Charts of a training by caption: loss, sigma and, if there are several, hypotheses."""
    images = history.images
    loss = [Line("thin", images, history.loss), Line("strong", images, history.heldout_loss)]
    sigma = [Line("truth", images, history.sigma_in), Line("structure", images, history.sigma_out)]
    ends = f"input {_ends(history.sigma_in)} px, output {_ends(history.sigma_out)} px"
    charts = {
        "Loss per image: training (thin) and held out (strong)": svg.draw_chart(
            loss, "images seen", f"{name}: loss {_ends(history.loss)}"
        ),
        "Sigma in px: of the input (orange) and of the rendering (blue)": svg.draw_chart(
            sigma, "images seen", f"{name}: sigma of the {ends}", log=True
        ),
    }
    known = ~np.isnan(history.usage).any(1)
    usage = history.usage[known]
    if usage.shape[1] > 1:
        caption = f"Share of images that each of {usage.shape[1]} pose hypotheses rendered best"
        last = ", ".join(f"{share:.0%}" for share in usage[-1])
        text = f"{name}: shares of the hypotheses, at the end {last}"
        charts[caption] = _draw_usage(images[known], usage, text)
    return charts


def draw_directions(rotations: np.ndarray, frame: np.ndarray, text: str) -> Markup:
    """Draw from which side each image sees the particle, on an equal-area map of the sphere.

    The direction is the third row of each rotation [P, 3] (axis times angle), brought by `frame`
    [3, 3] from the structure's own frame to the viewer's. Hammer's projection; up is y.
    """
    seen = seen_from(rotations[spread(len(rotations), DIRECTIONS)]) @ frame.T
    longitude, latitude = np.arctan2(seen[:, 0], seen[:, 2]), np.arcsin(np.clip(seen[:, 1], -1, 1))
    grid = [f'<path class="grid" d="{svg.curve(_hammer(*arc))}"/>' for arc in _graticule()]
    dots = svg.dots(_hammer(longitude, latitude), "dots")
    return svg.svg("sphere", *SPHERE, text, [*grid, dots])


def draw_sides_seen(sides: Sides, text: str) -> Markup:
    """Draw the sides of a particle on a disc: those seen more often darker, those not seen empty.

    The middle of the disc is the view from the front, its right end that from the side, its top
    that from above, as in the still pictures (holly.report.viewer).
    """
    middle = DISC + DISC_EDGE
    drawn = []
    for side, sector in enumerate(_sectors(sides.rings, middle)):
        shade = min(0.25 + 0.375 * sides.counts[side] / max(sides.even, 1e-9), 1)
        kind = f'seen" fill-opacity="{shade:.2f}' if sides.seen[side] else "unseen"
        drawn.append(f'<path class="side {kind}" d="{sector}"/>')
    parts = sorted(drawn, key=lambda path: "unseen" in path)  # their outlines over the others
    parts.append(f'<text x="{middle}" y="{DISC_EDGE - 7}" class="middle">above</text>')
    parts.append(f'<text x="{middle + DISC + 4}" y="{middle + 3}">side</text>')
    return svg.svg("sides", 2 * middle + 10, 2 * middle - DISC_EDGE + 4, text, parts)


def draw_correlation(lines: Sequence[Line], unit: str) -> Markup:
    """Draw Fourier shell correlations over the spatial frequency in 1/unit."""
    last = max(float(line.x.max()) for line in lines) or 1.0
    end = f"1 / {1 / last:.3g} {unit}"
    parts = [
        *(svg.level_line(level, f"{level:g}") for level in LEVELS),
        *(svg.line_path(line.kind, line.x / last, np.clip(line.y, 0, 1)) for line in lines),
        svg.axis_label(svg.LEFT, "0", "middle"),
        svg.axis_label(svg.WIDTH - svg.RIGHT, end, "end"),
    ]
    return svg.chart(f"Fourier shell correlation of {len(lines)} pairs, up to {end}", parts)


def _draw_usage(images: np.ndarray, usage: np.ndarray, text: str) -> Markup:
    """Draw the share of the images [R] that each hypothesis won, usage [R, K], as stacked areas."""
    kept = spread(len(images), SAMPLES)
    images, shares = images[kept], usage[kept] / np.maximum(usage[kept].sum(1, keepdims=True), 1e-9)
    last = float(images[-1]) or 1.0
    edges = np.concatenate([np.zeros((len(images), 1)), shares.cumsum(1)], 1)
    x, y = svg.place(images / last, edges.T)
    areas = []
    for k in range(usage.shape[1]):
        outline = np.concatenate([np.stack([x, y[k + 1]], 1), np.stack([x, y[k]], 1)[::-1]])
        opacity = 1 - 0.75 * k / (usage.shape[1] - 1)
        area = svg.curve(outline)
        areas.append(f'<path class="share" fill-opacity="{opacity:.2f}" d="{area}Z"/>')
    levels = [svg.level_line(share / 100, f"{share} %") for share in (0, 50, 100)]
    return svg.chart(text, [*levels, *areas, *svg.count_axis(last, "images seen"), svg.cursor()])


def _ends(values: np.ndarray) -> str:
    return f"{values[0]:.3g} to {values[-1]:.3g}"


def _hammer(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """Places [M, 2] on the map, px."""
    root = np.sqrt(1 + np.cos(latitude) * np.cos(longitude / 2))
    x, y = np.cos(latitude) * np.sin(longitude / 2) / root, np.sin(latitude) / root
    return np.stack([170 + 160 * x, 88 - 80 * y], 1)


def _sectors(rings: int, middle: float) -> Iterator[str]:
    """The outlines of the sides of holly.evaluation.sides.Sides, in their order."""
    for ring in range(rings):
        inner, outer = DISC * ring / rings, DISC * (ring + 1) / rings
        turns = np.linspace(0, 2 * np.pi, 3 * (2 * ring + 1) + 1)
        corners = np.stack([np.cos(turns), -np.sin(turns)], axis=1)
        for first, last in pairwise(corners):
            ends = inner * first, outer * first, outer * last, inner * last
            a, b, c, d = (f"{middle + x:.2f} {middle + y:.2f}" for x, y in ends)
            yield f"M{a}L{b}A{outer:g} {outer:g} 0 0 0 {c}L{d}A{inner:g} {inner:g} 0 0 1 {a}Z"


def _graticule() -> list[tuple[np.ndarray, np.ndarray]]:
    """Meridians and parallels as longitudes and latitudes."""
    along, up = np.linspace(-np.pi, np.pi, 49), np.linspace(-np.pi / 2, np.pi / 2, 49)
    meridians = [(np.full_like(up, a), up) for a in np.deg2rad([-180, -90, 0, 90, 180])]
    return meridians + [(along, np.full_like(along, b)) for b in np.deg2rad([-45, 0, 45])]
