"""The paper's figures, tables and videos, and its claims tested, from results only."""


rule figure:
    input:
        figure_inputs,
    output:
        result=report(
            "results/figures/paper/{name}.{suffix}",
            caption="../report/figure.rst",
            category="The paper",
            subcategory="Figures",
            labels={"figure": "{name}"},
        ),
        record="results/records/figures/{name}.{suffix}.json",
    log:
        "results/logs/figures/{name}.{suffix}.log",
    benchmark:
        "results/benchmarks/figures/{name}.{suffix}.tsv"
    wildcard_constraints:
        name="|".join(settings.paper.figures) or "-",
        suffix="svg|pdf|png",
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(10),
    params:
        kind=lambda wildcards: settings.paper.figures[wildcards.name].kind,
        experiments=lambda wildcards: shown_as_json(
            settings.paper.figures[wildcards.name]
        ),
        dpi=settings.figures.dpi,
        code=code_of("figure"),
    message:
        "Drawing {wildcards.name}"
    shell:
        holly(
            "figure {params.kind} results --experiments {params.experiments:q} --dpi {params.dpi}"
        )


rule video:
    input:
        video_inputs,
    output:
        result=report(
            "results/videos/{name}.mp4",
            caption="../report/video.rst",
            category="The paper",
            subcategory="Videos",
            labels={"video": "{name}"},
        ),
        record="results/records/videos/{name}.json",
    log:
        "results/logs/videos/{name}.log",
    benchmark:
        "results/benchmarks/videos/{name}.tsv"
    wildcard_constraints:
        name="|".join(settings.paper.videos) or "-",
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(20),
    params:
        kind=lambda wildcards: settings.paper.videos[wildcards.name].kind,
        experiments=lambda wildcards: shown_as_json(
            settings.paper.videos[wildcards.name]
        ),
        code=code_of("video"),
    message:
        "Filming {wildcards.name}"
    shell:
        holly("video {params.kind} results --experiments {params.experiments:q}")


rule table:
    input:
        table_inputs,
    output:
        csv="results/tables/{name}.csv",
        markdown=report(
            "results/tables/{name}.md",
            caption="../report/table.rst",
            category="The paper",
            subcategory="Tables",
            labels={"table": "{name}"},
        ),
        record="results/records/tables/{name}.json",
    log:
        "results/logs/tables/{name}.log",
    benchmark:
        "results/benchmarks/tables/{name}.tsv"
    wildcard_constraints:
        name="|".join(settings.paper.tables) or "-",
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        title=lambda wildcards: settings.paper.tables[wildcards.name].title,
        rows=lambda wildcards: json.dumps(table_rows(wildcards)),
        code=code_of("table"),
    shell:
        holly(
            "table results --title {params.title:q} --rows {params.rows:q}"
            " --markdown {output.markdown:q}",
            output="{output.csv:q}",
        )


# The evaluations are no inputs: to test the claims on the results that exist must train nothing.
rule claims:
    input:
        settings.paper.claims,
    output:
        json="results/claims.json",
        markdown=report(
            "results/claims.md",
            caption="../report/claims.rst",
            category="The paper",
            labels={"claims": "all"},
        ),
        record="results/records/claims.json",
    log:
        "results/logs/claims.log",
    benchmark:
        "results/benchmarks/claims.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        results=checksum_of_evaluations,
        code=code_of("claims"),
    shell:
        holly(
            "claims {input:q} results --markdown {output.markdown:q}",
            output="{output.json:q}",
        )


rule verify:
    input:
        rules.claims.output.json,
    log:
        "results/logs/verify.log",
    benchmark:
        "results/benchmarks/verify.tsv"
    localrule: True  # its table is for the terminal
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    shell:
        "python -m holly verify {input:q} 2> >(tee {log:q} >&2)"
