"""What the rules ask of the configuration, and the command line they share."""

import dataclasses
import hashlib
import json
import sys
from itertools import chain
from pathlib import Path

from holly.settings.choices import LAYOUT_OPTIONS
from holly.stages import STAGES

AUTHORS = "the authors"  # no data set can have this name

sys.path.insert(0, str(Path(workflow.basedir, "workflow")))
from calls import KEEP_MEMORY, Pipeline, as_json, engine
from calls import files_of, growing, option, untracked

holly = Pipeline("holly", STAGES, Path(workflow.basedir))
code_of = holly.code_of


def every_replicate(pattern):
    """A path for each replicate of each experiment."""
    return [
        pattern.format(experiment=name, replicate=i + 1)
        for name, experiment in settings.experiments.items()
        for i in range(experiment.replicates)
    ]


def runs_of(file):
    """This file of every run of an experiment, including its halves."""

    def files(wildcards):
        experiment = settings.experiments[wildcards.experiment]
        names = [str(i + 1) for i in range(experiment.replicates)]
        names += ["half-1", "half-2"] if experiment.halves else []
        return [f"results/runs/{wildcards.experiment}/{name}/{file}" for name in names]

    return files


def half_option(wildcards):
    """The half of the particles to train on as a flag; empty for a whole replicate."""
    half = wildcards.replicate.partition("half-")[2]
    return option("--half", half or None)


def seed_of(wildcards):
    """The seed of a replicate; the two halves have the seeds of the first two replicates."""
    return settings.seed + int(wildcards.replicate.removeprefix("half-")) - 1


def dataset_of(wildcards):
    """The data set that a rule names, or that of the experiment it names."""
    if hasattr(wildcards, "dataset"):
        return settings.datasets[wildcards.dataset]
    return settings.dataset_of(wildcards.experiment)


def measured():
    """The data sets that come from files."""
    return [d for d in settings.datasets.values() if d.kind != "simulated"]


def pinned_files():
    """Public files by name."""
    models = [model.download for model in settings.models.values()]
    lists = [getattr(dataset, "accepted", None) for dataset in measured()]
    return {pinned.file_name: pinned for pinned in models + lists if pinned}


def zenodo_patterns(record):
    """Which files of a Zenodo record to fetch: those to train on, or all where none is trained on."""
    used = {experiment.dataset for experiment in settings.experiments.values()}
    sources = {name: source for name, source in sources_by_name().items() if source}
    of_record = {n: s for n, s in sources.items() if s.zenodo == int(record)}
    wanted = [s for n, s in of_record.items() if n in used] or of_record.values()
    return sorted({source.archive or source.file for source in wanted})


def sources_by_name():
    """Where measured data sets come from, and the authors' own results."""
    sources = {n: d.source for n, d in settings.datasets.items() if d in measured()}
    return sources | {AUTHORS: settings.authors}


def model_file(wildcards):
    """The file a ground truth is read from; none for a built-in one."""
    model = settings.models[wildcards.model]
    if model.download:
        return f"resources/public/{model.download.file_name}"
    return model.path or []


def obtained_path(source, name):
    """The file or folder that a source is before anything is unpacked."""
    if source.zenodo:
        return f"resources/zenodo/{source.zenodo}"
    suffix = "csv" if source.simulated else "mat"
    return source.path or f"results/sources/{name}.{suffix}"


def obtained_files(source, name):
    """The inputs that stand for it; a Zenodo record is complete once its checksums are there."""
    path = obtained_path(source, name)
    if source.zenodo:
        return [f"{path}/zenodo_{source.zenodo}.md5"]
    beside = Path(path).with_suffix(".yaml")  # where Picasso keeps the size of a pixel
    return [path, str(beside)] if beside.exists() else [path]


def source_path(wildcards):
    """The file or folder a measured data set is read from."""
    source = dataset_of(wildcards).source
    if source.archive:
        return f"resources/unpacked/{wildcards.dataset}"
    return obtained_path(source, wildcards.dataset)


def source_files(wildcards):
    """The inputs that stand for it."""
    dataset = dataset_of(wildcards)
    source = dataset.source
    if source.archive:
        return [source_path(wildcards)]
    if source.path and Path(source.path).is_dir():
        return files_in(source)
    return obtained_files(source, wildcards.dataset)


def files_in(source):
    """The files of a folder one by one, so that an edit of one is noticed."""
    found = sorted(one for one in Path(source.path).rglob(source.file) if one.is_file())
    beside = [one.with_suffix(".yaml") for one in found]  # as in obtained_files
    files = dict.fromkeys([*found, *(one for one in beside if one.exists())])
    return list(map(str, files)) or [source.path]


def simulations():
    """How molecules become localisations, by key, wherever they are simulated."""
    found = {}
    for name, dataset in settings.datasets.items():
        key, made = f"datasets.{name}", dataset
        if dataset.kind != "simulated":
            key, made = f"{key}.source.simulated", dataset.source.simulated
        if made and made.smlm:
            found[f"{key}.smlm"] = made.smlm
    return found


