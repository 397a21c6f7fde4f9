"""Recordings: made up or read, then converted to one format; augmented copies of their frames."""


rule synthetic:
    output:
        result="results/wormbrain/sources/{recording}.h5",
        truth="results/wormbrain/sources/{recording}.h5.truth.h5",
        record="results/wormbrain/records/synthetic/{recording}.json",
    log:
        "results/wormbrain/logs/synthetic/{recording}.log",
    benchmark:
        "results/wormbrain/benchmarks/synthetic/{recording}.tsv"
    conda:
        "../../envs/recordings.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        options=synthetic_options,
        code=code_of("synthetic"),
    message:
        "Making the synthetic recording {wildcards.recording}"
    shell:
        wormbrain("synthetic {params.options}")


rule frames:
    input:
        source_of,
    output:
        result="results/wormbrain/recordings/{recording}.h5",
        record="results/wormbrain/records/frames/{recording}.json",
    log:
        "results/wormbrain/logs/frames/{recording}.log",
    benchmark:
        "results/wormbrain/benchmarks/frames/{recording}.tsv"
    conda:
        "../../envs/recordings.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(120),
    params:
        options=conversion_options,
        code=code_of("frames"),
    message:
        "Converting the recording {wildcards.recording}"
    shell:
        wormbrain("frames {input:q} {params.options}")


rule augment:
    input:
        recording="results/wormbrain/recordings/{recording}.h5",
        points=points_of,
    output:
        result="results/wormbrain/augmented/{recording}.h5",
        record="results/wormbrain/records/augment/{recording}.json",
    log:
        "results/wormbrain/logs/augment/{recording}.log",
    benchmark:
        "results/wormbrain/benchmarks/augment/{recording}.tsv"
    conda:
        "../../envs/recordings.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(120),
    params:
        copies=f"--copies {settings.augmentation.copies}",
        size=option("--size", settings.augmentation.size),
        seed=f"--seed {settings.augmentation.seed}",
        points=lambda _, input: listed("--points", input.points),
        code=code_of("augment"),
    message:
        "Augmenting the frames of {wildcards.recording}"
    shell:
        wormbrain(
            "augment {input.recording:q} {params.copies} {params.size} {params.seed}"
            " {params.points}"
        )
