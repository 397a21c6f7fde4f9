"""The command line: one subcommand a stage, in the order of the data.

Each reads files, calls the stage's function and writes files. What a stage needs is imported by
that stage alone.
"""

import argparse
import json
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from holly.errors import InputError

Arguments = argparse.Namespace
LAYOUTS = ("cep152", "matlab-cell", "picasso", "thunderstorm", "csv")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one stage; bad input ends in one line on standard error and exit code 1."""
    parsed = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        parsed.run(parsed)
    except InputError as error:
        sys.exit(f"holly {parsed.stage}: {error}")
    except OSError as error:
        fault = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or error
        sys.exit(f"holly {parsed.stage}: {fault}")
    except KeyboardInterrupt:
        sys.exit(130)


def _fetch(a: Arguments) -> None:
    from holly.download import fetch

    fetch(a.url, a.sha256, a.output)


def _zenodo(a: Arguments) -> None:
    from holly.download import fetch_zenodo

    fetch_zenodo(a.record, a.file, a.output, lock=a.lock)


def _unpack(a: Arguments) -> None:
    from holly.unpack import unpack

    unpack(a.archive, a.output, limit_bytes=int(a.limit_gb * 1e9), limit_files=a.limit_files)


def _synthetic(a: Arguments) -> None:
    from holly.synthetic import write_synthetic_cep152

    write_synthetic_cep152(
        a.output,
        particles=a.particles,
        localisations=a.localisations,
        bad=a.bad,
        seed=a.seed,
    )


def _model(a: Arguments) -> None:
    from holly.models import write_model

    write_model(a.source, a.output, scale=a.nm_per_unit)


def _localisations(a: Arguments) -> None:
    from holly.localisations import import_localisations

    source = _only_match(a.source, a.file) if a.source.is_dir() else a.source
    import_localisations(
        source,
        a.output,
        layout=a.layout,
        project=a.project,
        seed=a.seed,
        variable=a.variable,
        particle_column=a.particle_column,
        nm_per_camera_pixel=a.nm_per_camera_pixel,
    )


def _prerender(a: Arguments) -> None:
    from holly.prerender import prerender

    prerender(
        a.localisations,
        a.output,
        sigmas=a.sigmas,
        size=a.size,
        nm_per_pixel=a.nm_per_pixel,
        centre=a.centre,
        device=a.device,
    )


def _curate(a: Arguments) -> None:
    from holly.config import parse
    from holly.curate import curate
    from holly.settings import CurationRules

    rules = parse(CurationRules, a.rules, "--rules")
    curate(a.localisations, a.output, rules=rules, accepted_list=a.accepted, choices=a.choices)


def _contact_sheet(a: Arguments) -> None:
    from holly.contact_sheet import write_contact_sheet

    write_contact_sheet(a.previews, a.curation, a.output)


def _judge(a: Arguments) -> None:
    from holly.curate import judge

    sys.stdout.write(json.dumps(judge(a.curation, a.accepted), indent=2) + "\n")


def _augment(a: Arguments) -> None:
    from holly.augment import augment

    augment(
        a.localisations,
        a.curation,
        a.output,
        sigmas=a.sigmas,
        size=a.size,
        nm_per_pixel=a.nm_per_pixel,
        centre=a.centre,
        rotations=a.rotations,
        seed=a.seed,
        device=a.device,
    )


def _stacks(a: Arguments) -> None:
    from holly.stacks import import_stacks

    import_stacks(
        a.folder,
        a.output,
        sigmas=a.sigmas,
        size=a.size,
        nm_per_pixel=a.nm_per_pixel,
    )


def _to_original(a: Arguments) -> None:
    from holly.original_fits import write_original

    write_original(a.cubes, a.output)


def _from_original(a: Arguments) -> None:
    from holly.original_fits import read_original

    read_original(a.folder, a.output, rotations=a.rotations, nm_per_pixel=a.nm_per_pixel)


def _train(a: Arguments) -> None:
    import torch

    from holly.config import parse
    from holly.dataset import open_images, open_streamed
    from holly.run import RunFolder
    from holly.settings import Augmentation, Recipe, Simulation
    from holly.train import Trainer, device_named, train

    device = device_named(a.device)
    if a.threads:
        torch.set_num_threads(a.threads)
    recipe = parse(Recipe, a.recipe, "--recipe")
    simulation = parse(Simulation, a.simulation, "--simulation") if a.simulation else None
    if a.curation:
        augmentation = parse(Augmentation, a.augmentation, "--augmentation")
        images = open_streamed(a.data, a.curation, recipe, augmentation, device)
    else:
        images = open_images(a.data, recipe, simulation, a.seed, device)
    settings = {
        "data": images.digest,
        "nm_per_unit": images.nm_per_unit,
        "recipe": asdict(recipe),
        "seed": a.seed,
        "simulation": asdict(simulation) if simulation else None,
    }
    folder = RunFolder(a.output, settings)
    if a.replace:
        folder.discard_foreign_checkpoint()
    train(Trainer(images.training, images.held_out, recipe, seed=a.seed, device=device), folder)


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


def _particles(a: Arguments) -> None:
    from holly.figures.particles import draw_particles

    draw_particles(a.previews, a.curation, a.output, dpi=a.dpi)


def _overlay(a: Arguments) -> None:
    from holly.figures.overlay import draw_overlay

    draw_overlay(a.structure, a.evaluation, a.output, truth=a.truth, dpi=a.dpi)


def _viewer(a: Arguments) -> None:
    from holly.figures.viewer import write_viewer

    write_viewer(a.structure, a.evaluation, a.output, truth=a.truth, samples=a.samples)


def _curves(a: Arguments) -> None:
    from holly.figures.curves import draw_curves

    draw_curves(a.history, a.output, dpi=a.dpi)


def _pairs(a: Arguments) -> None:
    from holly.figures.pairs import draw_pairs

    draw_pairs(a.samples, a.output, dpi=a.dpi)


def _report(a: Arguments) -> None:
    from holly.report import write_report

    write_report(a.results, a.output, sheets=a.sheets)


def _schema(_: Arguments) -> None:
    from holly.config import schema

    sys.stdout.write(schema())


def _reference(_: Arguments) -> None:
    from holly.config import reference

    sys.stdout.write(reference())


def _only_match(folder: Path, pattern: str) -> Path:
    """The one file below `folder` that matches."""
    found = sorted(path for path in folder.rglob(pattern) if path.is_file())
    if len(found) != 1:
        names = ", ".join(path.name for path in found[:5]) or "none"
        raise InputError(
            f"{folder}: {len(found)} files match {pattern!r} ({names}); name one in `file`"
        )
    return found[0]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="holly", description=__doc__.splitlines()[0])
    stages = parser.add_subparsers(dest="stage", metavar="STAGE", required=True)

    def stage(name: str, run: Callable[[Arguments], None], about: str) -> argparse.ArgumentParser:
        added = stages.add_parser(name, help=about, description=about)
        added.set_defaults(run=run)
        return added

    def output(added: argparse.ArgumentParser, what: str) -> None:
        added.add_argument("--output", type=Path, required=True, help=what)

    s = stage("fetch", _fetch, "download a public file with a pinned checksum")
    s.add_argument("url")
    s.add_argument("--sha256", required=True)
    output(s, "the file to write")

    s = stage("zenodo", _zenodo, "download files of a Zenodo record")
    s.add_argument("record", type=int)
    s.add_argument("--file", default="*", help="which files (a pattern)")
    s.add_argument("--lock", type=Path, help="pins the record's names, sizes and checksums")
    output(s, "the folder to write")

    s = stage("unpack", _unpack, "unpack an archive safely")
    s.add_argument("archive", type=Path)
    s.add_argument("--limit-gb", type=float, default=200.0, help="the most that may come out")
    s.add_argument("--limit-files", type=int, default=100_000, help="the most entries")
    output(s, "the folder to write")

    s = stage("synthetic", _synthetic, "make a noisy toroid in the layout of the CEP152 file")
    s.add_argument("--particles", type=int, default=300)
    s.add_argument("--localisations", type=int, default=400, help="of a particle, on average")
    s.add_argument("--bad", type=int, default=12, help="how many particles are spoilt on purpose")
    s.add_argument("--seed", type=int, default=1)
    output(s, "the .mat file to write")

    s = stage("model", _model, "write a ground truth as a PLY file in model units")
    s.add_argument("source", help="a built-in name, or an OBJ, PLY or CSV file")
    s.add_argument("--nm-per-unit", type=float, default=1.0, help="for a cloud in nm")
    output(s, "the .ply file to write")

    s = stage("localisations", _localisations, "bring localisations into the one HDF5 layout")
    s.add_argument("source", type=Path, help="a file, or a folder with --file")
    s.add_argument("--file", default="*", help="which file of a folder (a pattern)")
    s.add_argument("--layout", choices=LAYOUTS, required=True)
    s.add_argument("--variable", help="matlab-cell: name of the cell array")
    s.add_argument("--particle-column", help="tables: the column that numbers the particles")
    s.add_argument("--nm-per-camera-pixel", type=float, help="picasso: instead of the file's own")
    s.add_argument("--project", action="store_true", help="3D: turn at random and drop z")
    s.add_argument("--seed", type=int, default=1, help="of the projected views")
    output(s, "the .h5 file to write")

    s = stage("prerender", _prerender, "draw every particle once, at every sigma level")
    s.add_argument("localisations", type=Path)
    _add_drawing(s)
    output(s, "the folder of FITS cubes to write")

    s = stage("curate", _curate, "measure the particles, accept or reject each")
    s.add_argument("localisations", type=Path)
    s.add_argument("--rules", default="{}", help="bounds on the measures, as JSON")
    s.add_argument("--accepted", type=Path, help="a published list, instead of the rules")
    s.add_argument("--choices", type=Path, help="a CSV saved from the contact sheet, over both")
    output(s, "the .csv file to write")

    s = stage("contact-sheet", _contact_sheet, "write a page to accept and reject particles on")
    s.add_argument("previews", type=Path, help="a FITS cube of every particle")
    s.add_argument("curation", type=Path)
    output(s, "the .html file to write")

    s = stage("judge", _judge, "compare a curation with a list of accepted particles")
    s.add_argument("curation", type=Path)
    s.add_argument("accepted", type=Path)

    s = stage("augment", _augment, "draw the accepted particles, turned in the image plane")
    s.add_argument("localisations", type=Path)
    s.add_argument("curation", type=Path)
    s.add_argument("--rotations", type=int, default=20)
    s.add_argument("--seed", type=int, default=1)
    _add_drawing(s)
    output(s, "the folder of FITS cubes to write")

    s = stage("stacks", _stacks, "bring image stacks into training images")
    s.add_argument("folder", type=Path)
    s.add_argument("--sigmas", type=float, nargs="+", required=True, help="blur, px")
    s.add_argument("--size", type=int, default=60, help="crop, px")
    s.add_argument("--nm-per-pixel", type=float, required=True)
    output(s, "the folder of FITS cubes to write")

    s = stage("to-original", _to_original, "write cubes as the original did, one file an image")
    s.add_argument("cubes", type=Path, help="a folder of FITS cubes")
    output(s, "the folder to write")

    s = stage("from-original", _from_original, "read images of the original program into cubes")
    s.add_argument("folder", type=Path)
    s.add_argument("--rotations", type=int, default=1, help="consecutive images of one particle")
    s.add_argument("--nm-per-pixel", type=float, default=float("nan"))
    output(s, "the folder of FITS cubes to write")

    s = stage("train", _train, "fit a structure to images")
    s.add_argument(
        "data",
        type=Path,
        help="a folder of FITS cubes; with --simulation a model; with --curation localisations",
    )
    s.add_argument("--recipe", default="{}", help="settings of training, as JSON")
    s.add_argument("--simulation", help="settings of the simulated data set, as JSON")
    s.add_argument("--curation", type=Path, help="draw the particles it accepts while training")
    s.add_argument("--augmentation", default="{}", help="how they are drawn, as JSON")
    s.add_argument("--seed", type=int, default=1)
    s.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    s.add_argument("--threads", type=int, help="CPU threads")
    s.add_argument(
        "--replace", action="store_true", help="start over where a checkpoint is of other settings"
    )
    output(s, "the folder of the run")

    s = stage("evaluate", _evaluate, "compare a structure with the truth, measure its shape")
    s.add_argument("folder", type=Path, help="the folder of the run")
    s.add_argument("--experiment", required=True)
    s.add_argument("--replicate", required=True)
    s.add_argument("--truth", type=Path, help="the ground truth, a PLY file in model units")
    s.add_argument("--shape", choices=["torus", "rings", "cylinder"])
    output(s, "the .json file to write")

    s = stage("summarise", _summarise, "gather evaluations in one table")
    s.add_argument("evaluations", type=Path, nargs="+")
    output(s, "the .csv file to write")

    s = stage("particles", _particles, "draw accepted and rejected particles")
    s.add_argument("previews", type=Path, help="a FITS cube of every particle")
    s.add_argument("curation", type=Path)
    s.add_argument("--dpi", type=int, default=200)
    output(s, "the picture to write")

    s = stage("overlay", _overlay, "draw truth and structure in three views")
    _add_scene(s)
    s.add_argument("--dpi", type=int, default=200)
    output(s, "the picture to write")

    s = stage("viewer", _viewer, "write an interactive 3D page")
    _add_scene(s)
    s.add_argument("--samples", type=Path, help="samples.npz of the run")
    output(s, "the .html file to write")

    s = stage("curves", _curves, "draw loss and sigma through training")
    s.add_argument("history", type=Path)
    s.add_argument("--dpi", type=int, default=200)
    output(s, "the picture to write")

    s = stage("pairs", _pairs, "draw images and their renderings through training")
    s.add_argument("samples", type=Path)
    s.add_argument("--dpi", type=int, default=200)
    output(s, "the picture to write")

    s = stage("report", _report, "write one page about all results")
    s.add_argument("results", type=Path)
    s.add_argument("--sheets", type=Path, nargs="*", default=[], help="pictures of particles")
    output(s, "the .html file to write")

    stage("schema", _schema, "print the JSON schema of the configuration")
    stage("reference", _reference, "print the page that explains every key of the configuration")
    return parser


def _add_drawing(s: argparse.ArgumentParser) -> None:
    s.add_argument("--sigmas", type=float, nargs="+", required=True, help="levels, px")
    s.add_argument("--size", type=int, default=128, help="width and height, px")
    s.add_argument("--nm-per-pixel", type=float, help="scale; left out for the paper's rule")
    s.add_argument("--centre", choices=["extent", "mean"], default="extent")
    s.add_argument("--device", choices=["cpu", "cuda"], default="cpu")


def _add_scene(s: argparse.ArgumentParser) -> None:
    s.add_argument("structure", type=Path)
    s.add_argument("evaluation", type=Path)
    s.add_argument("--truth", type=Path)
