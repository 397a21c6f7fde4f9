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
    if faults:
        raise WorkflowError("; ".join(faults))


def curation_inputs(wildcards):
    """Localisations, and the published list where there is one."""
    accepted = dataset_of(wildcards).accepted
    inputs = {"localisations": f"results/localisations/{wildcards.dataset}.h5"}
    return inputs | (
        {"accepted": f"resources/public/{accepted.file_name}"} if accepted else {}
    )


def training_data(wildcards):
    """What an experiment trains on: the model to simulate, or a folder of images."""
    name = settings.experiments[wildcards.experiment].dataset
    kind = settings.datasets[name].kind
    if kind == "simulated":
        return f"results/models/{settings.datasets[name].model}.ply"
    return f"results/images/{name}/{'stacks' if kind == 'stack' else 'training'}"


def simulation_option(wildcards):
    """The settings of a simulated data set as a flag."""
    dataset = dataset_of(wildcards)
    if dataset.kind != "simulated":
        return ""
    return f"--simulation '{as_json(dataset.simulation)}'"


def drawing_options(wildcards):
    """How localisations become images, as flags."""
    dataset = dataset_of(wildcards)
    scale = option("--nm-per-pixel", dataset.nm_per_pixel)
    return f"--size {dataset.size} --centre {dataset.centre} {scale}"


def finest_preview(wildcards):
    """The cube of the smallest sigma."""
    finest = settings.levels_of(wildcards.dataset)[-1]
    return f"results/images/{wildcards.dataset}/prerendered/sigma_{finest:g}.fits"


def every_sheet():
    """A picture of the particles for each data set of localisations that is trained on."""
    used = {experiment.dataset for experiment in settings.experiments.values()}
    return [
        f"results/figures/datasets/{name}.png"
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
