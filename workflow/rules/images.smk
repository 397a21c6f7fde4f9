"""Localisations and stacks drawn as FITS cubes, one cube per sigma level."""


rule prerender:
    input:
        "results/localisations/{dataset}.h5",
    output:
        result=directory("results/images/{dataset}/prerendered"),
        record="results/records/prerender/{dataset}.json",
    log:
        "results/logs/prerender/{dataset}.log",
    benchmark:
        "results/benchmarks/prerender/{dataset}.tsv"
    conda:
        "../../envs/images.yaml"
    threads: 2
    resources:
        mem_mb=growing(4000),
        runtime=growing(240),
    params:
        sigmas=lambda wildcards: settings.levels_of(wildcards.dataset),
        drawing=drawing_options,
        code=code_of("prerender"),
    message:
        "Drawing every particle of {wildcards.dataset} at every sigma level"
    shell:
        holly("prerender {input:q} --sigmas {params.sigmas} {params.drawing}")


rule curate:
    input:
        unpack(curation_inputs),
    output:
        result="results/images/{dataset}/curation.csv",
        record="results/records/curate/{dataset}.json",
    log:
        "results/logs/curate/{dataset}.log",
    benchmark:
        "results/benchmarks/curate/{dataset}.tsv"
    conda:
        "../../envs/images.yaml"
    resources:
        mem_mb=growing(4000),
        runtime=growing(60),
    params:
        rules=lambda wildcards: as_json(dataset_of(wildcards).curation),
        accepted=lambda wildcards, input: option("--accepted", input.get("accepted")),
        choices=lambda wildcards, input: option("--choices", input.get("choices")),
        code=code_of("curate"),
    shell:
        holly(
            "curate {input.localisations:q} --rules {params.rules:q}"
            " {params.accepted} {params.choices}"
        )


rule augment:
    input:
        localisations="results/localisations/{dataset}.h5",
        curation="results/images/{dataset}/curation.csv",
    output:
        result=directory("results/images/{dataset}/training"),
        record="results/records/augment/{dataset}.json",
    log:
        "results/logs/augment/{dataset}.log",
    benchmark:
        "results/benchmarks/augment/{dataset}.tsv"
    conda:
        "../../envs/images.yaml"
    threads: 2
    resources:
        mem_mb=growing(8000),
        runtime=growing(480),
        disk_mb=40000,
    params:
        sigmas=lambda wildcards: settings.levels_of(wildcards.dataset),
        drawing=drawing_options,
        rotations=rotation_options,
        code=code_of("augment"),
    message:
        "Drawing the training images of {wildcards.dataset}"
    shell:
        holly(
            "augment {input.localisations:q} {input.curation:q}"
            " --sigmas {params.sigmas} {params.drawing} {params.rotations}"
        )


rule stacks:
    input:
        source_files,
    output:
        result=directory("results/images/{dataset}/stacks"),
        record="results/records/stacks/{dataset}.json",
    log:
        "results/logs/stacks/{dataset}.log",
    benchmark:
        "results/benchmarks/stacks/{dataset}.tsv"
    conda:
        "../../envs/images.yaml"
    resources:
        mem_mb=growing(8000),
        runtime=growing(120),
    params:
        source=source_path,
        sigmas=lambda wildcards: settings.levels_of(wildcards.dataset),
        size=lambda wildcards: dataset_of(wildcards).size,
        nm_per_pixel=lambda wildcards: dataset_of(wildcards).nm_per_pixel,
        channel=lambda wildcards: option("--channel", dataset_of(wildcards).channel),
        code=code_of("stacks"),
    message:
        "Converting the image stacks of {wildcards.dataset}"
    shell:
        holly(
            "stacks {params.source:q} --sigmas {params.sigmas} --size {params.size}"
            " --nm-per-pixel {params.nm_per_pixel} {params.channel}"
        )


rule particle_stacks:
    input:
        source_files,
    output:
        result=directory("results/images/{dataset}/sharp"),
        record="results/records/particle-stacks/{dataset}.json",
    log:
        "results/logs/particle-stacks/{dataset}.log",
    benchmark:
        "results/benchmarks/particle-stacks/{dataset}.tsv"
    conda:
        "../../envs/images.yaml"
    resources:
        mem_mb=growing(8000),
        runtime=growing(60),
    params:
        source=source_path,
        size=lambda wildcards: f"--size {dataset_of(wildcards).size}",
        scale=lambda wildcards: option(
            "--nm-per-pixel", dataset_of(wildcards).nm_per_pixel
        ),
        code=code_of("particle-stacks"),
    message:
        "Reading the particle images of {wildcards.dataset}"
    shell:
        holly("particle-stacks {params.source:q} {params.size} {params.scale}")


rule from_original:
    input:
        source_files,
    output:
        result=directory("results/images/{dataset}/imported"),
        record="results/records/from-original/{dataset}.json",
    log:
        "results/logs/from-original/{dataset}.log",
    benchmark:
        "results/benchmarks/from-original/{dataset}.tsv"
    conda:
        "../../envs/images.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(240),
    params:
        source=source_path,
        file=lambda wildcards: dataset_of(wildcards).source.file,
        sigmas=lambda wildcards: settings.levels_of(wildcards.dataset),
        size=lambda wildcards: f"--size {dataset_of(wildcards).size}",
        rotations=lambda wildcards: f"--rotations {dataset_of(wildcards).rotations}",
        scale=lambda wildcards: option(
            "--nm-per-pixel", dataset_of(wildcards).nm_per_pixel
        ),
        code=code_of("from-original"),
    message:
        "Reading the rendered images of {wildcards.dataset}"
    shell:
        holly(
            "from-original {params.source:q} --file {params.file:q}"
            " --sigmas {params.sigmas} {params.size} {params.rotations} {params.scale}"
        )
