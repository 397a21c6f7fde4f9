"""The documentation, the pages about all results, and the RO-Crate that packs them."""


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
        pages=checksum_of_documents,
    message:
        "Building the documentation"
    shell:
        "python -m sphinx -q -W -n --keep-going -c {params.source:q}/docs"
        " {params.source:q} {output:q} 2> {log:q}"


rule page:
    input:
        "results/evaluation/summary.csv",
        [f"results/evaluation/{name}.json" for name in settings.experiments],
        beside_the_paper(),
        results_asked_for,
        every_replicate("results/runs/{experiment}/{replicate}/run.json"),
        every_replicate("results/runs/{experiment}/{replicate}/movie.npz"),
        every_replicate("results/figures/{experiment}/{replicate}/overlay.png"),
        every_replicate("results/figures/{experiment}/{replicate}/curves.png"),
        every_replicate("results/figures/{experiment}/{replicate}/pairs.png"),
        every_replicate("results/figures/{experiment}/{replicate}/viewer.html"),
        every_curated("results/figures/datasets/{dataset}.html"),
        every_curated("results/images/{dataset}/curation.csv"),
        every_picked("results/picks/{dataset}.csv"),
        every_picked("results/picks/{dataset}.npz"),
        every_picked("results/figures/picks/{dataset}"),
        docs="results/docs",
        sheets=every_curated("results/figures/datasets/{dataset}.png"),
    output:
        result="results/report/index.html",
        record="results/records/page.json",
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
        folder=lambda wildcards, output: Path(output.result).parent,
        experiments=lambda _: json.dumps(descriptions(), ensure_ascii=False),
        records=untracked("results/records"),
        code=code_of("report"),
    message:
        "Writing the report"
    shell:
        holly(
            "report results --experiments {params.experiments:q}"
            " --sheets {input.sheets:q} --docs {input.docs:q} --records {params.records:q}"
            " --beside WORMBRAIN=../wormbrain/report",
            output="{params.folder:q}",
        )


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
        records=untracked("results/records"),
        benchmarks="results/benchmarks",
        workflow=lambda wildcards, input: files_of(workflow),  # takes `input`, so is not compared
        engine=engine(),
        code=code_of("crate"),
    message:
        "Describing the results as an RO-Crate"
    shell:
        "python -m holly crate {input:q}"
        " --records {params.records:q} --benchmarks {params.benchmarks:q}"
        " --workflow {params.workflow:q} --engine {params.engine:q}"
        " --output {output:q} 2> {log:q}"
