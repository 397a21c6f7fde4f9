"""Structures fitted to images, one job per replicate.

The device and the number of threads are no reason to train again. checkpoint.pt, from which a
training resumes, is no output, because Snakemake deletes the outputs of a job that fails or starts.
"""


rule train:
    input:
        unpack(training_inputs),
    output:
        structure="results/runs/{experiment}/{replicate}/structure.ply",
        run="results/runs/{experiment}/{replicate}/run.json",
        history="results/runs/{experiment}/{replicate}/history.csv",
        poses="results/runs/{experiment}/{replicate}/poses.csv",
        views="results/runs/{experiment}/{replicate}/views.npz",
        samples="results/runs/{experiment}/{replicate}/samples.npz",
        movie="results/runs/{experiment}/{replicate}/movie.npz",
        record="results/records/train/{experiment}/{replicate}.json",
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
        images=drawn_while_training,
        half=half_option,
        seed=seed_of,
        memory=untracked(KEEP_MEMORY),
        device=untracked(settings.device),
        code=code_of("train"),
    message:
        "Training {wildcards.experiment}, replicate {wildcards.replicate}"
    shell:
        "GLIBC_TUNABLES={params.memory} "
        + holly(
            "train {input.data:q}"
            " --recipe {params.recipe:q} {params.images} {params.half} --seed {params.seed}"
            " --device {params.device} --threads {threads} --replace",
            output="{params.folder:q}",
            log="2> >(tee {log:q} >&2)",
        )
