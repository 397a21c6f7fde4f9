"""A folder of pages about everything."""


def abouts():
    """What each experiment is about and where its truth is."""
    return {
        name: {
            "about": experiment.about,
            "truth": (
                f"results/models/{settings.dataset_of(name).truth}.ply"
                if settings.dataset_of(name).truth
                else None
            ),
        }
        for name, experiment in settings.experiments.items()
    }


rule page:
    input:
        "results/evaluation/summary.csv",
        every_replicate("results/runs/{experiment}/{replicate}/run.json"),
        every_replicate("results/figures/{experiment}/{replicate}/overlay.png"),
        every_replicate("results/figures/{experiment}/{replicate}/curves.png"),
        every_replicate("results/figures/{experiment}/{replicate}/pairs.png"),
        every_replicate("results/figures/{experiment}/{replicate}/viewer.html"),
        every_curated("results/figures/datasets/{dataset}.html"),
        sheets=every_curated("results/figures/datasets/{dataset}.png"),
    output:
        "results/report/index.html",
    log:
        "results/logs/page.log",
    benchmark:
        "results/benchmarks/page.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        folder="results/report",
        experiments=json.dumps(abouts(), ensure_ascii=False),
    shell:
        "python -m holly report results --experiments {params.experiments:q}"
        " --sheets {input.sheets:q} --output {params.folder:q} 2> {log:q}"
