"""Recordings aligned to one of their frames, and judged where the motion is known."""


rule align:
    input:
        recording=aligned_recording,
        network=network_of,
    output:
        transformations="results/wormbrain/alignments/{alignment}/transformations.h5",
        aligned="results/wormbrain/alignments/{alignment}/aligned.h5",
        video="results/wormbrain/alignments/{alignment}/aligned.mp4",
        table="results/wormbrain/alignments/{alignment}/frames.csv",
        record="results/wormbrain/records/align/{alignment}.json",
    log:
        "results/wormbrain/logs/align/{alignment}.log",
    benchmark:
        "results/wormbrain/benchmarks/align/{alignment}.tsv"
    conda:
        "../../envs/alignment.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(240),
    params:
        folder=lambda wildcards, output: Path(output.video).parent,
        network=lambda wildcards: option("--network", *network_of(wildcards) or [None]),
        target=lambda wildcards: option(
            "--target", settings.alignments[wildcards.alignment].target
        ),
        code=code_of("align"),
    message:
        "Aligning {wildcards.alignment}"
    shell:
        wormbrain(
            "align {input.recording:q} {params.network} {params.target} --replace",
            output="{params.folder:q}",
            log="2> >(tee {log:q} >&2)",
        )


rule volumes:
    input:
        source=aligned_source,
        transformations="results/wormbrain/alignments/{alignment}/transformations.h5",
    output:
        transformations="results/wormbrain/volumes/{alignment}/transformations-3d.h5",
        aligned="results/wormbrain/volumes/{alignment}/aligned.h5",
        table="results/wormbrain/volumes/{alignment}/frames.csv",
        record="results/wormbrain/records/volumes/{alignment}.json",
    log:
        "results/wormbrain/logs/volumes/{alignment}.log",
    benchmark:
        "results/wormbrain/benchmarks/volumes/{alignment}.tsv"
    conda:
        "../../envs/alignment.yaml"
    resources:
        mem_mb=growing(3000),
        runtime=growing(600),
    params:
        folder=lambda wildcards, output: Path(output.table).parent,
        options=volume_options,
        code=code_of("volumes"),
    message:
        "Aligning the volumes of {wildcards.alignment}"
    shell:
        wormbrain(
            "volumes {input.source:q} {input.transformations:q} {params.options} --replace",
            output="{params.folder:q}",
            log="2> >(tee {log:q} >&2)",
        )


rule judge:
    input:
        transformations="results/wormbrain/alignments/{alignment}/transformations.h5",
        truth=lambda wildcards: f"{truth_of(wildcards)}.truth.h5",
    output:
        result="results/wormbrain/truth/{alignment}.json",
        record="results/wormbrain/records/judge/{alignment}.json",
    log:
        "results/wormbrain/logs/judge/{alignment}.log",
    benchmark:
        "results/wormbrain/benchmarks/judge/{alignment}.tsv"
    conda:
        "../../envs/alignment.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        recording=truth_of,
        code=code_of("judge"),
    message:
        "Comparing {wildcards.alignment} with the known motion"
    shell:
        wormbrain("judge {input.transformations:q} {params.recording:q}")
