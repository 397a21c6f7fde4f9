"""A folder of pages about everything, the documentation among them."""


rule docs:
    input:
        documents(),
    output:
        directory("results/docs"),
    log:
        "results/logs/docs.log",
    benchmark:
        "results/benchmarks/docs.tsv"
    conda:
        "../../envs/docs.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        source=lambda wildcards: workflow.basedir,
    shell:
        "python -m sphinx -q -W -n --keep-going -c {params.source:q}/docs"
        " {params.source:q} {output:q} 2> {log:q}"


rule page:
    input:
        "results/evaluation/summary.csv",
        [f"results/evaluation/{name}.json" for name in settings.experiments],
        beside_the_paper(),
        asked_for,
        every_replicate("results/runs/{experiment}/{replicate}/run.json"),
        every_replicate("results/runs/{experiment}/{replicate}/movie.npz"),
        every_replicate("results/figures/{experiment}/{replicate}/overlay.png"),
        every_replicate("results/figures/{experiment}/{replicate}/curves.png"),
        every_replicate("results/figures/{experiment}/{replicate}/pairs.png"),
        every_replicate("results/figures/{experiment}/{replicate}/viewer.html"),
        every_curated("results/figures/datasets/{dataset}.html"),
        docs="results/docs",
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
        folder=lambda wildcards, output: Path(output[0]).parent,
        experiments=json.dumps(abouts(), ensure_ascii=False),
    shell:
        "python -m holly report results --experiments {params.experiments:q}"
        " --sheets {input.sheets:q} --docs {input.docs:q} --output {params.folder:q} 2> {log:q}"
