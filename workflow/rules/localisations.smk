"""Measured localisations in one HDF5 layout."""


rule localisations:
    input:
        source_files,
    output:
        result="results/localisations/{dataset}.h5",
        record="results/records/localisations/{dataset}.json",
    log:
        "results/logs/localisations/{dataset}.log",
    benchmark:
        "results/benchmarks/localisations/{dataset}.tsv"
    conda:
        "../../envs/images.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(120),
    params:
        source=source_path,
        file=lambda wildcards: dataset_of(wildcards).source.file,
        views=projection_options,
        options=layout_options,
        code=code_of("localisations"),
    shell:
        holly(
            "localisations {params.source:q} --file {params.file:q}"
            " {params.views} {params.options}"
        )
