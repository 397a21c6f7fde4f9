"""Stages that show results as pictures, videos, tables and in 3D."""

from pathlib import Path
from typing import Annotated

from groundwork.command_line import Written
from holly.settings.choices import VideoKind

Dpi = Annotated[int, "resolution of bitmaps"]
Picture = Annotated[Path, Written(".png", ".svg", ".pdf")]
EvaluationFile = Annotated[Path, "the .json file of `holly evaluate`"]
Truth = Annotated[Path | None, "the true cloud"]
Experiments = Annotated[
    str, "a JSON list of objects with name, replicates, truth (a model) and images"
]


def particles(
    previews: Annotated[Path, "a FITS cube of every particle"],
    curation: Path,
    *,
    dpi: Dpi = 200,
    output: Picture,
) -> None:
    """Draw accepted and rejected particles."""
    from holly.figures.particles import draw_particles

    draw_particles(previews, curation, output, dpi=dpi)


def overlay(
    structure: Path,
    evaluation: EvaluationFile,
    *,
    truth: Truth = None,
    dpi: Dpi = 200,
    output: Picture,
) -> None:
    """Draw a structure over its ground truth, from three sides."""
    from holly.figures.overlay import draw_overlay

    draw_overlay(structure, evaluation, output, truth=truth, dpi=dpi)


def viewer(
    structure: Path,
    evaluation: EvaluationFile,
    *,
    truth: Truth = None,
    movie: Annotated[Path | None, "movie.npz of the run"] = None,
    output: Annotated[Path, Written(".html")],
) -> None:
    """Write a page that shows a structure in 3D."""
    from holly.report.viewer import write_structure_page
    from holly.results.evaluation import read_evaluation

    write_structure_page(structure, truth, read_evaluation(evaluation), output, movie=movie)


def curves(history: Path, *, dpi: Dpi = 200, output: Picture) -> None:
    """Draw loss and sigma against the images seen in training."""
    from holly.figures.curves import draw_curves

    draw_curves(history, output, dpi=dpi)


def pairs(samples: Path, *, dpi: Dpi = 200, output: Picture) -> None:
    """Draw training images beside their renderings."""
    from holly.figures.pairs import draw_pairs

    draw_pairs(samples, output, dpi=dpi)


def views(views: Path, *, dpi: Dpi = 200, output: Picture) -> None:
    """Draw images averaged by viewing direction above the structure from the same side."""
    from holly.figures.views import draw_views

    draw_views(views, output, dpi=dpi)


def figure(
    kind: Annotated[str, "unseen, points, replicates, ... (docs/figures.md)"],
    results: Path,
    *,
    experiments: Experiments,
    dpi: Dpi = 200,
    output: Picture,
) -> None:
    """Draw a figure of the paper."""
    from holly.figures.experiment import parse_experiments
    from holly.figures.paper import draw_paper_figure

    draw_paper_figure(kind, parse_experiments(experiments, results), output, dpi=dpi)


def video(
    kind: VideoKind,
    results: Path,
    *,
    experiments: Experiments,
    output: Annotated[Path, Written(".mp4")],
) -> None:
    """Film structures as they form and turn."""
    from holly.figures.experiment import parse_experiments
    from holly.figures.video import draw_video

    draw_video(kind, parse_experiments(experiments, results), output)


def table(
    results: Path,
    *,
    title: str,
    rows: Annotated[str, "run, experiment, replicates, paper, as JSON"],
    markdown: Annotated[Path, Written(".md")],
    output: Annotated[Path, Written(".csv")],
) -> None:
    """Write a table of the paper with our numbers beside its own."""
    from holly.evaluation.tables import parse_rows, write_table

    write_table(results, title, parse_rows(rows), output, markdown)
