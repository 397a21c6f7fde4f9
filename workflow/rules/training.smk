"""Structures fitted to images, one job a replicate.

Where and how fast is not tracked: another device or number of threads trains nothing again.
"""


rule train:
    input:
        unpack(training_inputs),
    output:
        structure="results/runs/{experiment}/{replicate}/structure.ply",
        run="results/runs/{experiment}/{replicate}/run.json",
        history="results/runs/{experiment}/{replicate}/history.csv",
        poses="results/runs/{experiment}/{replicate}/poses.csv",
        samples="results/runs/{experiment}/{replicate}/samples.npz",
        movie="results/runs/{experiment}/{replicate}/movie.npz",
    log:
        "results/logs/train/{experiment}/{replicate}.log",
    benchmark:
        "results/benchmarks/train/{experiment}/{replicate}.tsv"
    conda:
        "../../envs/train.yaml"
    threads: settings.threads
    resources:
        gpu=1,
        mem_mb=growing(8000),
        runtime=growing(720),
    params:
        folder=lambda wildcards, output: Path(output.structure).parent,
        recipe=lambda wildcards: as_json(settings.recipe_of(wildcards.experiment)),
        drawn=drawn_while_training,
        half=half_option,
        seed=seed_of,
        memory=untracked(KEEP_MEMORY),
        device=untracked(settings.device),
        code=code_of("train"),
    shell:
        "OMP_NUM_THREADS={threads} GLIBC_TUNABLES={params.memory} "
        "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
        " train {input.data:q}"
        " --recipe {params.recipe:q} {params.drawn} {params.half} --seed {params.seed}"
        " --device {params.device} --threads {threads}"
        " --replace --output {params.folder:q} 2> >(tee {log:q} >&2)"
