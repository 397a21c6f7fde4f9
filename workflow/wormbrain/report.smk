"""The page about all alignments and trainings, and the RO-Crate that describes all results."""


rule report:
    input:
        videos=[
            f"results/wormbrain/alignments/{name}/aligned.mp4"
            for name in settings.alignments
        ],
        tables=[
            f"results/wormbrain/alignments/{name}/frames.csv"
            for name in settings.alignments
        ],
        volumes=[f"results/wormbrain/volumes/{name}/frames.csv" for name in in_depth()],
        verdicts=[f"results/wormbrain/truth/{name}.json" for name in judged()],
        runs=[f"{folder}/run.json" for folder in runs_of(settings.trained)],
        histories=[f"{folder}/history.csv" for folder in runs_of(settings.trained)],
        table1=["results/wormbrain/table1.csv"] if rows() else [],
        figures=pictures(),
    output:
        result="results/wormbrain/report/index.html",
        record="results/wormbrain/records/report.json",
    log:
        "results/wormbrain/logs/report.log",
    benchmark:
        "results/wormbrain/benchmarks/report.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        folder=lambda wildcards, output: Path(output.result).parent,
        alignments=listed(
            "--alignments",
            [f"results/wormbrain/alignments/{name}" for name in settings.alignments],
        ),
        networks=listed("--networks", runs_of(settings.networks)),
        volumes=lambda _, input: listed("--volumes", input.volumes),
        verdicts=lambda _, input: listed("--verdicts", input.verdicts),
        table=lambda _, input: listed("--table", input.table1),
        figures=lambda _, input: listed("--figures", input.figures),
        code=code_of("report"),
    message:
        "Writing WORMBRAIN's report"
    shell:
        wormbrain(
            "report {params.alignments} {params.networks} {params.volumes} {params.verdicts}"
            " {params.table} {params.figures} --beside HOLLy=../../report",
            output="{params.folder:q}",
        )


rule crate:
    input:
        rules.report.output.result,
        rules.report.input,
        [
            f"results/wormbrain/alignments/{name}/{file}"
            for name in settings.alignments
            for file in ("transformations.h5", "aligned.h5")
        ],
        [
            f"results/wormbrain/volumes/{name}/{file}"
            for name in in_depth()
            for file in ("transformations-3d.h5", "aligned.h5")
        ],
    output:
        "results/wormbrain/ro-crate-metadata.json",
    log:
        "results/wormbrain/logs/crate.log",
    benchmark:
        "results/wormbrain/benchmarks/crate.tsv"
    conda:
        "../../envs/provenance.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        records=untracked("results/wormbrain/records"),
        benchmarks="results/wormbrain/benchmarks",
        workflow=lambda wildcards, input: files_of(workflow),  # takes `input`, so is not compared
        engine=engine(),
        code=code_of("crate"),
    message:
        "Describing WORMBRAIN's results as an RO-Crate"
    shell:
        "python -m wormbrain crate {input:q}"
        " --records {params.records:q} --benchmarks {params.benchmarks:q}"
        " --workflow {params.workflow:q} --engine {params.engine:q}"
        " --output {output:q} 2> {log:q}"
