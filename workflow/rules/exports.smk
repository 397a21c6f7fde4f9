"""The results of a replicate in the formats of other programs, for those who ask for them."""


rule export:
    input:
        unpack(export_inputs),
        structure="results/runs/{experiment}/{replicate}/structure.ply",
        run="results/runs/{experiment}/{replicate}/run.json",
        poses="results/runs/{experiment}/{replicate}/poses.csv",
        samples="results/runs/{experiment}/{replicate}/samples.npz",
    output:
        result=directory("results/exports/{experiment}/{replicate}"),
        record="results/records/export/{experiment}/{replicate}.json",
    log:
        "results/logs/export/{experiment}/{replicate}.log",
    benchmark:
        "results/benchmarks/export/{experiment}/{replicate}.tsv"
    conda:
        "../../envs/images.yaml"
    resources:
        mem_mb=growing(4000),
        runtime=growing(60),
    params:
        folder=lambda wildcards, input: Path(input.structure).parent,
        options=export_options,
        code=code_of("export"),
    message:
        "Exporting {wildcards.experiment}, replicate {wildcards.replicate}"
    shell:
        holly("export {params.folder:q} {input.data:q} {params.options}")
