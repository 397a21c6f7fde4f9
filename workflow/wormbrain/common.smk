"""What the rules ask of the configuration."""

from functools import cache

from snakemake.logging import logger

from calls import KEEP_MEMORY, Pipeline, as_json, engine
from calls import files_of, growing, option, untracked

from wormbrain.stages import STAGES

wormbrain = Pipeline("wormbrain", STAGES, Path(workflow.basedir))


def code_of(stage):
    """The fingerprint of a stage's code, taken only where the rule has jobs."""
    return lambda _: wormbrain.code_of(stage)


def recording_of(wildcards):
    """The recording that a rule names."""
    return settings.recordings[wildcards.recording]


def source_of(wildcards):
    """The file or folder that a recording is converted from."""
    return source_named(wildcards.recording)


def source_named(name):
    """The file or folder of the recording with this name."""
    recording = settings.recordings[name]
    if recording.synthetic:
        return f"results/wormbrain/sources/{name}.h5"
    if not Path(recording.source).exists():
        say_missing(name)
    return recording.source


@cache
def say_missing(name):
    """Say where to get a source that is not there; Snakemake then ends for want of it.

    An exception would be shown with a traceback.
    """
    recording = settings.recordings[name]
    logger.error(
        f"wormbrain.recordings.{name}.source: {recording.source} does not exist;"
        f" {recording.obtain or 'correct the path'}"
    )


def synthetic_options(wildcards):
    """What a synthetic recording consists of, as flags."""
    options = vars(recording_of(wildcards).synthetic)
    return " ".join(f"--{name} {value}" for name, value in options.items())


def reading_options(recording):
    """How the volumes of a recording are read, as flags."""
    return [
        option("--dataset", recording.dataset),
        option("--axes", recording.axes),
        listed("--planes", recording.planes),
        listed("--channels", recording.channels),
    ]


def conversion_options(wildcards):
    """How a recording is read and projected, as flags."""
    recording = recording_of(wildcards)
    options = [
        *reading_options(recording),
        f"--projection {recording.projection}",
        "--skip-damaged" if recording.skip_damaged else "",
    ]
    return " ".join(filter(None, options))


def volume_options(wildcards):
    """How the volumes of an alignment are read, and the distance of their planes, as flags."""
    recording = settings.recording_of(wildcards.alignment)
    depth_step = settings.alignments[wildcards.alignment].depth_step
    options = [f"--depth-step {depth_step}", *reading_options(recording)]
    return " ".join(filter(None, options))


def in_depth():
    """The alignments whose volumes are aligned too."""
    return [name for name, one in settings.alignments.items() if one.depth_step]


def points_of(wildcards):
    """The points of a recording, as a list; empty where there are none."""
    points = recording_of(wildcards).points
    return [points] if points else []


def listed(flag, values):
    """A command-line flag with its values; empty where there are none."""
    return f"{flag} {' '.join(map(str, values))}" if values else ""


def training_data(wildcards):
    """What a network trains on: a recording, or augmented images of it."""
    kind = settings.recipe_of(wildcards.network).kind
    folder = "augmented" if kind == "paper" else "recordings"
    name = settings.trained[wildcards.network].recording
    return f"results/wormbrain/{folder}/{name}.h5"


def run_of(network, seed):
    """The folder of a training."""
    return f"results/wormbrain/networks/{network}/{seed}"


def runs_of(networks):
    """The folders of all trainings of these networks."""
    return [
        run_of(name, seed) for name in networks for seed in settings.trained[name].seeds
    ]


def network_of(wildcards):
    """The trained network of an alignment, as a list; empty where there is none."""
    name = settings.alignments[wildcards.alignment].network
    if name is None:
        return []
    return [first_run(name)]


def aligned_recording(wildcards):
    """The recording that is aligned."""
    name = settings.alignments[wildcards.alignment].recording
    return f"results/wormbrain/recordings/{name}.h5"


def aligned_source(wildcards):
    """What the aligned recording was converted from."""
    name = settings.alignments[wildcards.alignment].recording
    return source_named(name)


def truth_of(wildcards):
    """The synthetic recording whose motion is known."""
    name = settings.alignments[wildcards.alignment].recording
    return f"results/wormbrain/sources/{name}.h5"


def judged():
    """The alignments of synthetic recordings."""
    return [
        name for name in settings.alignments if settings.recording_of(name).synthetic
    ]


def rows():
    """The networks of Table I."""
    return [name for name in settings.trained if name not in settings.networks]


def first_run(network):
    """The trained network of a name, from its first seed."""
    return f"{run_of(network, settings.trained[network].seeds[0])}/network.pt"


def stages_of(wildcards):
    """The networks of a figure of two stages, and the recording whose frames it shows."""
    figure = settings.stages[wildcards.stages]
    name = settings.trained[figure.tps].recording
    return {
        "recording": f"results/wormbrain/recordings/{name}.h5",
        "affine": first_run(figure.affine),
        "tps": first_run(figure.tps),
    }


def pictures():
    """All figures that the page shows."""
    names = {
        "projections": [(name, "png") for name in settings.recordings],
        "matches": [(name, "png") for name in settings.alignments],
        "losses": [("table1", "svg")] if rows() else [],
        "stages": [(name, "png") for name in settings.stages],
    }
    return [
        f"results/wormbrain/figures/{kind}/{name}.{suffix}"
        for kind in names
        for name, suffix in names[kind]
    ]