def check_own_files():
    """Refuse to start where a file of the user's own is missing, and say where to get it."""
    sources = {f"models.{name}": model for name, model in settings.models.items()}
    sources |= {
        "authors" if name == AUTHORS else f"datasets.{name}.source": source
        for name, source in sources_by_name().items()
        if source
    }
    faults = [
        f"{key}.path: {source.path} does not exist; {source.obtain or 'correct the path'}"
        for key, source in sources.items()
        if source.path and not Path(source.path).exists()
    ]
    faults += [
        f"datasets.{name}.choices: {dataset.choices} does not exist; save it from the contact sheet"
        for name, dataset in settings.datasets.items()
        if getattr(dataset, "choices", None) and not Path(dataset.choices).exists()
    ]
    faults += [
        f"datasets.{name}.pick.{key}: {path} does not exist; correct the path"
        for name, dataset in settings.datasets.items()
        if getattr(dataset, "pick", None)
        for key in ("regions", "choices")
        if (path := getattr(dataset.pick, key)) and not Path(path).exists()
    ]
    faults += [
        f"{key}.views.path: {smlm.views.path} does not exist; correct the path"
        for key, smlm in simulations().items()
        if smlm.views.path and not Path(smlm.views.path).exists()
    ]
    if faults:
        raise WorkflowError("; ".join(faults))


def curation_inputs(wildcards):
    """Localisations, the published list and the choices made by hand, where there are any."""
    dataset = dataset_of(wildcards)
    inputs = {"localisations": f"results/localisations/{wildcards.dataset}.h5"}
    if dataset.accepted:
        inputs["accepted"] = f"resources/public/{dataset.accepted.file_name}"
    if dataset.choices:
        inputs["choices"] = dataset.choices
    return inputs


def streamed(dataset):
    """Whether the images of a data set are drawn while training."""
    return dataset.kind == "localisations" and dataset.images == "streamed"


def training_inputs(wildcards):
    """What an experiment trains on: a model to simulate, images, or localisations to draw."""
    name = settings.experiments[wildcards.experiment].dataset
    dataset = settings.datasets[name]
    if dataset.kind == "simulated":
        return simulation_inputs(dataset.model, dataset.smlm)
    if dataset.kind == "stack":
        return {"data": f"results/images/{name}/stacks"}
    if dataset.kind == "particles":
        return {"data": f"results/images/{name}/sharp"}
    if dataset.kind == "images":
        return {"data": f"results/images/{name}/imported"}
    if streamed(dataset):
        curation = f"results/images/{name}/curation.csv"
        return {"data": f"results/localisations/{name}.h5", "curation": curation}
    return {"data": f"results/images/{name}/training"}


def drawn_while_training(wildcards):
    """The settings of images that are drawn while training, as flags.

    The function takes no `input`, so that Snakemake compares what it returns (see `untracked`).
    """
    dataset = dataset_of(wildcards)
    if dataset.kind == "simulated":
        return option("--simulation", as_json(dataset.simulation))
    if streamed(dataset):
        curation = training_inputs(wildcards)["curation"]
        drawn = option("--augmentation", as_json(dataset.augmentation))
        return f"{option('--curation', curation)} {drawn}"
    return ""


def export_inputs(wildcards):
    """The images of an experiment, and the verdicts on its particles where there are any."""
    name = settings.experiments[wildcards.experiment].dataset
    inputs = training_inputs(wildcards)
    if settings.datasets[name].kind == "localisations":
        inputs["curation"] = f"results/images/{name}/curation.csv"
    return inputs


def export_options(wildcards):
    """What a run does not know of its images, as flags: verdicts, drawing, scale of a model."""
    dataset = dataset_of(wildcards)
    if dataset.kind == "simulated":
        return option("--nm-per-unit", settings.models[dataset.model].nm_per_unit)
    verdicts = option("--curation", export_inputs(wildcards).get("curation"))
    if streamed(dataset):
        verdicts += f" {option('--augmentation', as_json(dataset.augmentation))}"
    return verdicts


def layout_options(wildcards):
    """The layout of localisations and its options, as flags."""
    dataset = dataset_of(wildcards)
    names = ["layout", *dict.fromkeys(chain.from_iterable(LAYOUT_OPTIONS.values()))]
    given = {name: getattr(dataset, name) for name in names}
    return " ".join(
        option(f"--{name.replace('_', '-')}", value)
        for name, value in given.items()
        if value is not None
    )


def of_datasets(chosen):
    """A pattern of the names of the data sets of localisations for which this holds."""
    names = [
        name
        for name, dataset in settings.datasets.items()
        if dataset.kind == "localisations" and chosen(dataset)
    ]
    return "|".join(names) or "-"


def pick_inputs(wildcards):
    """The fields of view, and the outlines and choices made by hand, where there are any."""
    picking = dataset_of(wildcards).pick
    by_hand = {"regions": picking.regions, "choices": picking.choices}
    given = {name: path for name, path in by_hand.items() if path}
    return {"fields": source_files(wildcards), **given}


def pick_layout_options(wildcards):
    """The layout of fields of view and its options, as flags."""
    dataset = dataset_of(wildcards)
    names = ("layout", "variable", "channel", "units", "nm_per_camera_pixel")
    return " ".join(
        option(f"--{n.replace('_', '-')}", getattr(dataset, n)) for n in names
    )


