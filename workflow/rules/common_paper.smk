"""What the rules of the paper's figures, tables and videos ask of the configuration."""

import hashlib

STRUCTURE = "results/runs/{experiment}/{replicate}/structure.ply"
EVALUATION = "results/evaluation/{experiment}/{replicate}.json"
SAMPLES = "results/runs/{experiment}/{replicate}/samples.npz"
HISTORY = "results/runs/{experiment}/{replicate}/history.csv"
MOVIE = "results/runs/{experiment}/{replicate}/movie.npz"
RUN = "results/runs/{experiment}/{replicate}/run.json"

# What each kind of figure is drawn from; galleries show training images and are not here.
DRAWN_FROM = {
    "unseen": [SAMPLES, HISTORY, RUN],
    "points": [STRUCTURE, EVALUATION],
    "replicates": [STRUCTURE, EVALUATION],
    "noise": [STRUCTURE, EVALUATION, SAMPLES, RUN],
    "levels": [SAMPLES, HISTORY, RUN],
    "shapes": [STRUCTURE, EVALUATION],
    "sigma": [HISTORY, RUN],
    "direct": [EVALUATION, SAMPLES, RUN],
}
FIRST_REPLICATE_ONLY = ("unseen", "levels")
LAID_ON_TRUTH = ("points", "replicates", "noise")


def figure_inputs(wildcards):
    """The files a figure of the paper is drawn from."""
    figure = settings.paper.figures[wildcards.name]
    if figure.kind == "gallery":
        return [
            f"results/images/{shown(name)['images']}" for name in figure.experiments
        ]
    files = files_of_replicates(
        figure.experiments,
        DRAWN_FROM[figure.kind],
        first_only=figure.kind in FIRST_REPLICATE_ONLY,
    )
    truths = ground_truths(figure.experiments) if figure.kind in LAID_ON_TRUTH else []
    return files + truths


def video_inputs(wildcards):
    """The files a video is made from."""
    experiments = settings.paper.videos[wildcards.name].experiments
    files = files_of_replicates(experiments, [STRUCTURE, EVALUATION, MOVIE])
    return files + ground_truths(experiments)


def table_inputs(wildcards):
    """Evaluations and settings of the experiments of a table."""
    rows = settings.paper.tables[wildcards.name].rows.values()
    return files_of_replicates([row.experiment for row in rows], [EVALUATION, RUN])


def files_of_replicates(experiments, patterns, first_only=False):
    """These files of each replicate, or of the first replicate only, of these experiments."""
    return [
        pattern.format(experiment=name, replicate=i + 1)
        for name in experiments
        for i in range(1 if first_only else settings.experiments[name].replicates)
        for pattern in patterns
    ]


def ground_truths(experiments):
    """The ground truths of these experiments, where they have one."""
    truths = {settings.dataset_of(name).truth for name in experiments} - {None}
    return sorted(f"results/models/{truth}.ply" for truth in truths)


def shown(name):
    """What a figure must know of an experiment."""
    stored = settings.stores_images(name)
    folder = "stacks" if settings.dataset_of(name).kind == "stack" else "training"
    return {
        "name": name,
        "replicates": settings.experiments[name].replicates,
        "truth": settings.dataset_of(name).truth,
        "images": f"{settings.experiments[name].dataset}/{folder}" if stored else None,
    }


def shown_as_json(figure_or_video):
    """What a figure or a video must know of its experiments."""
    return json.dumps([shown(name) for name in figure_or_video.experiments])


def table_rows(wildcards):
    """The rows of a table."""
    table = settings.paper.tables[wildcards.name]
    return [
        {
            "run": run,
            "experiment": row.experiment,
            "replicates": settings.experiments[row.experiment].replicates,
            "paper": table.paper | row.paper,
        }
        for run, row in table.rows.items()
    ]


def beside_the_paper():
    """Every figure, table and video of the configuration."""
    paper = settings.paper
    return [
        *(f"results/figures/paper/{name}.svg" for name in paper.figures),
        *(f"results/tables/{name}.md" for name in paper.tables),
        *(f"results/videos/{name}.mp4" for name in paper.videos),
    ]


def results_to_describe():
    """What the workflow is for; everything else leads to it."""
    return [
        "results/report/index.html",
        "results/evaluation/summary.csv",
        "results/evaluation/experiments.csv",
        *beside_the_paper(),
    ]


def checksum_of_evaluations(_):
    """A word that changes whenever an evaluation does, so that claims are tested again."""
    digest = hashlib.sha256()
    for path in sorted(Path("results").glob("evaluation/*/*.json")):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()
