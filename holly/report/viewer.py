"""Structures in 3D: what the viewer draws, still pictures of the same, a page of one structure."""

from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from groundwork.arrays import Box
from groundwork.pages.clouds import pack
from groundwork.pages.svg import draw_clouds, view
from groundwork.pages.write import write_page
from holly.figures.scene import Scene, read_scene
from holly.figures.words import findings, scale_bar, verdict
from holly.report.tables import replicate_cells
from holly.results.evaluation import Evaluation
from holly.results.history import Movie, read_movie

FRAMES = 200  # of a movie, at most
THREE_QUARTERS = view(24, 14)  # the viewer's first view
FRONT_SIDE_ABOVE = (view(0, 0), view(-90, 0), view(0, 90))
MIRROR = "Images cannot tell a structure from its mirror image."


def write_structure_page(
    structure: Path,
    truth: Path | None,
    evaluation: Evaluation,
    output: Path,
    *,
    movie: Path | None = None,
) -> None:
    """Write a page in one file with the 3D view of a structure and its truth, to be sent to others.

    With the movie.npz of the run, a slider goes through the training.

    Raises:
        InputError: a file is missing or broken.
    """
    scene = read_scene(structure, evaluation, truth)
    frames = None if movie is None else read_movie(movie).thinned(FRAMES)
    cloud = viewer_cloud(scene, frames, scene.box)
    name = evaluation.replicate
    replicate = {"name": name, "label": evaluation.name, "src": None, "cloud": cloud}
    cells = replicate_cells(evaluation, run=None)
    write_page(
        output,
        "holly.report",
        "structure.html.j2",
        name=evaluation.name,
        verdict=verdict(evaluation),
        scene=viewer_scene(scene, scene.box, [replicate]) | {"moves": cloud["frames"] > 1},
        still=draw_sides(scene, scene.box),
        replicates=[{"name": name, "findings": findings(evaluation)}],
        chosen=name,
        facts={column: cell for column, cell in cells.items() if cell is not None},
    )


def viewer_scene(scene: Scene, box: Box, replicates: list[dict[str, Any]]) -> dict[str, Any]:
    """What the viewer draws of replicates that share a truth or measured shape, JSON.

    `box` is the cube to look at; `replicates` are name, label, and cloud or address of each.
    """
    truth = scene.clouds.get("truth")
    bar, bar_label = scale_bar(scene.evaluation, 2 * box.half)
    return {
        "centre": box.centre.tolist(),
        "half": box.half,
        "truth": None if truth is None else pack(truth[None], box),
        "lines": [np.round(ring, 4).tolist() for ring in scene.rings],
        "bar": bar,
        "bar_label": bar_label,
        "legend": _legend(scene),
        "mirror": MIRROR if truth is None else None,
        "replicates": replicates,
    }


def viewer_cloud(scene: Scene, movie: Movie | None, box: Box) -> dict[str, Any]:
    """A reconstruction for the viewer, JSON: through its training if there is a movie of it."""
    if movie is None:
        return pack(scene.clouds["reconstruction"][None], box)
    notes = [f"σ {sigma:.3g} px" for sigma in movie.sigma]
    return pack(scene.place(movie.structures), box, steps=movie.steps, notes=notes)


def draw_thumbnail(scene: Scene, box: Box) -> Markup:
    """The structure over its truth, seen from a little to the right and above."""
    return draw_clouds(scene.clouds, box, [THREE_QUARTERS], _text(scene))


def draw_sides(scene: Scene, box: Box) -> Markup:
    """The structure over its truth from the front, the side and above."""
    text = f"{_text(scene)}, from the front, the side and above"
    return draw_clouds(scene.clouds, box, FRONT_SIDE_ABOVE, text)


def _legend(scene: Scene) -> dict[str, str]:
    if "truth" in scene.clouds:
        return {"truth": "truth", "structure": "reconstruction"}
    if scene.rings:
        return {"truth": "measured ring", "structure": "reconstruction"}
    return {"structure": "structure"}


def _text(scene: Scene) -> str:
    return f"{scene.evaluation.name}: {' and '.join(scene.clouds)}"
