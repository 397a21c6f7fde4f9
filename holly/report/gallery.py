"""Figures, tables, videos and particle sheets of the results, copied into the report."""

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from groundwork.files import natural_order

TITLES = {
    "figures/paper": "Figures of the paper",
    "tables": "Tables of the paper",
    "videos": "Videos",
}
PICTURES, VIDEOS = (".svg", ".png", ".webp", ".jpg"), (".mp4", ".webm")
ROWS = 60  # of a table that a page shows


def copy_galleries(results: Path, report: Path) -> dict[str, list[dict[str, Any]]]:
    """Copy what was made for the paper; by title, each item with links to all its formats."""
    galleries = {}
    for name, title in TITLES.items():
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


def copy_sheets(sheets: Sequence[Path], report: Path) -> list[dict[str, Any]]:
    """Copy pictures of particles, {data set}.png, and the pages beside them for manual curation."""
    datasets = []
    for sheet in map(Path, sheets):
        files = {"picture": sheet, "page": sheet.with_suffix(".html")}
        addresses = {
            kind: _copy(path, report / "datasets" / path.name, report) if path.is_file() else None
            for kind, path in files.items()
        }
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


def _copy(source: Path, target: Path, report: Path) -> str:
    """Copy a file; return its address from the report's index."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return quote(target.relative_to(report).as_posix())
