"""An interactive 3D page of truth and reconstruction that needs nothing but itself."""

from html import escape
from pathlib import Path

import numpy as np
import plotly.graph_objects as go

from holly.figures.inputs import Evaluation, Samples, read_samples, spread
from holly.figures.scene import Scene, read_scene
from holly.figures.style import INK, MUTED, RECONSTRUCTION, TRUTH
from holly.files import aside

FRAMES = 40  # at most; more would only make the page heavy
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
html, body {{ height: 100%; margin: 0; }}
body {{ display: flex; flex-direction: column; background: #fff; color: {ink};
       font: 15px/1.4 system-ui, sans-serif; }}
header {{ padding: .8rem 1rem 0; }}
h1 {{ font-size: 1.15rem; margin: 0; }}
p {{ margin: .1rem 0 0; color: {muted}; }}
main {{ flex: 1; min-height: 20rem; }}
main > div {{ height: 100%; }}
</style>
</head>
<body>
<header><h1>{title}</h1>
<p>{findings}</p></header>
<main>{figure}</main>
</body>
</html>
"""


def write_viewer(
    structure: Path,
    evaluation: Path,
    output: Path,
    *,
    truth: Path | None = None,
    samples: Path | None = None,
) -> None:
    """Write an HTML page to turn truth (orange) and aligned reconstruction (blue) about in.

    With the samples of the run, a slider moves the reconstruction through training. The page
    makes no request to any network.

    Raises:
        InputError: a file is missing or broken.
    """
    scene = read_scene(structure, evaluation, truth)
    found = scene.evaluation
    figure = _figure(scene, None if samples is None else read_samples(samples))
    page = PAGE.format(
        title=escape(found.name),
        findings="<br>".join(escape(part) for part in found.findings()),
        ink=INK,
        muted=MUTED,
        figure=figure.to_html(
            full_html=False,
            include_plotlyjs=True,
            div_id="viewer",
            default_height="100%",
            auto_play=False,
            config={
                "displaylogo": False,
                "responsive": True,
                "modeBarButtons": [["toImage", "resetCameraDefault3d"]],
                "plotlyServerURL": "",
            },
        ),
    )
    with aside(output) as scratch:
        scratch.write_text(page, encoding="utf-8")


def _figure(scene: Scene, samples: Samples | None) -> go.Figure:
    middle, half = scene.box
    half *= 1.25  # room for the bar underneath
    clouds = [_points(cloud, name) for name, cloud in scene.clouds.items()]
    rings = [_ring(ring, first=i == 0) for i, ring in enumerate(scene.rings)]
    figure = go.Figure([*clouds, *rings, _scale_bar(scene.evaluation, middle, half)])
    figure.update_layout(
        scene={
            **{f"{name}axis": _axis(m, half) for name, m in zip("xyz", middle, strict=True)},
            "aspectmode": "cube",
            "dragmode": "orbit",
            "camera": {
                "up": {"x": 0, "y": 1, "z": 0},
                "eye": {"x": 0.45, "y": 0.25, "z": 1.2},
            },
        },
        legend={"x": 0.01, "y": 0.99, "itemsizing": "constant", "bgcolor": "rgba(0,0,0,0)"},
        margin={"l": 0, "r": 0, "t": 0, "b": 0 if samples is None else 80},
        font={"color": INK, "size": 13, "family": "system-ui, sans-serif"},
        hovermode=False,
    )
    if samples is not None:
        _animate(figure, len(clouds) - 1, scene, samples)
    return figure


def _points(cloud: np.ndarray, name: str) -> go.Scatter3d:
    return go.Scatter3d(
        **_coordinates(cloud),
        name=f"{name} ({len(cloud)} points)",
        mode="markers",
        marker={
            "size": float(np.clip(4 * (350 / len(cloud)) ** 0.4, 1.5, 7)),
            "color": TRUTH if name == "truth" else RECONSTRUCTION,
            "line": {"width": 1, "color": "white"},
        },
    )


def _ring(line: np.ndarray, *, first: bool) -> go.Scatter3d:
    return go.Scatter3d(
        **_coordinates(line),
        name="as measured",
        legendgroup="rings",
        showlegend=first,
        mode="lines",
        line={"color": TRUTH, "width": 3},
    )


def _scale_bar(found: Evaluation, middle: np.ndarray, half: float) -> go.Scatter3d:
    """Lay a bar in the scene beneath the clouds: a length on the screen would lie in 3D."""
    length, label = found.scale_bar(2 * half)
    ends = np.array([[-length / 2, -0.98 * half, 0], [length / 2, -0.98 * half, 0]])
    return go.Scatter3d(
        **_coordinates(middle + ends),
        mode="lines+text",
        line={"color": INK, "width": 5},
        text=["", label],
        textposition="middle right",
        showlegend=False,
    )


def _axis(middle: float, half: float) -> dict[str, object]:
    return {"visible": False, "range": [middle - half, middle + half], "autorange": False}


def _coordinates(points: np.ndarray) -> dict[str, np.ndarray]:
    return dict(zip("xyz", points.astype(np.float32).T, strict=True))


def _animate(figure: go.Figure, moving: int, scene: Scene, samples: Samples) -> None:
    """Add a frame for each snapshot, the finished structure last, and a slider through them."""
    clouds = {
        f"step {samples.steps[f]}, σ {samples.sigma_in[f]:.3g} px": samples.structures[f]
        for f in spread(len(samples.steps), FRAMES)
    }
    placed = {name: scene.place(cloud) for name, cloud in clouds.items()}
    placed["finished"] = scene.clouds["reconstruction"]
    figure.frames = [
        go.Frame(data=[go.Scatter3d(**_coordinates(cloud))], traces=[moving], name=name)
        for name, cloud in placed.items()
    ]
    still = {"mode": "immediate", "frame": {"duration": 0}, "transition": {"duration": 0}}
    playing = still | {"frame": {"duration": 200, "redraw": True}}
    figure.update_layout(
        sliders=[
            {
                "steps": [
                    {"label": name, "method": "animate", "args": [[name], still]} for name in placed
                ],
                "active": len(placed) - 1,
                "currentvalue": {"xanchor": "center", "font": {"color": INK}},
                "font": {"color": "rgba(0,0,0,0)"},  # the one label above the slider is enough
                "ticklen": 0,
                "minorticklen": 0,
                "tickwidth": 0,
                "x": 0.16,
                "len": 0.8,
                "y": 0,
                "pad": {"t": 5},
            }
        ],
        updatemenus=[
            {
                "type": "buttons",
                "showactive": False,
                "x": 0.02,
                "y": 0,
                "xanchor": "left",
                "yanchor": "top",
                "pad": {"t": 22},
                "buttons": [{"label": "▶ play", "method": "animate", "args": [None, playing]}],
            }
        ],
    )
