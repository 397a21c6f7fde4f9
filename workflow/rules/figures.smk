"""Figures of a data set, and of one replicate each."""


rule particles:
    input:
        previews="results/images/{dataset}/prerendered",
        curation="results/images/{dataset}/curation.csv",
    output:
        result=report(
            "results/figures/datasets/{dataset}.png",
            caption="../report/particles.rst",
            category="Data sets",
            labels={"data set": "{dataset}"},
        ),
        record="results/records/particles/{dataset}.json",
    log:
        "results/logs/particles/{dataset}.log",
    benchmark:
        "results/benchmarks/particles/{dataset}.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(10),
    params:
        cube=finest_preview,
        dpi=settings.figures.dpi,
        code=code_of("particles"),
    shell:
        holly("particles {params.cube:q} {input.curation:q} --dpi {params.dpi}")


rule contact_sheet:
    input:
        previews="results/images/{dataset}/prerendered",
        curation="results/images/{dataset}/curation.csv",
    output:
        result="results/figures/datasets/{dataset}.html",
        record="results/records/contact_sheet/{dataset}.json",
    log:
        "results/logs/contact_sheet/{dataset}.log",
    benchmark:
        "results/benchmarks/contact_sheet/{dataset}.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(10),
    params:
        cube=finest_preview,
        code=code_of("contact-sheet"),
    shell:
        holly("contact-sheet {params.cube:q} {input.curation:q}")


rule overlay:
    input:
        unpack(with_truth),
        structure="results/runs/{experiment}/{replicate}/structure.ply",
        evaluation="results/evaluation/{experiment}/{replicate}.json",
    output:
        result=report(
            "results/figures/{experiment}/{replicate}/overlay.png",
            caption="../report/overlay.rst",
            category="Structures",
            labels={"experiment": "{experiment}", "replicate": "{replicate}"},
        ),
        record="results/records/overlay/{experiment}/{replicate}.json",
    log:
        "results/logs/overlay/{experiment}/{replicate}.log",
    benchmark:
        "results/benchmarks/overlay/{experiment}/{replicate}.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        truth=truth_option,
        dpi=settings.figures.dpi,
        code=code_of("overlay"),
    shell:
        holly(
            "overlay {input.structure:q} {input.evaluation:q} {params.truth} --dpi"
            " {params.dpi}"
        )


rule viewer:
    input:
        unpack(with_truth),
        structure="results/runs/{experiment}/{replicate}/structure.ply",
        evaluation="results/evaluation/{experiment}/{replicate}.json",
        movie="results/runs/{experiment}/{replicate}/movie.npz",
    output:
        result=report(
            "results/figures/{experiment}/{replicate}/viewer.html",
            caption="../report/viewer.rst",
            category="Structures in 3D",
            labels={"experiment": "{experiment}", "replicate": "{replicate}"},
        ),
        record="results/records/viewer/{experiment}/{replicate}.json",
    log:
        "results/logs/viewer/{experiment}/{replicate}.log",
    benchmark:
        "results/benchmarks/viewer/{experiment}/{replicate}.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        truth=truth_option,
        code=code_of("viewer"),
    shell:
        holly(
            "viewer {input.structure:q} {input.evaluation:q} {params.truth} --movie"
            " {input.movie:q}"
        )


rule curves:
    input:
        "results/runs/{experiment}/{replicate}/history.csv",
    output:
        result=report(
            "results/figures/{experiment}/{replicate}/curves.png",
            caption="../report/curves.rst",
            category="Training",
            labels={"experiment": "{experiment}", "replicate": "{replicate}"},
        ),
        record="results/records/curves/{experiment}/{replicate}.json",
    log:
        "results/logs/curves/{experiment}/{replicate}.log",
    benchmark:
        "results/benchmarks/curves/{experiment}/{replicate}.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        dpi=settings.figures.dpi,
        code=code_of("curves"),
    shell:
        holly("curves {input:q} --dpi {params.dpi}")


rule pairs:
    input:
        "results/runs/{experiment}/{replicate}/samples.npz",
    output:
        result=report(
            "results/figures/{experiment}/{replicate}/pairs.png",
            caption="../report/pairs.rst",
            category="Training",
            labels={"experiment": "{experiment}", "replicate": "{replicate}"},
        ),
        record="results/records/pairs/{experiment}/{replicate}.json",
    log:
        "results/logs/pairs/{experiment}/{replicate}.log",
    benchmark:
        "results/benchmarks/pairs/{experiment}/{replicate}.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        dpi=settings.figures.dpi,
        code=code_of("pairs"),
    shell:
        holly("pairs {input:q} --dpi {params.dpi}")
