"""Measured localisations in one HDF5 layout."""


rule localisations:
    input:
        source_files,
    output:
        "results/localisations/{dataset}.h5",
    log:
        "results/logs/localisations/{dataset}.log",
    benchmark:
        "results/benchmarks/localisations/{dataset}.tsv"
    conda:
        "../../envs/images.yaml"
    resources:
        mem_mb=1000,
        runtime=120,
    params:
        source=source_path,
        layout=lambda wildcards: dataset_of(wildcards).layout,
        file=lambda wildcards: dataset_of(wildcards).source.file,
        project=lambda wildcards: "--project" if dataset_of(wildcards).project else "",
        seed=lambda wildcards: dataset_of(wildcards).seed,
        options=layout_options,
    shell:
        "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
        " localisations {params.source:q} --layout {params.layout} --file {params.file:q}"
        " {params.project} {params.options} --seed {params.seed} --output {output:q} 2> {log:q}"
