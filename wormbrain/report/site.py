"""The report of alignments and trainings: one page, its videos, and what it needs to be offline."""

import csv
import shutil
from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from groundwork.errors import InputError
from groundwork.files import atomic_folder, require, require_lines
from groundwork.pages.write import copy_assets, write_page
from wormbrain.evaluation.history import Training, by_network
from wormbrain.report.charts import draw_alignment, draw_trainings
from wormbrain.report.results import ALIGN, Alignment, Verdict, read_alignment

GOOD = 1.0  # median error in pixels of an image of 256, for an alignment that holds
ASSETS = ("compare.css", "compare.js")
MATCHES = "matches"
FIGURES = {
    "projections": "Figure 5: a frame of {}, its channels stacked and each by itself.",
    "losses": "Figure 8: training and validation loss of each network of Table I, a line per seed. "
    "The dashed line is the loss of predicting no change.",
    "stages": "Figure 9, {}: source, target, and the source aligned by an affine network (AFF), by "
    "a spline (TPS), and by both.",
}


def write_site(
    output: Path,
    *,
    alignments: Sequence[Path] = (),
    verdicts: Sequence[Path] = (),
    volumes: Sequence[Path] = (),
    networks: Sequence[Path] = (),
    table: Path | None = None,
    figures: Sequence[Path] = (),
    beside: Mapping[str, str] | None = None,
) -> None:
    """Write the report into the folder `output`; index.html is its page.

    It opens from disk as well as from any web server and loads nothing from outside.

    Args:
        output: the folder to write; an existing one is replaced.
        alignments: folders of alignments.
        verdicts: {alignment}.json where the motion is known.
        volumes: {alignment}/frames.csv where volumes were aligned.
        networks: folders of trainings, {network}/{seed}.
        table: Table I as CSV.
        figures: pictures {kind}/{name}: the kind is a key of FIGURES, or "matches", whose name is
            that of an alignment.
        beside: folders of other reports by name, seen from the output, to link to.

    Raises:
        InputError: a file is missing or broken, or a picture is of another kind.
    """
    judged = {path.stem: path for path in verdicts}
    deep = {path.parent.name: path for path in volumes}
    found = [read_alignment(folder, judged, deep) for folder in alignments]
    trainings = by_network(networks)
    with atomic_folder(output) as folder:
        copy_assets(folder / "assets")
        for name in ASSETS:
            with as_file(files("wormbrain.report") / "static" / name) as source:
                shutil.copyfile(source, folder / "assets" / name)
        pictures = _copy_figures(figures, folder)
        matches = {one["name"]: one["picture"] for one in pictures.pop(MATCHES)}
        write_page(
            folder / "index.html",
            "wormbrain.report",
            "index.html.j2",
            up="",
            navigation={"Alignments": "index.html"},
            beside=beside or {},
            alignments=[_section(one, folder, matches.get(one.name)) for one in found],
            trainings=draw_trainings(trainings),
            runs=[_run(one) for seeds in trainings.values() for one in seeds],
            table=_rows(table) if table else [],
            figures=[picture for kind in pictures.values() for picture in kind],
        )


def _copy_figures(figures: Sequence[Path], report: Path) -> dict[str, list[dict[str, str]]]:
    """Copy pictures into the report; their names, captions and addresses by kind."""
    found: dict[str, list[dict[str, str]]] = {kind: [] for kind in (MATCHES, *FIGURES)}
    for path in figures:
        kind = path.parent.name
        if kind not in found:
            raise InputError(f"{path}: not in a folder named {', '.join(found)}; move it there")
        address = Path("figures", kind, path.name)
        (report / address).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(require(path, "draw it again"), report / address)
        caption = FIGURES.get(kind, "").format(path.stem)
        picture = quote(address.as_posix())
        found[kind].append({"name": path.stem, "caption": caption, "picture": picture})
    return found


def _section(found: Alignment, report: Path, matches: str | None) -> dict[str, Any]:
    """What the page says of an alignment; its video is copied."""
    (report / "videos").mkdir(exist_ok=True)
    video = f"videos/{found.name}.mp4"
    shutil.copyfile(require(found.video, ALIGN), report / video)
    facts = {"frames": str(len(found.columns["frame"])), "lost": str(len(found.lost))}
    if found.volumes:
        facts |= {"volumes lost": str(found.volumes.lost)}
        facts |= {"corrected in depth": str(found.volumes.corrected)}
    return {
        "name": found.name,
        "video": quote(video),
        "matches": matches,
        "lost": found.lost,
        "facts": facts | (_facts(found.verdict) if found.verdict else {}),
        "verdict": verdict(found),
        "charts": draw_alignment(found),
    }


def verdict(found: Alignment) -> dict[str, str]:
    """Whether the alignment holds, in words: a colour of the style sheet, a label, a sentence."""
    judged = found.verdict
    if judged is None or judged.median is None:
        sentence = "The true motion is not known; look at the video and at the correlation."
        return {"colour": "fair", "label": "not judged", "sentence": sentence}
    limit = GOOD * judged.size / 256
    holds = judged.median <= limit
    said = "at most" if holds else "more than"
    return {
        "colour": "good" if holds else "bad",
        "label": "motion recovered" if holds else "motion not recovered",
        "sentence": f"The median error of the nuclei is {judged.median:.2f} px, {said} {limit:.2g} "
        f"px; without the alignment it is {judged.unaligned:.1f} px.",
    }


def _facts(judged: Verdict) -> dict[str, str]:
    values = {
        "median error": judged.median,
        "95 % below": judged.percentile_95,
        "without alignment": judged.unaligned,
    }
    return {name: f"{value:.2f} px" for name, value in values.items() if value is not None}


def _run(one: Training) -> Mapping[str, str]:
    """A row of the table of trainings."""
    losses = one.columns[one.validation]
    return {
        "network": one.name,
        "seed": one.seed,
        "steps": f"{one.columns['step'][-1]:.0f}",
        "lowest validation loss": f"{losses.min():.4f}",
        "seconds": f"{one.run.get('seconds', float('nan')):,.0f}",
    }


def _rows(table: Path) -> list[list[str]]:
    """Header and rows of Table I, in few digits."""
    remedy = "make it again with `wormbrain table1`"
    path = require_lines(table, remedy)
    try:
        with path.open(newline="", encoding="utf-8") as lines:
            header, *rows = csv.reader(lines)
        titles = [name.replace("_", " ") for name in header]
        return [titles, *([_short(cell) for cell in row] for row in rows)]
    except (ValueError, csv.Error):
        raise InputError(f"{path}: damaged; {remedy}") from None


def _short(cell: str) -> str:
    return f"{float(cell):.4f}" if cell.startswith("0.") else cell
