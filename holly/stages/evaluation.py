"""Structures judged."""

from pathlib import Path
from typing import get_args

from holly.settings.choices import Shape
from holly.stages.stage import Arguments, Stages, add_output


def add_evaluation(stages: Stages) -> None:
    """Add these stages to the command line."""
    s = stages.add("evaluate", _evaluate, "compare a structure with the truth, measure its shape")
    s.add_argument("structure", type=Path, help="a cloud of points: PLY, OBJ or CSV")
    s.add_argument("truth", type=Path, nargs="?", help="the true cloud, in the same units")
    s.add_argument(
        "--run", type=Path, dest="folder", help="the folder of its run, for scale and pose errors"
    )
    s.add_argument("--shape", choices=get_args(Shape))
    s.add_argument("--nm-per-unit", type=float, help="scale; by default the run's")
    s.add_argument("--random-clouds", type=int, default=20, help="clouds it is compared with")
    s.add_argument("--output", type=Path, help="write the numbers to this .json file")
    s.add_argument(
        "--page",
        type=Path,
        help="the .html file with both in 3D; without --output and --page it is named after both",
    )

    s = stages.add("agreement", _agreement, "compare the runs of an experiment with each other")
    s.add_argument("runs", type=Path, nargs="+", help="folders of runs")
    add_output(s, "the .json file to write")

    s = stages.add("experiments", _experiments, "gather replicates in one row an experiment")
    s.add_argument("summary", type=Path, help="the table of replicates")
    s.add_argument("agreements", type=Path, nargs="+", help="the .json file of each experiment")
    add_output(s, "the .csv file to write")

    s = stages.add("authors", _authors, "judge published clouds by the models in their names")
    s.add_argument("folder", type=Path, help="a folder with clouds anywhere below it")
    s.add_argument("--models", type=Path, nargs="+", required=True, help="true clouds")
    s.add_argument("--random-clouds", type=int, default=20, help="clouds each is compared with")
    add_output(s, "the .json file to write")

    s = stages.add("summarise", _summarise, "gather evaluations in one table")
    s.add_argument("evaluations", type=Path, nargs="+")
    s.add_argument(
        "--runs", type=Path, nargs="*", default=[], help="run.json of each, for its energy"
    )
    add_output(s, "the .csv file to write")


def _evaluate(a: Arguments) -> None:
    from holly.evaluation.evaluate import describe, evaluate
    from holly.results.evaluation import parse_evaluation
    from holly.results.folder import RunFiles
    from holly.results.run import read_run

    scale = a.nm_per_unit
    if a.folder and scale is None:
        scale = read_run(RunFiles(a.folder).record).nm_per_unit
    result = evaluate(
        a.structure,
        a.output,
        experiment=a.folder.parent.name if a.folder else a.structure.stem,
        replicate=a.folder.name if a.folder else "1",
        truth=a.truth,
        run=a.folder,
        nm_per_unit=scale,
        shape=a.shape,
        random_clouds=a.random_clouds,
    )
    print(describe(result))
    page = a.page
    if a.truth and not (page or a.output):
        page = Path(f"{a.structure.stem}-{a.truth.stem}.html")
    if page:
        from holly.report.pair import write_pair_page

        write_pair_page(a.structure, a.truth, parse_evaluation(result), page)
        print(f"{page}: both in 3D")


def _agreement(a: Arguments) -> None:
    from holly.evaluation.agreement import agreement

    found = agreement(a.runs, a.output)
    doubt = "doubt" if found["doubt"] is None else f"doubt {found['doubt']:.2f}"
    print(f"{found['experiment']}: {doubt} {found['verdict']}")


def _experiments(a: Arguments) -> None:
    from holly.evaluation.agreement import experiments

    experiments(a.summary, a.agreements, a.output)


def _authors(a: Arguments) -> None:
    from holly.evaluation.authors import evaluate_authors

    evaluate_authors(a.folder, a.models, a.output, random_clouds=a.random_clouds)


def _summarise(a: Arguments) -> None:
    from holly.evaluation.evaluate import summarise

    summarise(a.evaluations, a.output, a.runs)
