"""One page about everything."""


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
        mem_mb=1000,
        runtime=10,
    shell:
        "python -m holly report results --sheets {input.sheets:q}"
        " --output {output:q} 2> {log:q}"
