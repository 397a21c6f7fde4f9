"""Networks, one job per seed.

The device and the number of threads are no reason to train again. checkpoint.pt, from which a
training resumes, is no output, because Snakemake deletes the outputs of a job that fails or starts.
"""


rule train:
    input:
        data=training_data,
    output:
        network="results/wormbrain/networks/{network}/{seed}/network.pt",
        run="results/wormbrain/networks/{network}/{seed}/run.json",
        history="results/wormbrain/networks/{network}/{seed}/history.csv",
        record="results/wormbrain/records/train/{network}/{seed}.json",
    log:
        "results/wormbrain/logs/train/{network}/{seed}.log",
    benchmark:
        "results/wormbrain/benchmarks/train/{network}/{seed}.tsv"
    conda:
        "../../envs/train.yaml"
    threads: settings.threads
    resources:
        gpu=1,
        mem_mb=growing(8000),
        runtime=growing(720),
    params:
        folder=lambda wildcards, output: Path(output.network).parent,
        recipe=lambda wildcards: as_json(settings.recipe_of(wildcards.network)),
        memory=untracked(KEEP_MEMORY),
        device=untracked(settings.device),
        code=code_of("train"),
    message:
        "Training {wildcards.network}, seed {wildcards.seed}"
    shell:
        "GLIBC_TUNABLES={params.memory} "
        + wormbrain(
            "train {input.data:q} --recipe {params.recipe:q} --seed {wildcards.seed}"
            " --device {params.device} --threads {threads} --replace",
            output="{params.folder:q}",
            log="2> >(tee {log:q} >&2)",
        )


rule table1:
    input:
        runs=[f"{folder}/run.json" for folder in runs_of(rows())],
        histories=[f"{folder}/history.csv" for folder in runs_of(rows())],
    output:
        result="results/wormbrain/table1.csv",
        markdown="results/wormbrain/table1.md",
        record="results/wormbrain/records/table1.json",
    log:
        "results/wormbrain/logs/table1.log",
    benchmark:
        "results/wormbrain/benchmarks/table1.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        folders=runs_of(rows()),
        code=code_of("table1"),
    message:
        "Writing Table I"
    shell:
        wormbrain("table1 {params.folders:q} --markdown {output.markdown:q}")