def particle_options(wildcards):
    """What is done with 3D particles and with background, as flags."""
    dataset = dataset_of(wildcards)
    projected = f"--project --seed {dataset.seed}" if dataset.project else ""
    return f"{projected} {'--remove-background' if dataset.remove_background else ''}"


def drawing_options(wildcards):
    """How localisations are drawn, as flags."""
    dataset = dataset_of(wildcards)
    scale = option("--nm-per-pixel", dataset.nm_per_pixel)
    return f"--size {dataset.size} --centre {dataset.centre} {scale}"


def rotation_options(wildcards):
    """How accepted particles are turned, as flags.

    Flags rather than numbers, because Snakemake compares parameters by value and not by name.
    """
    dataset = dataset_of(wildcards)
    return f"--rotations {dataset.rotations} --seed {dataset.seed}"


def simulation_inputs(model, smlm):
    """The models of a simulation, and its list of views, where there is one."""
    names = [model, *(smlm.mixture if smlm else {})]
    paths = [f"results/models/{name}.ply" for name in names]
    others = {"mixture": paths[1:]} if paths[1:] else {}
    views = {"views": smlm.views.path} if smlm and smlm.views.path else {}
    return {"data": paths[0], **others, **views}


def simulated_inputs(wildcards):
    """What a simulated localisation file is made from."""
    made = dataset_of(wildcards).source.simulated
    return simulation_inputs(made.model, made.smlm)


def simulation_options(wildcards):
    """How a simulated localisation file is made, as flags."""
    made = dataset_of(wildcards).source.simulated
    smlm = option("--smlm", as_json(made.smlm))
    return f"{smlm} --particles {made.particles} --seed {made.seed}"


def synthetic_options(wildcards):
    """What a synthetic source consists of, as flags; Snakemake cannot compare objects."""
    options = dataclasses.asdict(dataset_of(wildcards).source.synthetic)
    return " ".join(f"--{name} {value}" for name, value in options.items())


def finest_preview(wildcards):
    """The cube of the smallest sigma."""
    finest = settings.levels_of(wildcards.dataset)[-1]
    return f"results/images/{wildcards.dataset}/prerendered/sigma_{finest:g}.fits"


def every_curated(pattern):
    """A path for each data set of localisations that an experiment trains on."""
    used = {experiment.dataset for experiment in settings.experiments.values()}
    return [
        pattern.format(dataset=name)
        for name, dataset in settings.datasets.items()
        if dataset.kind == "localisations" and name in used
    ]


def every_picked(pattern):
    """A path for each of these whose particles are picked from fields of view."""
    names = [n for n, d in settings.datasets.items() if getattr(d, "pick", None)]
    paths = [pattern.format(dataset=name) for name in names]
    return [path for path in paths if path in every_curated(pattern)]


def with_truth(wildcards):
    """The ground truth as an input, where there is one."""
    model = dataset_of(wildcards).truth
    return {"truth": f"results/models/{model}.ply"} if model else {}


def evaluation_inputs(wildcards):
    """The ground truth, and what else simulated images, whose poses are known, are made from."""
    inputs = with_truth(wildcards)
    if dataset_of(wildcards).kind == "simulated":
        made = training_inputs(wildcards)
        inputs |= {name: made[name] for name in ("mixture", "views") if name in made}
    return inputs


def truth_option(wildcards, input):
    """The ground truth as a flag."""
    return option("--truth", input.get("truth"))


def shape_of(wildcards):
    """The shape to fit; simulated data have none."""
    return getattr(dataset_of(wildcards), "shape", None)


def authors_source():
    """Where the authors' own results come from."""
    if settings.authors is None:
        raise WorkflowError(
            "authors: the configuration does not say where their results are"
        )
    return settings.authors


def descriptions():
    """What each experiment reproduces, and where its truth and its particles' verdicts are."""
    return {
        name: {"about": experiment.about} | verdict_files(experiment.dataset)
        for name, experiment in settings.experiments.items()
    }


def verdict_files(name):
    """The truth of a data set, the verdicts on its particles, and its picks, where they exist."""
    dataset, files = settings.datasets[name], {}
    if dataset.truth:
        files["truth"] = f"results/models/{dataset.truth}.ply"
    if dataset.kind == "localisations":
        files["curation"] = f"results/images/{name}/curation.csv"
    if getattr(dataset, "pick", None):
        files["picks"] = f"results/picks/{name}.csv"
        files["maps"] = f"results/picks/{name}.npz"
    return files


def checksum_of_documents(_):
    """A word that changes with what the documentation is built from.

    The pages are no inputs, because their paths differ between clones.
    """
    base = Path(workflow.basedir)
    digest = hashlib.sha256()
    for pattern in ("*.md", "config/*.md", "docs/**/*.*", "results/README.md"):
        for path in sorted(base.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(base)}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def results_asked_for(_):
    """Results of targets that are asked for by name, and that the pages show where they exist."""
    files = ["results/claims.json", "results/authors/evaluation.json"]
    return [path for path in files if Path(path).exists()]
