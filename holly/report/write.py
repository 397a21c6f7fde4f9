"""The report of a whole results folder: an index, a page an experiment, galleries."""

import csv
import json
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from markupsafe import Markup

from groundwork.files import atomic_folder, natural_order
from groundwork.pages.write import write_page
from groundwork.record.lineage import Lineage
from holly.figures.scene import Scene, read_scene
from holly.figures.words import findings, length
from holly.report import sections
from holly.report.energy import energy
from holly.report.found import About, Experiment, Replicate, beside_ours, gather
from holly.report.movie import Box
from holly.report.origins import codes, origins
from holly.results.folder import Results
from holly.results.samples import read_movie
from holly.results.summary import read_published, read_verdicts

ASSETS = ("static/style.css", "static/viewer.js", "vendor/three.js", "vendor/LICENSE")
FRAMES, OTHERS = 200, 16  # of the best replicate's movie, and of the others'
ROWS = 60  # of a table that a page shows
GALLERIES = {
    "figures/paper": "Figures of the paper",
    "tables": "Tables of the paper",
    "videos": "Videos",
}
PICTURES, FILMS = (".svg", ".png", ".webp", ".jpg"), (".mp4", ".webm")
VERDICTS = {
    "near": "found",
    "part": "nearer than chance",
    "chance": "no better than chance",
    "false": "false symmetry",
    "unknown": "no truth",
}


@dataclass(frozen=True)
class Card:
    """An experiment on the index."""

    name: str
    about: str
    verdict: tuple[str, str, str]  # class, name, sentence
    thumbnail: Markup | None
    rmsd: str | None  # of the best replicate
    median: str | None
    share: float | None  # of the distance of a random cloud, at most 1
    replicates: int


def write_site(
    results: Path,
    output: Path,
    *,
    abouts: Mapping[str, About] | None = None,
    sheets: Sequence[Path] = (),
    logs: Path | None = None,
    docs: Path | None = None,
) -> None:
    """Write the folder `output` about a results folder; index.html is where to begin.

    It opens from disk as well as from any web server and asks for nothing outside itself: what it
    links to is copied. `abouts` says what experiments are about and where their true clouds are;
    `sheets` are pictures of measured particles, {dataset}.png, beside which {dataset}.html may lie
    for curation by hand. `logs` is where the records of the stages are, {any name}.log.json; `docs`
    is the folder of the documentation's pages, README.html first.

    Reads evaluation/summary.csv and what there is of each replicate it names; figures/paper,
    tables, videos, claims.json and authors/evaluation.json if they are there. A folder of that
    name is replaced.

    Raises:
        InputError: there is no summary, or a file that exists is broken.
    """
    results, output = Path(results), Path(output)
    experiments = gather(results, abouts or {})
    with atomic_folder(output) as folder:
        _copy_assets(folder / "assets")
        files = Results(results)
        claims = read_verdicts(files.verdicts) if files.verdicts.exists() else []
        published = read_published(files.published) if files.published.exists() else []
        authors = beside_ours(published, experiments)
        galleries = _galleries(results, folder)
        datasets = [_dataset(Path(sheet), folder) for sheet in sheets]
        if docs:
            shutil.copytree(docs, folder / "docs", ignore=shutil.ignore_patterns(".*"))
        around = {
            **{"docs": bool(docs), "claims": bool(claims), "authors": bool(authors)},
            **{"gallery": bool(galleries), "datasets": bool(datasets)},
            "provenance": logs is not None,
        }
        cards = [_experiment(experiment, folder, around) for experiment in experiments]
        page = {"up": "", "around": around, "cards": cards, "energy": energy(experiments)}
        write_page(folder / "index.html", "holly.report", "index.html.j2", **page)
        if claims:
            names = {experiment.name for experiment in experiments}
            page = {"up": "", "around": around, "claims": claims, "names": names}
            write_page(folder / "claims.html", "holly.report", "claims.html.j2", **page)
        if authors:
            page = {"up": "", "around": around, "authors": authors}
            write_page(folder / "authors.html", "holly.report", "authors.html.j2", **page)
        if galleries:
            page = {"up": "", "around": around, "galleries": galleries}
            write_page(folder / "gallery.html", "holly.report", "gallery.html.j2", **page)
        if datasets:
            page = {"up": "", "around": around, "datasets": datasets}
            write_page(folder / "datasets.html", "holly.report", "datasets.html.j2", **page)
        if logs:
            lineage = Lineage(Path(logs))
            page = {"up": "", "around": around, "codes": codes(results, lineage)}
            page["origins"] = origins(results, lineage)
            write_page(folder / "provenance.html", "holly.report", "provenance.html.j2", **page)


