"""Public data, checked against pinned checksums, and ground truths.

Downloads have no fingerprint of their code: whatever the code, a checksum says what must come. They
run where Snakemake runs, because the nodes of a cluster rarely reach the internet.
"""


rule fetch:
    output:
        result="resources/public/{file}",
        record="results/records/fetch/{file}.json",
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
    message:
        "Downloading {params.url}"
    shell:
        holly("fetch {params.url:q} --sha256 {params.sha256}")


rule zenodo:
    output:
        result="resources/zenodo/{record}/zenodo_{record}.md5",
        record="results/records/zenodo/{record}.json",
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
    message:
        "Downloading files of Zenodo record {wildcards.record}: {params.patterns}"
    shell:
        holly(
            "zenodo {wildcards.record} --file {params.patterns:q} --lock {params.lock:q}",
            output="{params.folder:q}",
        )


rule unpack_source:
    input:
        lambda wildcards: obtained_files(
            dataset_of(wildcards).source, wildcards.dataset
        ),
    output:
        result=temp(directory("resources/unpacked/{dataset}")),
        record="results/records/unpack/{dataset}.json",
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
    message:
        "Unpacking the source of {wildcards.dataset}"
    shell:
        holly("unpack {params.source:q} --file {params.archive:q}")


rule authors:
    input:
        lambda _: obtained_files(authors_source(), AUTHORS),
    output:
        result=directory("results/authors/files"),
        record="results/records/unpack/authors.json",
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
        source=lambda _: obtained_path(authors_source(), AUTHORS),
        file=lambda _: authors_source().file,
        code=code_of("unpack"),
    message:
        "Unpacking the authors' own results"
    shell:
        holly("unpack {params.source:q} --file {params.file:q}")


rule synthetic:
    output:
        result="results/sources/{dataset}.mat",
        record="results/records/synthetic/{dataset}.json",
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
        holly("synthetic {params.options}")


rule simulate:
    input:
        unpack(simulated_inputs),
    output:
        result="results/sources/{dataset}.csv",
        truth="results/sources/{dataset}.csv.truth.csv",
        record="results/records/simulate/{dataset}.json",
    log:
        "results/logs/simulate/{dataset}.log",
    benchmark:
        "results/benchmarks/simulate/{dataset}.tsv"
    conda:
        "../../envs/images.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        options=simulation_options,
        code=code_of("simulate"),
    message:
        "Simulating the localisations of {wildcards.dataset}"
    shell:
        holly("simulate {input.data:q} {params.options}")


rule model:
    input:
        model_file,
    output:
        result="results/models/{model}.ply",
        record="results/records/model/{model}.json",
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
        holly("model {params.source:q} {params.scale}")
