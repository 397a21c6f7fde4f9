"""The report of a results folder: an index, a page per experiment, and what goes with them."""

import csv
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from groundwork.files import atomic_folder, natural_order
from groundwork.pages.write import copy_assets, write_page
from holly.report.experiment_page import write_experiment_page
from holly.report.experiments import Description, Experiment, read_experiments
from holly.report.provenance import describe_provenance
from holly.report.summary_page import shown_replicate, write_summary_page
from holly.report.tables import energy_section
from holly.results.folder import Results
from holly.results.summary import read_published, read_verdicts

TITLES = {
    "index": "Experiments",
    "claims": "Claims",
    "authors": "The authors' clouds",
    "gallery": "Figures of the paper",
    "datasets": "Data sets",
    "provenance": "Provenance",
}
GALLERIES = {
    "figures/paper": "Figures of the paper",
    "tables": "Tables of the paper",
    "videos": "Videos",
}
PICTURES, VIDEOS = (".svg", ".png", ".webp", ".jpg"), (".mp4", ".webm")
ROWS = 60  # of a table that a page shows


def write_site(
    results: Path,
    output: Path,
    *,
    descriptions: Mapping[str, Description],
    sheets: Sequence[Path] = (),
    records: Path | None = None,
    docs: Path | None = None,
    beside: Mapping[str, str] | None = None,
) -> None:
    """Write the report of a results folder into the folder `output`; index.html is its start.

    A report of a single experiment on measured data starts with its summary, any other with a list
    of the experiments, which links to the summaries of those on measured data.

    The report opens from disk as well as from any web server and loads nothing from outside: what
    it links to is copied. It shows what there is of each replicate that evaluation/summary.csv
    names, and of figures/paper, tables, videos, claims.json and authors/evaluation.json.

    Args:
        results: the results folder.
        output: the folder to write; an existing one is replaced.
        descriptions: of experiments by name.
        sheets: pictures of particles, {data set}.png; {data set}.html may lie beside, for curation.
        records: the folder of the stages' records, {any name}.json.
        docs: the folder of the documentation's pages, which begins with README.html.
        beside: folders of other reports by name, seen from the output, to link to.

    Raises:
        InputError: there is no summary, or a file that exists is broken.
    """
    files = Results(Path(results))
    experiments = read_experiments(files, descriptions)
    with atomic_folder(Path(output)) as folder:
        copy_assets(folder / "assets")
        contents: dict[str, dict[str, Any]] = {
            "claims": {"claims": read_verdicts(files.verdicts) if files.verdicts.exists() else []},
            "authors": {"clouds": _published_clouds(files, experiments)},
            "gallery": {"galleries": _copy_galleries(files.folder, folder)},
            "datasets": {"datasets": _copy_sheets(sheets, folder)},
            "provenance": describe_provenance(files.folder, records) if records else {},
        }
        contents = {name: values for name, values in contents.items() if any(values.values())}
        summaries = _summaries(experiments)
        navigation = _start(experiments, summaries)
        navigation |= {TITLES[name]: f"{name}.html" for name in contents}
        if docs:
            shutil.copytree(docs, folder / "docs", ignore=shutil.ignore_patterns(".*"))
            navigation["Documentation"] = "docs/README.html"
        pages = folder / "experiments"
        cards = [write_experiment_page(one, pages, navigation) for one in experiments]
        for one in experiments:
            if one.name in summaries:
                write_summary_page(one, folder, summaries[one.name], navigation)
        if "index.html" not in summaries.values():
            contents["index"] = {
                "cards": [card | {"summary": summaries.get(card["name"])} for card in cards],
                "energy": energy_section([run for one in experiments for run in one.replicates]),
            }
        for name, values in contents.items():
            values |= {"up": "", "navigation": navigation, "beside": beside or {}}
            write_page(folder / f"{name}.html", "holly.report", f"{name}.html.j2", **values)


def _summaries(experiments: Sequence[Experiment]) -> dict[str, str]:
    """The addresses of the summaries of experiments on measured data, by their names."""
    names = [one.name for one in experiments if one.measured and shown_replicate(one)]
    if names and len(experiments) == 1:
        return {names[0]: "index.html"}
    return {name: f"summaries/{name}.html" for name in names}


def _start(experiments: Sequence[Experiment], summaries: Mapping[str, str]) -> dict[str, str]:
    """The first addresses of the navigation."""
    if "index.html" not in summaries.values():
        return {TITLES["index"]: "index.html"}
    return {"Summary": "index.html", "Experiment": f"experiments/{quote(experiments[0].name)}.html"}


def _published_clouds(results: Results, experiments: Sequence[Experiment]) -> list[dict[str, Any]]:
    """The authors' clouds, each with `ours`: our median RMSDs for its model, by experiment."""
    if not results.published.exists():
        return []
    ours: dict[str, dict[str, float]] = {}
    for experiment in experiments:
        truth = experiment.description.truth
        if truth and experiment.median is not None:
            ours.setdefault(truth.stem, {})[experiment.name] = experiment.median
    return [
        vars(cloud) | {"ours": ours.get(cloud.model, {})}
        for cloud in read_published(results.published)
    ]


def _copy_galleries(results: Path, report: Path) -> dict[str, list[dict[str, Any]]]:
    """Copy what was made for the paper; by title, each item with links to all its formats."""
    galleries = {}
    for name, title in GALLERIES.items():
        formats: dict[str, dict[str, str]] = {}  # addresses by suffix
        for path in natural_order((results / name).glob("**/*")):
            if path.is_file() and not path.name.startswith("."):
                target = report / name / path.relative_to(results / name)
                formats.setdefault(path.stem, {})[path.suffix] = _copy(path, target, report)
        if formats:
            galleries[title] = [
                _item(stem, links, results / name / f"{stem}.csv")
                for stem, links in formats.items()
            ]
    return galleries


def _copy_sheets(sheets: Sequence[Path], report: Path) -> list[dict[str, Any]]:
    """Copy pictures of particles, {data set}.png, and the pages beside them for manual curation."""
    folder, datasets = report / "datasets", []
    for sheet in sheets:
        files = {"picture": sheet, "page": sheet.with_suffix(".html")}
        addresses = {kind: _copy(path, folder / path.name, report) for kind, path in files.items()}
        datasets.append({"name": sheet.stem, **addresses})
    return datasets


def _item(stem: str, links: dict[str, str], table: Path) -> dict[str, Any]:
    return {
        "name": stem.replace("_", " "),
        "picture": next((links[suffix] for suffix in PICTURES if suffix in links), None),
        "video": next((links[suffix] for suffix in VIDEOS if suffix in links), None),
        "rows": _rows(table),
        "links": {suffix[1:].upper(): address for suffix, address in links.items()},
    }


def _rows(table: Path) -> list[list[str]]:
    """The header and rows of a small CSV file; empty if there is none."""
    if not table.is_file():
        return []
    with table.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    return rows if len(rows) <= ROWS else []


def _copy(source: Path, target: Path, report: Path) -> str | None:
    """Copy a file, if there is one; return its address from the report's index."""
    if not source.is_file():
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return quote(target.relative_to(report).as_posix())
