"""Stages that compare structures with ground truths and with each other."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from groundwork.command_line import Written
from holly.settings.choices import Shape

Json = Annotated[Path, Written(".json")]
Csv = Annotated[Path, Written(".csv")]


def evaluate(
    structure: Annotated[Path, "a cloud of points: PLY, OBJ, STL, PCD, CSV, TXT, XYZ"],
    truth: Annotated[Path | None, "the true cloud, in the same units"] = None,
    *,
    run: Annotated[Path | None, "the folder of its run, for scale and pose errors"] = None,
    shape: Shape | None = None,
    nm_per_unit: Annotated[float | None, "scale; by default the run's"] = None,
    random_clouds: Annotated[int, "clouds it is compared with"] = 20,
    output: Annotated[Path | None, Written(".json")] = None,
    page: Annotated[
        Path | None,
        Written(".html", note="shows both in 3D; named after both without --output and --page"),
    ] = None,
) -> None:
    """Compare a structure with its ground truth, and measure its shape."""
    from holly.evaluation.evaluate import describe, evaluate
    from holly.results.folder import RunFiles
    from holly.results.run import read_run

    files = RunFiles(run) if run else None
    if files and nm_per_unit is None:
        nm_per_unit = read_run(files.record).nm_per_unit
    result = evaluate(
        structure,
        output,
        experiment=run.parent.name if run else structure.stem,
        replicate=run.name if run else "1",
        truth=truth,
        run=files,
        nm_per_unit=nm_per_unit,
        shape=shape,
        random_clouds=random_clouds,
    )
    print(describe(result))
    if truth and not (page or output):
        page = Path(f"{structure.stem}-{truth.stem}.html")
    if page:
        from holly.report.viewer import write_structure_page

        write_structure_page(structure, truth, result, page)
        print(f"{page}: both in 3D")


def agreement(runs: Annotated[Sequence[Path], "folders of runs"], *, output: Json) -> None:
    """Compare the runs of an experiment with each other."""
    from holly.evaluation.agreement import agreement
    from holly.results.agreement import read_agreement

    agreement(runs, output)
    found = read_agreement(output)
    print(f"{found.experiment}: doubt {found.verdict}")


def summarise(
    evaluations: Sequence[Path],
    *,
    runs: Annotated[Sequence[Path], "run.json of each, for its energy"] = (),
    output: Csv,
) -> None:
    """Gather the evaluations of all replicates in one table."""
    from holly.evaluation.tables import summarise

    summarise(evaluations, output, runs)


def experiments(
    summary: Annotated[Path, "the table of replicates"],
    agreements: Annotated[Sequence[Path], "the .json file of each experiment"],
    *,
    output: Csv,
) -> None:
    """Gather the replicates of each experiment in one row of a table."""
    from holly.evaluation.tables import summarise_experiments

    summarise_experiments(summary, agreements, output)


def authors(
    folder: Annotated[Path, "a folder with clouds anywhere below it"],
    *,
    models: Annotated[Sequence[Path], "true clouds"],
    random_clouds: Annotated[int, "clouds each is compared with"] = 20,
    output: Json,
) -> None:
    """Compare published clouds with the ground truths that their paths name."""
    from holly.evaluation.published import compare_published

    compare_published(folder, models, output, random_clouds=random_clouds)
