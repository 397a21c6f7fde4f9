"""The page of one experiment: its replicates in 3D, in numbers and through their training."""

import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from markupsafe import Markup

from groundwork.arrays import Box, spread
from groundwork.pages.write import write_page
from holly.figures.scene import Scene, read_scene
from holly.figures.words import findings, length, verdict
from holly.report.charts import draw_directions, draw_history
from holly.report.experiments import Experiment, Replicate
from holly.report.images import draw_samples, draw_views
from holly.report.tables import agreement_section, energy_section, replicate_table, settings_list
from holly.report.viewer import FRAMES, draw_sides, draw_thumbnail, viewer_cloud, viewer_scene
from holly.results.history import (
    read_history,
    read_movie,
    read_poses,
    read_samples,
    read_views,
)

FRAMES_OF_OTHERS = 16  # of the movie of a replicate that is not the one shown first
DIRECTIONS = 2000  # on the map of viewing directions, at most


def write_experiment_page(
    experiment: Experiment, folder: Path, navigation: Mapping[str, str]
) -> dict[str, Any]:
    """Write {name}.html and the files it links to, {name}/*, into `folder`.

    The folder lies one level below the index; `navigation` holds the addresses of the report's
    pages by title. What the index shows of the experiment is returned.
    """
    data = folder / experiment.name
    data.mkdir(parents=True)
    truth = experiment.description.truth
    scenes = {
        one.number: read_scene(one.files.structure, one.evaluation, truth)
        for one in experiment.replicates
        if one.complete
    }
    box = Box.around([scene.box for scene in scenes.values()]) if scenes else None
    best_first = [experiment.best, *experiment.replicates]
    first = next((one for one in best_first if one.number in scenes), None)
    card = _card(experiment, first) | {
        "thumbnail": draw_thumbnail(scenes[first.number], box) if first else None
    }
    write_page(
        folder / f"{experiment.name}.html",
        "holly.report",
        "experiment.html.j2",
        up="../",
        navigation=navigation,
        card=card,
        scene=_viewer_scene(experiment, first, scenes, box, data) if first else None,
        still=draw_sides(scenes[first.number], box) if first else None,
        table=replicate_table(experiment.replicates),
        replicates=[_replicate(one, scenes.get(one.number), data) for one in experiment.replicates],
        chosen=(first or experiment.best).number,
        agreement=agreement_section(experiment.agreement),
        energy=energy_section(experiment.replicates),
    )
    return card


def _card(experiment: Experiment, first: Replicate | None) -> dict[str, Any]:
    """The experiment in words; `share` is its RMSD as a share of that of random clouds."""
    evaluation = first.evaluation if first else None
    unit = evaluation.nm_per_unit if evaluation else None
    rmsd = first.rmsd if first else None
    random = evaluation.random_rmsd if evaluation else None
    return {
        "name": experiment.name,
        "about": experiment.description.about,
        "verdict": verdict(evaluation),
        "rmsd": None if rmsd is None else length(rmsd, unit),
        "median": None if experiment.median is None else length(experiment.median, unit),
        "share": min(rmsd / random, 1) if rmsd is not None and random else None,
        "replicates": len(experiment.replicates),
    }


def _viewer_scene(
    experiment: Experiment, first: Replicate, scenes: dict[str, Scene], box: Box, data: Path
) -> dict[str, Any]:
    """The viewer's scene; a script per replicate holds its cloud and is loaded when chosen."""
    listed, moves = [], False
    for one in [one for one in experiment.replicates if one.complete]:
        frames = FRAMES if one is first else FRAMES_OF_OTHERS
        path = one.files.movie
        movie = read_movie(path).thinned(frames) if path.exists() else None
        cloud = viewer_cloud(scenes[one.number], movie, box)
        moves = moves or cloud["frames"] > 1
        script = f"viewer.add({json.dumps(one.number)}, {json.dumps(cloud)});\n"
        (data / f"{one.number}.js").write_text(script, encoding="utf-8")
        label = f"replicate {one.number}"
        listed.append({"name": one.number, "label": label, "src": _address(data, one, "js")})
    return viewer_scene(scenes[first.number], box, listed) | {"moves": moves}


def _replicate(one: Replicate, scene: Scene | None, data: Path) -> dict[str, Any]:
    """What the page says of a replicate; its pictures and files are written to `data`."""
    name = f"{one.experiment}, replicate {one.number}"
    history, samples = one.files.history, one.files.samples
    picture, sides = (data / f"{one.number}{end}.webp" for end in ("", "-views"))
    views = one.files.views
    return {
        "name": one.number,
        "findings": findings(one.evaluation) if one.evaluation else [],
        "settings": settings_list(one.run) if one.run else None,
        "charts": draw_history(read_history(history), name) if history.exists() else {},
        "directions": _directions(one, scene, name),
        "images": draw_samples(read_samples(samples), picture) if samples.exists() else None,
        "picture": quote(f"{data.name}/{picture.name}"),
        "views": draw_views(read_views(views), sides) if views.exists() else None,
        "sides": quote(f"{data.name}/{sides.name}"),
        "files": _copy_files(one, data),
    }


def _directions(one: Replicate, scene: Scene | None, name: str) -> tuple[int, Markup] | None:
    """How many images' poses there are, and a map of where they see the particle from."""
    if not one.files.poses.exists():
        return None
    rotations = read_poses(one.files.poses).rotation
    rotations = rotations[spread(len(rotations), DIRECTIONS)]
    frame = np.eye(3) if scene is None else scene.frame[:3, :3]
    text = f"{name}: viewing directions of {len(rotations)} images"
    return len(rotations), draw_directions(rotations, frame, text)


def _copy_files(one: Replicate, data: Path) -> list[tuple[str, str]]:
    """Copy structure and records of a run; return the kinds of files and their addresses."""
    copied = []
    if one.files.structure.is_file():
        shutil.copyfile(one.files.structure, data / f"{one.number}.ply")
        copied.append(("PLY", _address(data, one, "ply")))
    records = {"history.csv": one.files.history, "run.json": one.files.record}
    records["evaluation.json"] = one.evaluation_file
    records = {name: path for name, path in records.items() if path.is_file()}
    if records:
        with zipfile.ZipFile(data / f"{one.number}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in records.items():  # without the time, so that the bytes are the same
                archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
        copied.append(("ZIP", _address(data, one, "zip")))
    return copied


def _address(data: Path, one: Replicate, suffix: str) -> str:
    """The address of a replicate's file from the experiment's page."""
    return quote(f"{data.name}/{one.number}.{suffix}")
