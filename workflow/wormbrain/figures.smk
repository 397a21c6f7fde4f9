"""Figures: frames and matches, and figures 8 and 9 of the report."""


rule projections:
    input:
        "results/wormbrain/recordings/{recording}.h5",
    output:
        result="results/wormbrain/figures/projections/{recording}.{suffix}",
        record="results/wormbrain/records/figures/projections/{recording}.{suffix}.json",
    log:
        "results/wormbrain/logs/figures/projections/{recording}.{suffix}.log",
    benchmark:
        "results/wormbrain/benchmarks/figures/projections/{recording}.{suffix}.tsv"
    conda:
        "../../envs/alignment.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(10),
    params:
        code=code_of("projections"),
    message:
        "Drawing a frame of {wildcards.recording}"
    shell:
        wormbrain("projections {input:q}")


rule matches:
    input:
        recording=aligned_recording,
        transformations="results/wormbrain/alignments/{alignment}/transformations.h5",
        table="results/wormbrain/alignments/{alignment}/frames.csv",
    output:
        result="results/wormbrain/figures/matches/{alignment}.{suffix}",
        record="results/wormbrain/records/figures/matches/{alignment}.{suffix}.json",
    log:
        "results/wormbrain/logs/figures/matches/{alignment}.{suffix}.log",
    benchmark:
        "results/wormbrain/benchmarks/figures/matches/{alignment}.{suffix}.tsv"
    conda:
        "../../envs/alignment.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(10),
    params:
        folder=lambda wildcards, input: Path(input.table).parent,
        code=code_of("matches"),
    message:
        "Drawing matches of {wildcards.alignment}"
    shell:
        wormbrain("matches {params.folder:q} {input.recording:q}")


rule losses:
    input:
        runs=[f"{folder}/run.json" for folder in runs_of(rows())],
        histories=[f"{folder}/history.csv" for folder in runs_of(rows())],
    output:
        result="results/wormbrain/figures/losses/table1.{suffix}",
        record="results/wormbrain/records/figures/losses/table1.{suffix}.json",
    log:
        "results/wormbrain/logs/figures/losses/table1.{suffix}.log",
    benchmark:
        "results/wormbrain/benchmarks/figures/losses/table1.{suffix}.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        folders=runs_of(rows()),
        code=code_of("losses"),
    message:
        "Drawing the losses of Table I"
    shell:
        wormbrain("losses {params.folders:q}")


rule stages:
    input:
        unpack(stages_of),
    output:
        result="results/wormbrain/figures/stages/{stages}.{suffix}",
        record="results/wormbrain/records/figures/stages/{stages}.{suffix}.json",
    log:
        "results/wormbrain/logs/figures/stages/{stages}.{suffix}.log",
    benchmark:
        "results/wormbrain/benchmarks/figures/stages/{stages}.{suffix}.tsv"
    conda:
        "../../envs/alignment.yaml"
    resources:
        mem_mb=growing(4000),
        runtime=growing(10),
    params:
        source=lambda wildcards: settings.stages[wildcards.stages].source,
        target=lambda wildcards: settings.stages[wildcards.stages].target,
        code=code_of("stages"),
    message:
        "Drawing the two stages {wildcards.stages}"
    shell:
        wormbrain(
            "stages {input.recording:q} {input.affine:q} {input.tps:q} --source {params.source} --target {params.target}"
        )