def read_asset(name: str) -> str:
    """Text of a style sheet, script or licence that comes with the package."""
    return (files("holly.report") / name).read_text(encoding="utf-8")


def _copy_assets(folder: Path) -> None:
    folder.mkdir()
    for name in ASSETS:
        with as_file(files("holly.report") / name) as source:
            shutil.copyfile(source, folder / Path(name).name)


def _experiment(experiment: Experiment, folder: Path, around: dict[str, bool]) -> Card:
    """Write an experiment's page and its files; return what the index shows of it."""
    complete = [one for one in experiment.replicates if one.complete]
    scenes = {
        one.name: read_scene(one.run.structure, one.evaluation, experiment.about.truth)
        for one in complete
    }
    box = sections.frame_box(list(scenes.values())) if scenes else None
    data = folder / "experiments" / experiment.name
    data.mkdir(parents=True)
    first = experiment.best if experiment.best.complete else next(iter(complete), None)
    card = _card(experiment, first, scenes, box)
    rows = {one.name: sections.row(one) for one in experiment.replicates}
    write_page(
        folder / "experiments" / f"{experiment.name}.html",
        "holly.report",
        "experiment.html.j2",
        up="../",
        around=around,
        card=card,
        scene=_scene(experiment, first, scenes, box, data) if first else None,
        still=sections.sides(scenes[first.name], box) if first else None,
        columns=_columns(rows),
        rows=rows,
        replicates=[_replicate(one, scenes.get(one.name), data) for one in experiment.replicates],
        chosen=first.name if first else experiment.best.name,
        agreement=sections.agreement(experiment),
        energy=energy([experiment]),
    )
    return card


def _columns(rows: dict[str, dict[str, str]]) -> list[str]:
    """The columns of the table in which anything is known."""
    names = next(iter(rows.values()))
    return [name for name in names if any(row[name] != sections.NONE for row in rows.values())]


def _card(
    experiment: Experiment, first: Replicate | None, scenes: dict[str, Scene], box: Box | None
) -> Card:
    found = first.evaluation if first else None
    kind, why = found.verdict if found else ("unknown", "It has not been evaluated.")
    unit = found.nm_per_unit if found else None
    known = found is not None and found.rmsd is not None
    return Card(
        name=experiment.name,
        about=experiment.about.about,
        verdict=(kind, VERDICTS[kind], why),
        thumbnail=sections.thumbnail(scenes[first.name], box) if first else None,
        rmsd=length(found.rmsd, unit) if known else None,
        median=length(experiment.median, unit) if experiment.median is not None else None,
        share=min(found.rmsd / found.random_rmsd, 1) if known and found.random_rmsd else None,
        replicates=len(experiment.replicates),
    )


def _scene(
    experiment: Experiment, first: Replicate, scenes: dict[str, Scene], box: Box, data: Path
) -> dict[str, Any]:
    """The viewer's scene; each replicate's cloud lies in a script of its own, read when chosen."""
    listed, any_moves = [], False
    for one in experiment.replicates:
        if one.name not in scenes:
            continue
        movie = None
        if one.run.movie.exists():
            movie = read_movie(one.run.movie).thinned(FRAMES if one is first else OTHERS)
            any_moves = any_moves or len(movie.steps) > 1
        cloud = sections.viewer_cloud(scenes[one.name], movie, box)
        script = f"holly.add({json.dumps(one.name)}, {json.dumps(cloud)});\n"
        (data / f"{one.name}.js").write_text(script, encoding="utf-8")
        listed.append(
            {"name": one.name, "label": f"replicate {one.name}", "src": _beside(data, one, "js")}
        )
    around = sections.viewer_scene(scenes[first.name], box)
    return around | {"replicates": listed, "moves": any_moves}


