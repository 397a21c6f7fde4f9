"""Stages that judge and describe all results, and that explain the configuration."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from groundwork.command_line import Written
from groundwork.errors import InputError


def claims(
    claims: Annotated[Path, "the claims, as config/claims.yaml"],
    results: Path,
    *,
    markdown: Annotated[Path, Written(".md")],
    output: Annotated[Path, Written(".json")],
) -> None:
    """Test the paper's claims on the results that exist."""
    from holly.evaluation.claims import read_claims
    from holly.evaluation.judge import judge, write_verdicts

    write_verdicts(judge(read_claims(claims), results), output, markdown)


def verify(verdicts: Annotated[Path, "the .json file of `holly claims`"]) -> None:
    """Print the verdict on each claim; exit with code 1 if one fails."""
    from holly.evaluation.judge import describe
    from holly.results.summary import read_verdicts

    found = read_verdicts(verdicts)
    sys.stdout.write(describe(found))
    sys.exit(any(verdict.verdict == "fails" for verdict in found))


def report(
    results: Path,
    *,
    experiments: Annotated[
        str,
        'JSON: {"NAME": {"about": "…", "truth": "FILE.ply", "curation": "FILE.csv", '
        '"picks": "FILE.csv", "maps": "FILE.npz"}, …}; any of these can be left out',
    ] = "{}",
    sheets: Annotated[Sequence[Path], "pictures of particles"] = (),
    records: Annotated[Path | None, "where stages left records, for a page of provenance"] = None,
    docs: Annotated[Path | None, "the folder of the documentation's pages"] = None,
    beside: Annotated[
        Sequence[str], "NAME=FOLDER: reports to link to where they exist, seen from the output"
    ] = (),
    output: Annotated[Path, "the folder to write, replaced if it exists"],
) -> None:
    """Write a report of all results, a folder of pages."""
    from groundwork.pages.write import parse_beside
    from holly.report.experiments import parse_descriptions
    from holly.report.site import write_site

    write_site(
        results,
        output,
        descriptions=parse_descriptions(experiments),
        sheets=sheets,
        records=records,
        docs=docs,
        beside=parse_beside(beside),
    )


def crate(
    targets: Annotated[Sequence[Path], "the results to describe"],
    *,
    records: Annotated[Path, "the folder of the records of all stages"],
    benchmarks: Annotated[Path, "memory of each, {stage}.tsv"],
    workflow: Annotated[Sequence[Path], "its files, the main one first"],
    engine: Annotated[str, "what ran it: name, version and url, as JSON"],
    output: Annotated[
        Path, Written(".json", note="ro-crate-metadata.json, in the folder it describes")
    ],
) -> None:
    """Describe results, and all that led to them, as an RO-Crate."""
    from groundwork.record.crate import Engine, Title, write_crate

    write_crate(
        targets,
        output,
        title=Title(
            name="3D structures found from 2D microscopy images by HOLLy",
            contents="Structures, their distances from the truth, figures",
            workflow="HOLLy, reproducible",
        ),
        records=records,
        benchmarks=benchmarks,
        workflow=workflow,
        engine=Engine.from_json(engine),
    )


def recipes(name: Annotated[str | None, "print every key of this recipe, as YAML"] = None) -> None:
    """List the recipes that come with holly, or print one."""
    from holly.settings.reference import listed_recipes, recipe_as_yaml
    from holly.settings.shipped import RECIPES

    if name and name not in RECIPES:
        raise InputError(f"{name}: no such recipe; give one of {', '.join(RECIPES)}")
    sys.stdout.write(recipe_as_yaml(name) if name else listed_recipes())


def reference() -> None:
    """Print the page that explains every key of the configuration."""
    from holly.settings.reference import page

    sys.stdout.write(page())
