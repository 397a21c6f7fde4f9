"""What the rules ask of the configuration."""

import dataclasses
import json
import re
from pathlib import Path


def every_replicate(pattern):
    """A path for each replicate of each experiment."""
    return [
        pattern.format(experiment=name, replicate=i + 1)
        for name, experiment in settings.experiments.items()
        for i in range(experiment.replicates)
    ]


def runs_of(file):
    """A file of each run of an experiment, its halves among them."""

    def files(wildcards):
        experiment = settings.experiments[wildcards.experiment]
        names = [str(i + 1) for i in range(experiment.replicates)]
        names += ["half-1", "half-2"] if experiment.halves else []
        return [f"results/runs/{wildcards.experiment}/{name}/{file}" for name in names]

    return files


def half_option(wildcards):
    """The half of the particles to train on as a flag; nothing for a whole replicate."""
    half = wildcards.replicate.partition("half-")[2]
    return option("--half", half or None)


def seed_of(wildcards):
    """The seed of a replicate; halves have those of the first two."""
    return settings.seed_of(int(wildcards.replicate.removeprefix("half-")))


def dataset_of(wildcards):
    """The data set a rule works on, named by itself or through its experiment."""
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


def zenodo_files():
    """The pattern of the files wanted of each Zenodo record."""
    return {d.source.zenodo: d.source.file for d in measured() if d.source.zenodo}


def model_file(wildcards):
    """The file a ground truth is read from; none for a built-in one."""
    model = settings.models[wildcards.model]
    if model.download:
        return f"resources/public/{model.download.file_name}"
    return model.path or []


def source_file(wildcards):
    """The file or folder a measured data set is read from."""
    source = dataset_of(wildcards).source
    if source.zenodo:
        return f"resources/zenodo/{source.zenodo}"
    return source.path or f"results/sources/{wildcards.dataset}.mat"


def check_own_files():
    """Refuse to start where a file of the user's own is absent; say where to get it."""
    sources = {f"models.{name}": model for name, model in settings.models.items()}
    sources |= {
        f"datasets.{n}.source": d.source
        for n, d in settings.datasets.items()
        if d in measured()
    }
    faults = [
        f"{key}.path: {source.path} does not exist; {source.obtain or 'give the path of yours'}"
        for key, source in sources.items()
        if source.path and not Path(source.path).exists()
    ]
    faults += [
        f"datasets.{name}.choices: {dataset.choices} does not exist; save it from the contact sheet"
        for name, dataset in settings.datasets.items()
        if getattr(dataset, "choices", None) and not Path(dataset.choices).exists()
    ]
    if faults:
        raise WorkflowError("; ".join(faults))


def curation_inputs(wildcards):
    """Localisations, and where there are any the published list and the choices made by hand."""
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
        return {"data": f"results/models/{dataset.model}.ply"}
    if dataset.kind == "stack":
        return {"data": f"results/images/{name}/stacks"}
    if streamed(dataset):
        curation = f"results/images/{name}/curation.csv"
        return {"data": f"results/localisations/{name}.h5", "curation": curation}
    return {"data": f"results/images/{name}/training"}


def drawn_while_training(wildcards):
    """The settings of images that are not stored, as flags.

    It takes no `input`: Snakemake does not compare such parameters with those of the last run.
    """
    dataset = dataset_of(wildcards)
    if dataset.kind == "simulated":
        return f"--simulation '{as_json(dataset.simulation)}'"
    if streamed(dataset):
        curation = training_inputs(wildcards)["curation"]
        return f"--curation {curation} --augmentation '{as_json(dataset.augmentation)}'"
    return ""


def layout_options(wildcards):
    """What a layout of localisations may be told, as flags."""
    dataset = dataset_of(wildcards)
    names = ("variable", "particle_column", "nm_per_camera_pixel")
    given = {name: getattr(dataset, name) for name in names}
    return " ".join(
        f"--{name.replace('_', '-')} '{value}'"
        for name, value in given.items()
        if value is not None
    )


def drawing_options(wildcards):
    """How localisations become images, as flags."""
    dataset = dataset_of(wildcards)
    scale = option("--nm-per-pixel", dataset.nm_per_pixel)
    return f"--size {dataset.size} --centre {dataset.centre} {scale}"


def finest_preview(wildcards):
    """The cube of the smallest sigma."""
    finest = settings.levels_of(wildcards.dataset)[-1]
    return f"results/images/{wildcards.dataset}/prerendered/sigma_{finest:g}.fits"


def every_curated(pattern):
    """A path for each data set of localisations that is trained on."""
    used = {experiment.dataset for experiment in settings.experiments.values()}
    return [
        pattern.format(dataset=name)
        for name, dataset in settings.datasets.items()
        if dataset.kind == "localisations" and name in used
    ]


def with_truth(wildcards):
    """The ground truth as an input, where there is one."""
    model = dataset_of(wildcards).truth
    return {"truth": f"results/models/{model}.ply"} if model else {}


def truth_option(wildcards, input):
    """The ground truth as a flag."""
    return option("--truth", input.get("truth"))


def shape_of(wildcards):
    """The shape to measure, of measured data alone."""
    return getattr(dataset_of(wildcards), "shape", None)


def option(flag, value):
    """A command-line flag with its value; nothing where the value is none."""
    return "" if value is None else f"{flag} {value}"


def as_json(instance):
    """Settings as one line of JSON."""
    return json.dumps(dataclasses.asdict(instance))
