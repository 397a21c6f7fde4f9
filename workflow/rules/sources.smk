"""Public data, checked against pinned checksums, and ground truths."""


rule fetch:
    output:
        "resources/public/{file}",
    log:
        "results/logs/fetch/{file}.log",
    benchmark:
        "results/benchmarks/fetch/{file}.tsv"
    retries: 3
    conda:
        "../../envs/download.yaml"
    resources:
        mem_mb=500,
        runtime=30,
    params:
        url=lambda wildcards: pinned_files()[wildcards.file].url,
        sha256=lambda wildcards: pinned_files()[wildcards.file].sha256,
    shell:
        "python -m holly fetch {params.url:q} --sha256 {params.sha256}"
        " --output {output:q} 2> {log:q}"


rule zenodo:
    output:
        directory("resources/zenodo/{record}"),
    log:
        "results/logs/zenodo/{record}.log",
    benchmark:
        "results/benchmarks/zenodo/{record}.tsv"
    retries: 3
    conda:
        "../../envs/download.yaml"
    resources:
        mem_mb=500,
        runtime=1440,
    params:
        file=lambda wildcards: zenodo_files()[int(wildcards.record)],
        lock="config/zenodo/{record}.lock.json",
    shell:
        "python -m holly zenodo {wildcards.record} --file {params.file:q}"
        " --lock {params.lock:q}"
        " --output {output:q} 2> {log:q}"


rule synthetic:
    output:
        "results/sources/{dataset}.mat",
    log:
        "results/logs/synthetic/{dataset}.log",
    benchmark:
        "results/benchmarks/synthetic/{dataset}.tsv"
    conda:
        "../../envs/images.yaml"
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        of=lambda wildcards: dataset_of(wildcards).source.synthetic,
    shell:
        "python -m holly synthetic --particles {params.of.particles}"
        " --localisations {params.of.localisations} --bad {params.of.bad}"
        " --seed {params.of.seed} --output {output:q} 2> {log:q}"


rule model:
    input:
        model_file,
    output:
        "results/models/{model}.ply",
    log:
        "results/logs/model/{model}.log",
    benchmark:
        "results/benchmarks/model/{model}.tsv"
    conda:
        "../../envs/images.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        source=lambda wildcards, input: (
            input[0] if input else settings.models[wildcards.model].builtin
        ),
        scale=lambda wildcards: option(
            "--nm-per-unit", settings.models[wildcards.model].nm_per_unit
        ),
    shell:
        "python -m holly model {params.source:q} {params.scale} --output {output:q} 2> {log:q}"
