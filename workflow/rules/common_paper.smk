"""What the rules of the paper's figures, tables and videos ask of the configuration."""

import hashlib


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


def all_shown(group):
    """What a figure or video must know of its experiments, as JSON."""
    return lambda wildcards: json.dumps(
        [shown(name) for name in group[wildcards.name].experiments]
    )


def shown_files(group, *patterns, first=False):
    """Files of each replicate, or of the first, of the experiments of a figure or video."""
    return lambda wildcards: [
        f"results/{pattern}".format(experiment=name, replicate=i + 1)
        for name in group[wildcards.name].experiments
        for i in range(1 if first else settings.experiments[name].replicates)
        for pattern in patterns
    ]


def true_clouds(group):
    """The truths of the experiments of a figure or video."""
    return lambda wildcards: sorted(
        f"results/models/{settings.dataset_of(name).truth}.ply"
        for name in group[wildcards.name].experiments
        if settings.dataset_of(name).truth
    )


def shown_images(wildcards):
    """The training images of the experiments of a gallery."""
    names = settings.paper.figures[wildcards.name].experiments
    return [f"results/images/{shown(name)['images']}" for name in names]


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


def table_files(wildcards):
    """Evaluations and settings of the experiments of a table."""
    return [
        path.format(row["experiment"], i + 1)
        for row in table_rows(wildcards)
        for i in range(row["replicates"])
        for path in ("results/evaluation/{}/{}.json", "results/runs/{}/{}/run.json")
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
    """What the workflow is for; all else leads to it."""
    return [
        "results/report/index.html",
        "results/evaluation/summary.csv",
        "results/evaluation/experiments.csv",
        *beside_the_paper(),
    ]


def files_of_workflow():
    """The Snakefile, the rules and what they import, the lock and the configuration."""
    base = Path(workflow.basedir)
    rules = sorted(base.glob("workflow/rules/*.smk"))
    return [
        workflow.main_snakefile,
        *rules,
        base / "workflow/fingerprint.py",
        base / "requirements.lock",
        *workflow.configfiles,
    ]


def state_of_results(_):
    """A word that changes whenever an evaluation does, so that claims are tested anew."""
    digest = hashlib.sha256()
    for path in sorted(Path("results").glob("evaluation/*/*.json")):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


# What each kind of figure is drawn from; clouds are laid on their truths as well.
STRUCTURE = "runs/{experiment}/{replicate}/structure.ply"
EVALUATION = "evaluation/{experiment}/{replicate}.json"
SAMPLES = "runs/{experiment}/{replicate}/samples.npz"
HISTORY = "runs/{experiment}/{replicate}/history.csv"
RUN = "runs/{experiment}/{replicate}/run.json"
figures = settings.paper.figures
DRAWN_FROM = {
    "unseen": shown_files(figures, SAMPLES, HISTORY, RUN, first=True),
    "points": shown_files(figures, STRUCTURE, EVALUATION),
    "replicates": shown_files(figures, STRUCTURE, EVALUATION),
    "noise": shown_files(figures, STRUCTURE, EVALUATION, SAMPLES, RUN),
    "levels": shown_files(figures, SAMPLES, HISTORY, RUN, first=True),
    "shapes": shown_files(figures, STRUCTURE, EVALUATION),
    "sigma": shown_files(figures, HISTORY, RUN),
    "gallery": shown_images,
    "direct": shown_files(figures, EVALUATION, SAMPLES, RUN),
}
LAID_ON_TRUTH = ("points", "replicates", "noise")
