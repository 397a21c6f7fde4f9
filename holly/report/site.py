"""The report of a results folder: an index, a page per experiment, and what goes with them."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from groundwork.files import atomic_folder
from groundwork.pages.write import copy_assets, write_page
from holly.report.experiment_page import write_experiment_page
from holly.report.experiments import Description, Experiment, read_experiments
from holly.report.gallery import copy_galleries, copy_sheets
from holly.report.provenance import describe_provenance
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


def write_site(
    results: Path,
    output: Path,
    *,
    descriptions: Mapping[str, Description],
    sheets: Sequence[Path] = (),
    records: Path | None = None,
    docs: Path | None = None,
) -> None:
    """Write the report of a results folder into the folder `output`; index.html is its start.

    The report opens from disk as well as from any web server and loads nothing from outside: what
    it links to is copied. It shows what there is of each replicate that evaluation/summary.csv
    names, and of figures/paper, tables, videos, claims.json and authors/evaluation.json.

    Args:
        results: the results folder.
        output: the folder to write; an existing one is replaced.
        descriptions: by experiment, what it is about and where its true cloud is.
        sheets: pictures of measured particles, {data set}.png; beside each may lie {data set}.html
            for manual curation.
        records: the folder of the stages' records, {any name}.json.
        docs: the folder of the documentation's pages, which begins with README.html.

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
            "gallery": {"galleries": copy_galleries(files.folder, folder)},
            "datasets": {"datasets": copy_sheets(sheets, folder)},
            "provenance": describe_provenance(files.folder, records) if records else {},
        }
        contents = {name: values for name, values in contents.items() if any(values.values())}
        navigation = {TITLES[name]: f"{name}.html" for name in ("index", *contents)}
        if docs:
            shutil.copytree(docs, folder / "docs", ignore=shutil.ignore_patterns(".*"))
            navigation["Documentation"] = "docs/README.html"
        contents["index"] = _index(experiments, folder, navigation)
        for name, values in contents.items():
            values |= {"up": "", "navigation": navigation}
            write_page(folder / f"{name}.html", "holly.report", f"{name}.html.j2", **values)


def _index(
    experiments: Sequence[Experiment], folder: Path, navigation: Mapping[str, str]
) -> dict[str, Any]:
    """Write the experiments' pages; return what the index shows."""
    return {
        "cards": [
            write_experiment_page(experiment, folder / "experiments", navigation)
            for experiment in experiments
        ],
        "energy": energy_section([one for e in experiments for one in e.replicates]),
    }


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
