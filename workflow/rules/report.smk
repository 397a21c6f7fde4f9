"""A folder of pages about everything, the documentation and what everything was made by included."""


rule docs:
    output:
        directory("results/docs"),
    log:
        "results/logs/docs.log",
    benchmark:
        "results/benchmarks/docs.tsv"
    conda:
        "../../envs/docs.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        source=untracked(workflow.basedir),
        pages=state_of_documents(),
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
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        folder=lambda wildcards, output: Path(output[0]).parent,
        experiments=lambda _: json.dumps(abouts(), ensure_ascii=False),
        logs="results/logs",
        code=code_of("report"),
    shell:
        "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
        " report results --experiments {params.experiments:q}"
        " --sheets {input.sheets:q} --docs {input.docs:q} --logs {params.logs:q}"
        " --output {params.folder:q} 2> {log:q}"


rule crate:
    input:
        results_to_describe(),
    output:
        "results/ro-crate-metadata.json",
    log:
        "results/logs/crate.log",
    benchmark:
        "results/benchmarks/crate.tsv"
    conda:
        "../../envs/provenance.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        logs="results/logs",
        benchmarks="results/benchmarks",
        workflow=lambda wildcards, input: files_of_workflow(),  # not compared with the last run's
        engine=json.dumps(
            {
                "name": "Snakemake",
                "version": snakemake.__version__,
                "url": "https://snakemake.github.io",
            }
        ),
        code=code_of("crate"),
    shell:
        "python -m holly crate {input:q} --logs {params.logs:q} --benchmarks {params.benchmarks:q}"
        " --workflow {params.workflow:q} --engine {params.engine:q} --output {output:q} 2> {log:q}"
