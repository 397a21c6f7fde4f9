"""What a page shows of clouds and of a run, as the templates take it."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib import colormaps
from PIL import Image

from groundwork.errors import InputError
from groundwork.files import require_lines
from holly.figures.curves import read_history
from holly.figures.inputs import Movie, Samples, length, read_samples, spread
from holly.figures.scene import Scene
from holly.report.drawing import (
    Line,
    draw_chart,
    draw_clouds,
    draw_correlation,
    draw_directions,
    draw_usage,
    view,
)
from holly.report.energy import amount
from holly.report.found import Experiment, Replicate
from holly.report.movie import Box, pack

COLUMNS, PARTICLES, CELL = 8, 3, 64  # of the picture of pairs, px
THREE_QUARTERS = view(24, 14)  # the viewer begins with it
SIDES = [view(0, 0), view(-90, 0), view(0, 90)]
NONE = "–"


@dataclass(frozen=True)
class Pairs:
    """The picture of input and output images, and the input sigma of each of its columns."""

    picture: bytes  # WebP
    width: int
    height: int
    sigmas: list[str]


def frame_box(scenes: list[Scene]) -> Box:
    """The cube around what all scenes show finished."""
    boxes = [scene.box for scene in scenes]
    low = np.min([centre - half for centre, half in boxes], 0)
    high = np.max([centre + half for centre, half in boxes], 0)
    return Box((low + high) / 2, float((high - low).max()) / 2)


def viewer_scene(scene: Scene, box: Box) -> dict[str, Any]:
    """What the viewer draws around the reconstructions, JSON."""
    truth = scene.clouds.get("truth")
    bar, label = scene.evaluation.scale_bar(2 * box.half)
    return {
        "centre": box.centre.tolist(),
        "half": box.half,
        "truth": None if truth is None else pack(truth[None], box) | {"steps": [0], "sigma": [0]},
        "rings": [np.round(ring, 4).tolist() for ring in scene.rings],
        "bar": bar,
        "bar_label": label,
    }


def viewer_cloud(scene: Scene, movie: Movie | None, box: Box) -> dict[str, Any]:
    """A reconstruction for the viewer, JSON: through its training if that is known."""
    final = scene.clouds["reconstruction"]
    if movie is None:
        return pack(final[None], box) | {"steps": [0], "sigma": [0]}
    return pack(scene.place(movie.structures), box) | {
        "steps": [int(step) for step in movie.steps],
        "sigma": [float(f"{sigma:.3g}") for sigma in movie.sigma],
    }


def thumbnail(scene: Scene, box: Box) -> Markup:
    """The structure over its truth, from a little to the right and above."""
    text = f"{scene.evaluation.name}: {' and '.join(scene.clouds)}"
    return draw_clouds(scene.clouds, box, [THREE_QUARTERS], text)


def sides(scene: Scene, box: Box) -> Markup:
    """The structure over its truth from the front, the side and above."""
    text = f"{scene.evaluation.name}: {' and '.join(scene.clouds)}, from front, side and above"
    return draw_clouds(scene.clouds, box, SIDES, text)


def charts(history: Path, name: str) -> list[tuple[str, Markup]]:
    """Captions and charts of a run's history.csv: loss, sigma, hypotheses."""
    table = read_history(history)
    images = table["images"].to_numpy()
    columns = {column: table[column].to_numpy() for column in table}
    loss = [
        Line("training", images, columns["loss"]),
        Line("heldout", images, columns["heldout_loss"]),
    ]
    sigma = [
        Line("in", images, columns["sigma_in"]),
        Line("out", images, columns["sigma_out"]),
    ]
    ends = {key: (columns[key][0], columns[key][-1]) for key in ("loss", "sigma_in", "sigma_out")}
    said = {key: f"{first:.3g} to {last:.3g}" for key, (first, last) in ends.items()}
    drawn = [
        (
            "Loss of an image: training (thin) and held out (strong)",
            draw_chart(loss, f"{name}: loss from {said['loss']}"),
        ),
        (
            "Sigma, px: of the input (orange) and as drawn (blue)",
            draw_chart(
                sigma,
                f"{name}: input sigma from {said['sigma_in']} px, output {said['sigma_out']} px",
                log=True,
            ),
        ),
    ]
    usage = table.filter(regex=r"^usage_\d+$").dropna()
    if usage.shape[1] > 1:
        last = ", ".join(f"{share:.0%}" for share in usage.iloc[-1])
        caption = f"Share of images that each of {usage.shape[1]} pose hypotheses drew best"
        picture = draw_usage(
            images[usage.index], usage.to_numpy(), f"{name}: shares of hypotheses, at last {last}"
        )
        drawn.append((caption, picture))
    return drawn


def directions(poses: Path, frame: np.ndarray, name: str) -> tuple[int, Markup]:
    """How many images' poses there are, and from where in a frame [4, 4] they see the particle.

    Raises:
        InputError: the file is not the poses.csv of a run.
    """
    try:
        table = pd.read_csv(require_lines(poses, "train again"))
        table[["rx", "ry", "rz"]].astype(float)
    except (KeyError, ValueError, OverflowError) as fault:
        raise InputError(f"{poses}: not the poses of a run ({fault}); train again") from None
    text = f"{name}: viewing directions of {len(table)} images"
    return len(table), draw_directions(table, frame[:3, :3], text)


