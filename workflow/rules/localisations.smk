"""Measured localisations in one HDF5 layout, particles picked from fields of view."""


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
    wildcard_constraints:
        dataset=of_datasets(lambda dataset: dataset.pick is None),
    conda:
        "../../envs/images.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(120),
    params:
        source=source_path,
        file=lambda wildcards: dataset_of(wildcards).source.file,
        particles=particle_options,
        options=layout_options,
        code=code_of("localisations"),
    shell:
        holly(
            "localisations {params.source:q} --file {params.file:q}"
            " {params.particles} {params.options}"
        )


rule pick:
    input:
        unpack(pick_inputs),
    output:
        result="results/localisations/{dataset}.h5",
        table="results/picks/{dataset}.csv",
        maps="results/picks/{dataset}.npz",
        record="results/records/pick/{dataset}.json",
    log:
        "results/logs/pick/{dataset}.log",
    benchmark:
        "results/benchmarks/pick/{dataset}.tsv"
    wildcard_constraints:
        dataset=of_datasets(lambda dataset: dataset.pick is not None),
    conda:
        "../../envs/images.yaml"
    resources:
        mem_mb=growing(4000),
        runtime=growing(60),
    params:
        source=source_path,
        file=lambda wildcards: dataset_of(wildcards).source.file,
        picking=lambda wildcards: as_json(dataset_of(wildcards).pick),
        particles=particle_options,
        options=pick_layout_options,
        code=code_of("pick"),
    message:
        "Picking the particles of {wildcards.dataset}"
    shell:
        holly(
            "pick {params.source:q} --file {params.file:q} --picking {params.picking:q}"
            " --table {output.table:q} --maps {output.maps:q}"
            " {params.particles} {params.options}"
        )


rule pick_sheet:
    input:
        table="results/picks/{dataset}.csv",
        maps="results/picks/{dataset}.npz",
    output:
        result=directory("results/figures/picks/{dataset}"),
        record="results/records/pick_sheet/{dataset}.json",
    log:
        "results/logs/pick_sheet/{dataset}.log",
    benchmark:
        "results/benchmarks/pick_sheet/{dataset}.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(10),
    params:
        code=code_of("pick-sheet"),
    shell:
        holly("pick-sheet {input.table:q} {input.maps:q}")
