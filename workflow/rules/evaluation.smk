"""Structures against ground truth, or measured by themselves."""


rule evaluate:
    input:
        unpack(with_truth),
        structure="results/runs/{experiment}/{replicate}/structure.ply",
        run="results/runs/{experiment}/{replicate}/run.json",
    output:
        "results/evaluation/{experiment}/{replicate}.json",
    log:
        "results/logs/evaluate/{experiment}/{replicate}.log",
    benchmark:
        "results/benchmarks/evaluate/{experiment}/{replicate}.tsv"
    conda:
        "../../envs/evaluate.yaml"
    resources:
        mem_mb=2000,
        runtime=20,
    params:
        folder=lambda wildcards, input: Path(input.structure).parent,
        truth=truth_option,
        shape=lambda wildcards: option("--shape", shape_of(wildcards)),
    shell:
        "python -m holly evaluate {params.folder:q} {params.truth} {params.shape}"
        " --experiment {wildcards.experiment} --replicate {wildcards.replicate}"
        " --output {output:q} 2> {log:q}"


rule summarise:
    input:
        every_replicate("results/evaluation/{experiment}/{replicate}.json"),
    output:
        "results/evaluation/summary.csv",
    log:
        "results/logs/summarise.log",
    benchmark:
        "results/benchmarks/summarise.tsv"
    conda:
        "../../envs/evaluate.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    shell:
        "python -m holly summarise {input:q} --output {output:q} 2> {log:q}"
