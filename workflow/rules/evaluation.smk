"""Structures compared with their ground truths and with each other."""


rule evaluate:
    input:
        unpack(evaluation_inputs),
        structure="results/runs/{experiment}/{replicate}/structure.ply",
        run="results/runs/{experiment}/{replicate}/run.json",
    output:
        result="results/evaluation/{experiment}/{replicate}.json",
        record="results/records/evaluate/{experiment}/{replicate}.json",
    log:
        "results/logs/evaluate/{experiment}/{replicate}.log",
    benchmark:
        "results/benchmarks/evaluate/{experiment}/{replicate}.tsv"
    conda:
        "../../envs/evaluate.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(20),
    params:
        folder=lambda wildcards, input: Path(input.structure).parent,
        truth=lambda wildcards: with_truth(wildcards).get("truth", ""),
        shape=lambda wildcards: option("--shape", shape_of(wildcards)),
        random_clouds=settings.evaluation.random_clouds,
        code=code_of("evaluate", without="holly.report"),  # it writes no page
    shell:
        holly(
            "evaluate {input.structure:q} {params.truth} --run {params.folder:q}"
            " {params.shape} --random-clouds {params.random_clouds}",
            log="&> {log:q}",
        )


rule agreement:
    input:
        structures=runs_of("structure.ply"),
        runs=runs_of("run.json"),
        histories=runs_of("history.csv"),
    output:
        result="results/evaluation/{experiment}.json",
        record="results/records/agreement/{experiment}.json",
    log:
        "results/logs/agreement/{experiment}.log",
    benchmark:
        "results/benchmarks/agreement/{experiment}.tsv"
    conda:
        "../../envs/evaluate.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(20),
    params:
        folders=lambda wildcards: [
            Path(f).parent for f in runs_of("structure.ply")(wildcards)
        ],
        code=code_of("agreement"),
    shell:
        holly("agreement {params.folders:q}")


rule summarise:
    input:
        evaluations=every_replicate("results/evaluation/{experiment}/{replicate}.json"),
        runs=every_replicate("results/runs/{experiment}/{replicate}/run.json"),
    output:
        result="results/evaluation/summary.csv",
        record="results/records/summarise.json",
    log:
        "results/logs/summarise.log",
    benchmark:
        "results/benchmarks/summarise.tsv"
    conda:
        "../../envs/evaluate.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        code=code_of("summarise"),
    shell:
        holly("summarise {input.evaluations:q} --runs {input.runs:q}")


rule experiments:
    input:
        summary="results/evaluation/summary.csv",
        agreements=[f"results/evaluation/{name}.json" for name in settings.experiments],
    output:
        result="results/evaluation/experiments.csv",
        record="results/records/experiments.json",
    log:
        "results/logs/experiments.log",
    benchmark:
        "results/benchmarks/experiments.tsv"
    conda:
        "../../envs/evaluate.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        code=code_of("experiments"),
    shell:
        holly("experiments {input.summary:q} {input.agreements:q}")


rule authors_evaluation:
    input:
        files="results/authors/files",
        models=[f"results/models/{name}.ply" for name in settings.models],
    output:
        result="results/authors/evaluation.json",
        record="results/records/authors_evaluation.json",
    log:
        "results/logs/authors_evaluation.log",
    benchmark:
        "results/benchmarks/authors_evaluation.tsv"
    conda:
        "../../envs/evaluate.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        random_clouds=settings.evaluation.random_clouds,
        code=code_of("authors"),
    message:
        "Comparing the authors' own structures with the ground truths"
    shell:
        holly(
            "authors {input.files:q} --models {input.models:q}"
            " --random-clouds {params.random_clouds}"
        )