def _replicate(one: Replicate, scene: Scene | None, data: Path) -> dict[str, Any]:
    """What the page says of a replicate; its pictures and files are written to `data`."""
    frame = np.eye(4) if scene is None else scene.frame
    name = f"{one.experiment}, replicate {one.name}"
    said: dict[str, Any] = {
        "name": one.name,
        "findings": findings(one.evaluation) if one.evaluation else [],
        "settings": sections.settings(one.record) if one.record else None,
        "charts": [],
        "directions": None,
        "pairs": None,
        "files": _files(one, data),
    }
    if one.run.history.exists():
        said["charts"] = sections.charts(one.run.history, name)
    if one.run.poses.exists():
        said["directions"] = sections.directions(one.run.poses, frame, name)
    if one.run.samples.exists():
        said["pairs"] = sections.pairs(one.run.samples)
        (data / f"{one.name}.webp").write_bytes(said["pairs"].picture)
        said["picture"] = _beside(data, one, "webp")
    return said


def _beside(data: Path, one: Replicate, suffix: str) -> str:
    """The address of a replicate's file from the experiment's page."""
    return quote(f"{data.name}/{one.name}.{suffix}")


def _files(one: Replicate, data: Path) -> list[tuple[str, str]]:
    """Copy structure and records of a run; return what they are and their addresses."""
    copied = []
    if one.run.structure.is_file():
        shutil.copyfile(one.run.structure, data / f"{one.name}.ply")
        copied.append(("PLY", _beside(data, one, "ply")))
    records = [path for path in (one.run.history, one.run.record) if path.is_file()]
    records += [one.evaluation_file] if one.evaluation_file.is_file() else []
    if records:
        with zipfile.ZipFile(data / f"{one.name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in records:
                inside = "evaluation.json" if path == one.evaluation_file else path.name
                archive.writestr(zipfile.ZipInfo(inside), path.read_bytes(), zipfile.ZIP_DEFLATED)
        copied.append(("ZIP", _beside(data, one, "zip")))
    return copied


def _galleries(results: Path, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Copy what was made for the paper; by title, each picture with links to all its forms."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, title in GALLERIES.items():
        forms: dict[str, dict[str, str]] = {}  # addresses by suffix
        for path in natural_order((results / name).glob("**/*")):
            if path.is_file() and not path.name.startswith("."):
                target = folder / name / path.relative_to(results / name)
                forms.setdefault(path.stem, {})[path.suffix] = _copy(path, target, folder)
        for stem, links in forms.items():
            entry = {
                "name": stem.replace("_", " "),
                "picture": next((links[suffix] for suffix in PICTURES if suffix in links), None),
                "film": next((links[suffix] for suffix in FILMS if suffix in links), None),
                "rows": _rows(results / name / f"{stem}.csv"),
                "links": {suffix[1:].upper(): address for suffix, address in links.items()},
            }
            found.setdefault(title, []).append(entry)
    return found


def _rows(table: Path) -> list[list[str]]:
    """The rows of a small CSV, its head first; none where there is no such file."""
    if not table.is_file():
        return []
    with table.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    return rows if len(rows) <= ROWS else []


def _dataset(sheet: Path, folder: Path) -> dict[str, Any]:
    """Copy the particle sheet of a data set and its page for curation, as far as they exist."""
    kinds = {"picture": sheet, "page": sheet.with_suffix(".html")}
    return {"name": sheet.stem} | {
        kind: _copy(path, folder / "datasets" / path.name, folder) if path.is_file() else None
        for kind, path in kinds.items()
    }


def _copy(source: Path, target: Path, folder: Path) -> str:
    """Copy a file; return its address from the folder's index."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return quote(target.relative_to(folder).as_posix())
