"""What a page shows of clouds and of a run, as the templates take it."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup
from matplotlib import colormaps
from PIL import Image

from holly.figures.scene import Scene
from holly.figures.words import length, scale_bar
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
from holly.results.history import read_history, read_poses
from holly.results.run import Run
from holly.results.samples import Movie, Samples, read_samples, spread

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
    bar, label = scale_bar(scene.evaluation, 2 * box.half)
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
    trained = read_history(history)
    images = trained.images
    loss = [
        Line("training", images, trained.loss),
        Line("heldout", images, trained.heldout_loss),
    ]
    sigma = [
        Line("in", images, trained.sigma_in),
        Line("out", images, trained.sigma_out),
    ]
    ends = {key: vars(trained)[key][[0, -1]] for key in ("loss", "sigma_in", "sigma_out")}
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
    known = ~np.isnan(trained.usage).any(1)
    usage = trained.usage[known]
    if usage.shape[1] > 1:
        last = ", ".join(f"{share:.0%}" for share in usage[-1])
        caption = f"Share of images that each of {usage.shape[1]} pose hypotheses drew best"
        picture = draw_usage(images[known], usage, f"{name}: shares of hypotheses, at last {last}")
        drawn.append((caption, picture))
    return drawn


def directions(poses: Path, frame: np.ndarray, name: str) -> tuple[int, Markup]:
    """How many images' poses there are, and from where in a frame [4, 4] they see the particle.

    Raises:
        InputError: the file is not the poses.csv of a run.
    """
    rotations = read_poses(poses).rotation
    text = f"{name}: viewing directions of {len(rotations)} images"
    return len(rotations), draw_directions(rotations, frame[:3, :3], text)


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
    if measured is None:
        return {}
    unit = measured.nm_per_unit
    words = {}
    if measured.doubt is not None:
        words["doubt"] = f"{measured.doubt:.2f} {measured.verdict}"
    if measured.best is not None and measured.pairs:
        words["least held-out loss"] = f"replicate {measured.best}"
    compared = {"replicates": measured.replicates}
    compared |= {"halves": measured.halves} if measured.halves else {}
    for name, found in compared.items():
        if found.distance is not None:
            words[f"distance of {name}"] = length(found.distance, unit)
        for threshold, resolved in found.resolution.items():
            if resolved is not None:
                key = f"resolution of {name}, correlation {threshold}"
                words[key] = f"{resolved:.3g} {'nm' if unit else 'model units'}"
    lines = [Line("training", pair.frequency, pair.correlation) for pair in measured.pairs]
    if measured.halves:
        lines.append(Line("out", measured.halves.frequency, measured.halves.correlation))
    picture = draw_correlation(lines, "nm" if unit else "unit") if lines else None
    return {"words": words, "picture": picture} if words or picture else {}


def row(one: Replicate) -> dict[str, str]:
    """A replicate's line of the table, in words; columns that nothing is known of are dashes."""
    found, record = one.evaluation, one.record
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
        "seconds": f"{record.seconds:,.0f}" if record and record.seconds is not None else NONE,
        "kWh": amount(record.kwh) if record and record.kwh is not None else NONE,
        "images": f"{record.images:,}" if record and record.images is not None else NONE,
    }
    if found and found.random_rmsd_spread is not None:
        words["random clouds"] += f" ± {found.random_rmsd_spread:.3f}"
    if found and found.pose_error_degrees is not None:
        words["pose error"] = f"{found.pose_error_degrees:.1f}°"
    return words


def settings(record: Run) -> dict[str, str]:
    """What run.json says of a run, on one level; the processes it took are numbered."""
    entries = dict(record.entries)
    parts = {str(number): part for number, part in enumerate(entries.get("parts", []), 1)}
    return flatten(entries | {"parts": parts})


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
