"""Public data, checked against pinned checksums, and ground truths.

The code of a download is no parameter of it: whatever the code, a checksum says what must come.
Downloads run where Snakemake runs: the nodes of a cluster rarely reach the internet.
"""


rule fetch:
    output:
        "resources/public/{file}",
    log:
        "results/logs/fetch/{file}.log",
    benchmark:
        "results/benchmarks/fetch/{file}.tsv"
    retries: 3
    localrule: True
    conda:
        "../../envs/download.yaml"
    resources:
        mem_mb=500,
        runtime=30,
    params:
        url=lambda wildcards: pinned_files()[wildcards.file].url,
        sha256=lambda wildcards: pinned_files()[wildcards.file].sha256,
    shell:
        "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
        " fetch {params.url:q} --sha256 {params.sha256}"
        " --output {output:q} 2> {log:q}"


rule zenodo:
    output:
        "resources/zenodo/{record}/zenodo_{record}.md5",
    log:
        "results/logs/zenodo/{record}.log",
    benchmark:
        "results/benchmarks/zenodo/{record}.tsv"
    retries: 3
    localrule: True
    conda:
        "../../envs/download.yaml"
    resources:
        mem_mb=500,
        runtime=1440,
    params:
        folder="resources/zenodo/{record}",
        patterns=lambda wildcards: zenodo_patterns(wildcards.record),
        lock="config/zenodo/{record}.lock.json",
    shell:
        "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
        " zenodo {wildcards.record} --file {params.patterns:q}"
        " --lock {params.lock:q} --output {params.folder:q} 2> {log:q}"


rule unpack_source:
    input:
        lambda wildcards: obtained_files(
            dataset_of(wildcards).source, wildcards.dataset
        ),
    output:
        temp(directory("resources/unpacked/{dataset}")),
    log:
        "results/logs/unpack/{dataset}.log",
    benchmark:
        "results/benchmarks/unpack/{dataset}.tsv"
    conda:
        "../../envs/download.yaml"
    resources:
        mem_mb=growing(500),
        runtime=growing(240),
    params:
        source=lambda wildcards: obtained_path(
            dataset_of(wildcards).source, wildcards.dataset
        ),
        archive=lambda wildcards: dataset_of(wildcards).source.archive,
        code=code_of("unpack"),
    shell:
        "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
        " unpack {params.source:q} --file {params.archive:q}"
        " --output {output:q} 2> {log:q}"


if settings.authors:

    rule authors:
        input:
            obtained_files(settings.authors, AUTHORS),
        output:
            directory("results/authors/files"),
        log:
            "results/logs/unpack/authors.log",
        benchmark:
            "results/benchmarks/unpack/authors.tsv"
        conda:
            "../../envs/download.yaml"
        resources:
            mem_mb=growing(500),
            runtime=growing(240),
        params:
            source=lambda wildcards: obtained_path(settings.authors, AUTHORS),
            file=settings.authors.file,
            code=code_of("unpack"),
        shell:
            "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
            " unpack {params.source:q} --file {params.file:q}"
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
        mem_mb=growing(2000),
        runtime=growing(10),
    params:
        options=synthetic_options,
        code=code_of("synthetic"),
    shell:
        "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
        " synthetic {params.options} --output {output:q} 2> {log:q}"


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
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        source=lambda wildcards: model_file(wildcards)
        or settings.models[wildcards.model].builtin,
        scale=lambda wildcards: option(
            "--nm-per-unit", settings.models[wildcards.model].nm_per_unit
        ),
        code=code_of("model"),
    shell:
        "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
        " model {params.source:q} {params.scale} --output {output:q} 2> {log:q}"
