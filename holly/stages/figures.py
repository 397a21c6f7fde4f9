"""Figures and pages drawn from results."""

import json
import sys
from pathlib import Path

from groundwork.errors import InputError
from holly.stages.stage import Arguments, Parser, Stages, add_output


def add_figures(stages: Stages) -> None:
    """Add these stages to the command line."""
    s = stages.add("particles", _particles, "draw accepted and rejected particles")
    s.add_argument("previews", type=Path, help="a FITS cube of every particle")
    s.add_argument("curation", type=Path)
    s.add_argument("--dpi", type=int, default=200)
    add_output(s, "the picture to write")

    s = stages.add("overlay", _overlay, "draw truth and structure in three views")
    _add_scene(s)
    s.add_argument("--dpi", type=int, default=200)
    add_output(s, "the picture to write")

    s = stages.add("viewer", _viewer, "write an interactive 3D page")
    _add_scene(s)
    s.add_argument("--movie", type=Path, help="movie.npz of the run")
    add_output(s, "the .html file to write")

    s = stages.add("curves", _curves, "draw loss and sigma through training")
    s.add_argument("history", type=Path)
    s.add_argument("--dpi", type=int, default=200)
    add_output(s, "the picture to write")

    s = stages.add("pairs", _pairs, "draw images and their renderings through training")
    s.add_argument("samples", type=Path)
    s.add_argument("--dpi", type=int, default=200)
    add_output(s, "the picture to write")

    s = stages.add("report", _report, "write a folder of pages about all results")
    s.add_argument("results", type=Path)
    about = 'JSON: {"NAME": {"about": "…", "truth": "FILE.ply"}, …}'
    s.add_argument("--experiments", default="{}", help=f"what experiments are about, {about}")
    s.add_argument("--sheets", type=Path, nargs="*", default=[], help="pictures of particles")
    s.add_argument("--logs", type=Path, help="where stages left records, for a page of provenance")
    s.add_argument("--docs", type=Path, help="the folder of the documentation's pages")
    add_output(s, "the folder to write, replaced if it exists")

    s = stages.add("crate", _crate, "describe results and all that led to them as an RO-Crate")
    s.add_argument("targets", type=Path, nargs="+", help="the results to describe")
    s.add_argument("--logs", type=Path, required=True, help="where records are, {stage}.log.json")
    s.add_argument("--benchmarks", type=Path, required=True, help="memory of each, {stage}.tsv")
    s.add_argument(
        "--workflow", type=Path, nargs="+", required=True, help="its files, the main one first"
    )
    s.add_argument("--engine", required=True, help="what ran it: name, version and url, as JSON")
    add_output(s, "ro-crate-metadata.json to write, into the folder it describes")

    s = stages.add("figure", _figure, "draw a figure of the paper")
    s.add_argument("kind", help="unseen, points, replicates, ... (docs/figures.md)")
    _add_shown(s)
    s.add_argument("--dpi", type=int, default=200, help="resolution of clouds and images in it")
    add_output(s, "the .svg, .pdf or .png file to write")

    s = stages.add("video", _video, "film structures that form and turn")
    s.add_argument("kind", choices=["forming", "turning"])
    _add_shown(s)
    add_output(s, "the .mp4 file to write")

    s = stages.add("table", _table, "write a table of the paper with our numbers beside")
    s.add_argument("results", type=Path)
    s.add_argument("--title", required=True)
    s.add_argument("--rows", required=True, help="run, experiment, replicates, paper, as JSON")
    s.add_argument("--markdown", type=Path, required=True, help="the .md file to write")
    add_output(s, "the .csv file to write")

    s = stages.add("claims", _claims, "test the paper's claims on the results there are")
    s.add_argument("claims", type=Path, help="the claims, as config/claims.yaml")
    s.add_argument("results", type=Path)
    s.add_argument("--markdown", type=Path, required=True, help="the .md file to write")
    add_output(s, "the .json file to write")

    s = stages.add("verify", _verify, "print what became of the claims; exit code 1 if one fails")
    s.add_argument("verdicts", type=Path, help="the .json file of `holly claims`")


def _particles(a: Arguments) -> None:
    from holly.figures.particles import draw_particles

    draw_particles(a.previews, a.curation, a.output, dpi=a.dpi)


def _overlay(a: Arguments) -> None:
    from holly.figures.overlay import draw_overlay

    draw_overlay(a.structure, a.evaluation, a.output, truth=a.truth, dpi=a.dpi)


def _viewer(a: Arguments) -> None:
    from holly.report.pair import write_pair_page

    write_pair_page(a.structure, a.truth, a.evaluation, a.output, movie=a.movie)


def _curves(a: Arguments) -> None:
    from holly.figures.curves import draw_curves

    draw_curves(a.history, a.output, dpi=a.dpi)


def _pairs(a: Arguments) -> None:
    from holly.figures.pairs import draw_pairs

    draw_pairs(a.samples, a.output, dpi=a.dpi)


def _report(a: Arguments) -> None:
    from holly.report.found import parse_abouts
    from holly.report.write import write_site

    abouts = parse_abouts(a.experiments)
    write_site(a.results, a.output, abouts=abouts, sheets=a.sheets, logs=a.logs, docs=a.docs)


def _crate(a: Arguments) -> None:
    from groundwork.record.crate import Engine, write_crate

    try:
        engine = Engine(**json.loads(a.engine))
    except (TypeError, ValueError) as fault:
        raise InputError(f"--engine: {fault}; give name, version and url, as JSON") from None
    write_crate(
        a.targets,
        a.output,
        logs=a.logs,
        benchmarks=a.benchmarks,
        workflow=a.workflow,
        engine=engine,
    )


def _figure(a: Arguments) -> None:
    from holly.figures.paper import draw_paper_figure
    from holly.figures.shown import parse_shown

    draw_paper_figure(a.kind, parse_shown(a.experiments, a.results), a.output, dpi=a.dpi)


def _video(a: Arguments) -> None:
    from holly.figures.shown import parse_shown
    from holly.figures.video import draw_video

    draw_video(a.kind, parse_shown(a.experiments, a.results), a.output)


def _table(a: Arguments) -> None:
    from holly.evaluation.tables import parse_rows, write_table

    write_table(a.results, a.title, parse_rows(a.rows), a.output, a.markdown)


def _claims(a: Arguments) -> None:
    from holly.evaluation.claims import judge, read_claims, write_verdicts

    write_verdicts(judge(read_claims(a.claims), a.results), a.output, a.markdown)


def _verify(a: Arguments) -> None:
    from holly.evaluation.claims import describe
    from holly.results.summary import read_verdicts

    verdicts = read_verdicts(a.verdicts)
    sys.stdout.write(describe(verdicts))
    sys.exit(any(verdict.verdict == "fails" for verdict in verdicts))


def _add_shown(s: Parser) -> None:
    s.add_argument("results", type=Path)
    s.add_argument(
        "--experiments",
        required=True,
        help="what to show, a list of name, replicates, truth (a model) and images, as JSON",
    )


def _add_scene(s: Parser) -> None:
    s.add_argument("structure", type=Path)
    s.add_argument("evaluation", type=Path)
    s.add_argument("--truth", type=Path)