def pairs(samples: Path) -> Pairs:
    """Input images over their renderings, a column a moment of training.

    Each pair has one intensity scale, from zero to the brighter of its two maxima.
    """
    found = read_samples(samples)
    moments = spread(len(found.steps), COLUMNS)
    rows = [
        np.concatenate([_cell(found, moment, particle) for moment in moments], 1)
        for particle in range(min(found.inputs.shape[1], PARTICLES))
    ]
    levels = np.concatenate(rows)[:-4]
    coloured = (colormaps["inferno"](levels)[..., :3] * 255).round().astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(coloured).save(file, "webp", quality=80, method=4)
    sigmas = [f"{found.sigma_in[moment]:.3g}" for moment in moments]
    return Pairs(file.getvalue(), coloured.shape[1], coloured.shape[0], sigmas)


def _cell(found: Samples, moment: int, particle: int) -> np.ndarray:
    """An input above its output [2·CELL + 4, CELL] with black beneath, from 0 to 1."""
    images = [kind[moment, particle] for kind in (found.inputs, found.outputs)]
    brightest = max(float(image.max()) for image in images) or 1.0
    small = [
        Image.fromarray(image.astype(np.float32)).resize((CELL, CELL), Image.Resampling.BOX)
        for image in images
    ]
    stacked = np.concatenate([np.asarray(image) / brightest for image in small])
    return np.pad(np.clip(stacked, 0, 1), ((0, 4), (0, 0)))


def agreement(experiment: Experiment) -> dict[str, Any]:
    """How the replicates agree, and the halves of the particles if there are any: words, a chart.

    Empty where there is nothing to compare.
    """
    measured = experiment.agreement
    unit = measured.get("nm_per_unit")
    words = {}
    if measured.get("doubt") is not None:
        words["doubt"] = f"{measured['doubt']:.2f} {measured.get('verdict', '')}"
    if measured.get("best") is not None and len(measured.get("pairs") or []) > 0:
        words["least held-out loss"] = f"replicate {measured['best']}"
    for name in ("replicates", "halves"):
        found = measured.get(name) or {}
        if found.get("distance") is not None:
            words[f"distance of {name}"] = length(found["distance"], unit)
        for threshold, resolved in (found.get("resolution") or {}).items():
            if resolved is not None:
                key = f"resolution of {name}, correlation {threshold}"
                words[key] = f"{resolved:.3g} {'nm' if unit else 'model units'}"
    pairs = [("training", pair) for pair in measured.get("pairs") or []]
    halves = [("out", measured["halves"])] if measured.get("halves") else []
    lines = [_correlation(name, pair) for name, pair in pairs + halves]
    picture = draw_correlation(lines, "nm" if unit else "unit") if lines else None
    return {"words": words, "picture": picture} if words or picture else {}


def _correlation(name: str, pair: dict[str, Any]) -> Line:
    frequency = pair.get("frequency_per_nm") or pair["frequency_per_unit"]
    return Line(name, np.array(frequency, float), np.array(pair["fsc"], float))


def row(one: Replicate) -> dict[str, str]:
    """A replicate's line of the table, in words; columns that nothing is known of are dashes."""
    found, record = one.evaluation, one.record or {}
    unit = found.nm_per_unit if found else None

    def distance(value: float | None) -> str:
        return NONE if value is None else length(value, unit)

    words = {
        "RMSD": distance(found and found.rmsd),
        "coverage": distance(found and found.coverage_rmsd),
        "one to one": distance(found and found.assignment_rmsd),
        "random clouds": distance(found and found.random_rmsd),
        "mirrored": {True: "yes", False: "no"}.get(found.mirrored if found else None, NONE),
        "pose error": NONE,
        "seconds": f"{record['seconds']:,.0f}" if "seconds" in record else NONE,
        "kWh": amount(record["kWh"]) if record.get("kWh") is not None else NONE,
        "images": f"{record['images']:,}" if "images" in record else NONE,
    }
    if found and found.random_rmsd_spread is not None:
        words["random clouds"] += f" ± {found.random_rmsd_spread:.3f}"
    if found and found.pose_error_degrees is not None:
        words["pose error"] = f"{found.pose_error_degrees:.1f}°"
    return words


def settings(record: dict[str, Any]) -> dict[str, str]:
    """What run.json says of a run, on one level; the processes it took are numbered."""
    parts = {str(number): part for number, part in enumerate(record.get("parts", []), 1)}
    return flatten(record | {"parts": parts})


def flatten(entries: dict[str, Any], before: str = "") -> dict[str, str]:
    """Nested settings as one level, keys joined by dots."""
    flat = {}
    for key, value in entries.items():
        if isinstance(value, dict):
            flat |= flatten(value, f"{before}{key}.")
        elif isinstance(value, list):
            flat[before + key] = ", ".join(map(str, value))
        else:
            flat[before + key] = f"{value:g}" if isinstance(value, float) else str(value)
    return flat
