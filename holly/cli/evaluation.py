"""Structures judged."""

from pathlib import Path

from holly.cli.stage import Arguments, Stages, add_output


def add_evaluation(stages: Stages) -> None:
    """Add these stages to the command line."""
    s = stages.add("evaluate", _evaluate, "compare a structure with the truth, measure its shape")
    s.add_argument("folder", type=Path, help="the folder of the run")
    s.add_argument("--experiment", required=True)
    s.add_argument("--replicate", required=True)
    s.add_argument("--truth", type=Path, help="the ground truth, a PLY file in model units")
    s.add_argument("--shape", choices=["torus", "rings", "cylinder"])
    add_output(s, "the .json file to write")

    s = stages.add("summarise", _summarise, "gather evaluations in one table")
    s.add_argument("evaluations", type=Path, nargs="+")
    add_output(s, "the .csv file to write")


def _evaluate(a: Arguments) -> None:
    from holly.evaluate import evaluate
    from holly.run import read_run

    evaluate(
        a.folder / "structure.ply",
        a.output,
        experiment=a.experiment,
        replicate=a.replicate,
        truth=a.truth,
        nm_per_unit=read_run(a.folder)["settings"]["nm_per_unit"],
        shape=a.shape,
    )


def _summarise(a: Arguments) -> None:
    from holly.evaluate import summarise

    summarise(a.evaluations, a.output)
