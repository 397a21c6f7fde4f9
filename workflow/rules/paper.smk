"""The paper's figures, tables and videos, and its claims tested, from results alone."""

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


def state_of_results(_):
    """A word that changes whenever an evaluation does, so that claims are tested anew."""
    files = sorted(Path("results").glob("evaluation/*/*.json"))
    seen = [f"{path} {path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


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


for kind, drawn_from in DRAWN_FROM.items():

    rule:
        name:
            f"figure_{kind}"
        input:
            drawn_from,
            true_clouds(figures) if kind in LAID_ON_TRUTH else [],
        output:
            report(
                "results/figures/paper/{name}.{suffix}",
                caption=f"../report/figure_{kind}.rst",
                category="The paper",
                subcategory="Figures",
                labels={"figure": "{name}"},
            ),
        log:
            "results/logs/figures/{name}.{suffix}.log",
        benchmark:
            "results/benchmarks/figures/{name}.{suffix}.tsv"
        wildcard_constraints:
            name="|".join(n for n, f in figures.items() if f.kind == kind) or "-",
            suffix="svg|pdf|png",
        conda:
            "../../envs/figures.yaml"
        resources:
            mem_mb=2000,
            runtime=10,
        params:
            kind=kind,
            experiments=all_shown(figures),
            dpi=settings.figures.dpi,
        shell:
            "python -m holly figure {params.kind} results --experiments {params.experiments:q}"
            " --dpi {params.dpi} --output {output:q} 2> {log:q}"


rule video:
    input:
        shown_files(
            settings.paper.videos,
            STRUCTURE,
            EVALUATION,
            "runs/{experiment}/{replicate}/movie.npz",
        ),
        true_clouds(settings.paper.videos),
    output:
        report(
            "results/videos/{name}.mp4",
            caption="../report/video.rst",
            category="The paper",
            subcategory="Videos",
            labels={"video": "{name}"},
        ),
    log:
        "results/logs/videos/{name}.log",
    benchmark:
        "results/benchmarks/videos/{name}.tsv"
    wildcard_constraints:
        name="|".join(settings.paper.videos) or "-",
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=2000,
        runtime=20,
    params:
        kind=lambda wildcards: settings.paper.videos[wildcards.name].kind,
        experiments=all_shown(settings.paper.videos),
    shell:
        "python -m holly video {params.kind} results --experiments {params.experiments:q}"
        " --output {output:q} 2> {log:q}"


rule table:
    input:
        table_files,
    output:
        csv="results/tables/{name}.csv",
        markdown=report(
            "results/tables/{name}.md",
            caption="../report/table.rst",
            category="The paper",
            subcategory="Tables",
            labels={"table": "{name}"},
        ),
    log:
        "results/logs/tables/{name}.log",
    benchmark:
        "results/benchmarks/tables/{name}.tsv"
    wildcard_constraints:
        name="|".join(settings.paper.tables) or "-",
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        title=lambda wildcards: settings.paper.tables[wildcards.name].title,
        rows=lambda wildcards: json.dumps(table_rows(wildcards)),
    shell:
        "python -m holly table results --title {params.title:q} --rows {params.rows:q}"
        " --markdown {output.markdown:q} --output {output.csv:q} 2> {log:q}"


# Its evaluations are no inputs: testing what is there must train nothing.
rule claims:
    input:
        settings.paper.claims,
    output:
        json="results/claims.json",
        markdown=report(
            "results/claims.md",
            caption="../report/claims.rst",
            category="The paper",
            labels={"claims": "all"},
        ),
    log:
        "results/logs/claims.log",
    benchmark:
        "results/benchmarks/claims.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        state=state_of_results,
    shell:
        "python -m holly claims {input:q} results"
        " --markdown {output.markdown:q} --output {output.json:q} 2> {log:q}"


rule verify:
    input:
        rules.claims.output.json,
    log:
        "results/logs/verify.log",
    benchmark:
        "results/benchmarks/verify.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    shell:
        "python -m holly verify {input:q} 2> >(tee {log:q} >&2)"
