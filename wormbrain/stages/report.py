"""Stages that describe results and the configuration."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated


def report(
    *,
    alignments: Annotated[Sequence[Path], "folders of `align`"] = (),
    verdicts: Annotated[Sequence[Path], ".json files of `judge`, named as the alignments"] = (),
    volumes: Annotated[Sequence[Path], "frames.csv of `volumes`, in folders named likewise"] = (),
    networks: Annotated[Sequence[Path], "folders of trainings, {network}/{seed}"] = (),
    table: Annotated[Path | None, "the .csv file of `table1`"] = None,
    figures: Annotated[
        Sequence[Path], "pictures, {kind}/{name}, of the kinds projections, matches, losses, stages"
    ] = (),
    beside: Annotated[
        Sequence[str], "NAME=FOLDER: reports to link to where they exist, seen from the output"
    ] = (),
    output: Annotated[Path, "the folder to write, replaced if it exists"],
) -> None:
    """Write a report of alignments and trainings, a folder whose index.html opens offline."""
    from groundwork.pages.write import parse_beside
    from wormbrain.report.site import write_site

    write_site(
        output,
        alignments=alignments,
        verdicts=verdicts,
        volumes=volumes,
        networks=networks,
        table=table,
        figures=figures,
        beside=parse_beside(beside),
    )


def crate(
    targets: Annotated[Sequence[Path], "the results to describe"],
    *,
    records: Annotated[Path, "the folder of the records of all stages"],
    benchmarks: Annotated[Path, "memory of each, {stage}.tsv"],
    workflow: Annotated[Sequence[Path], "its files, the main one first"],
    engine: Annotated[str, "what ran it: name, version and url, as JSON"],
    output: Annotated[Path, "ro-crate-metadata.json to write, into the folder it describes"],
) -> None:
    """Describe results, and all that led to them, as an RO-Crate."""
    from groundwork.record.crate import Engine, Title, write_crate

    write_crate(
        targets,
        output,
        title=Title(
            name="Recordings of a moving brain, aligned by WORMBRAIN",
            contents="Aligned recordings, their transformations, trained networks",
            workflow="WORMBRAIN, reproducible",
        ),
        records=records,
        benchmarks=benchmarks,
        workflow=workflow,
        engine=Engine.from_json(engine),
    )


def reference() -> None:
    """Print the page that explains every key of the configuration."""
    from wormbrain.settings.reference import page

    sys.stdout.write(page())
