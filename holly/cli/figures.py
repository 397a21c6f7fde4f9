"""Figures and pages drawn from results."""

from pathlib import Path

from holly.cli.stage import Arguments, Parser, Stages, add_output


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
    add_output(s, "the folder to write, replaced if it exists")


def _particles(a: Arguments) -> None:
    from holly.figures.particles import draw_particles

    draw_particles(a.previews, a.curation, a.output, dpi=a.dpi)


def _overlay(a: Arguments) -> None:
    from holly.figures.overlay import draw_overlay

    draw_overlay(a.structure, a.evaluation, a.output, truth=a.truth, dpi=a.dpi)


def _viewer(a: Arguments) -> None:
    from holly.site.pair import write_pair_page

    write_pair_page(a.structure, a.truth, a.evaluation, a.output, movie=a.movie)


def _curves(a: Arguments) -> None:
    from holly.figures.curves import draw_curves

    draw_curves(a.history, a.output, dpi=a.dpi)


def _pairs(a: Arguments) -> None:
    from holly.figures.pairs import draw_pairs

    draw_pairs(a.samples, a.output, dpi=a.dpi)


def _report(a: Arguments) -> None:
    from holly.site.found import parse_abouts
    from holly.site.write import write_site

    write_site(a.results, a.output, abouts=parse_abouts(a.experiments), sheets=a.sheets)


def _add_scene(s: Parser) -> None:
    s.add_argument("structure", type=Path)
    s.add_argument("evaluation", type=Path)
    s.add_argument("--truth", type=Path)
