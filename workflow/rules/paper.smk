"""The paper's figures, tables and videos, and its claims tested, from results alone."""

for kind, drawn_from in DRAWN_FROM.items():

    rule:
        name:
            f"figure_{kind}"
        input:
            drawn_from,
            true_clouds(figures) if kind in LAID_ON_TRUTH else [],
        output:
            report(
                "results/figures/paper/{name}.{suffix}",
                caption=f"../report/figure_{kind}.rst",
                category="The paper",
                subcategory="Figures",
                labels={"figure": "{name}"},
            ),
        log:
            "results/logs/figures/{name}.{suffix}.log",
        benchmark:
            "results/benchmarks/figures/{name}.{suffix}.tsv"
        wildcard_constraints:
            name="|".join(n for n, f in figures.items() if f.kind == kind) or "-",
            suffix="svg|pdf|png",
        conda:
            "../../envs/figures.yaml"
        resources:
            mem_mb=growing(2000),
            runtime=growing(10),
        params:
            kind=kind,
            experiments=all_shown(figures),
            dpi=settings.figures.dpi,
            code=code_of("figure"),
        shell:
            "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
            " figure {params.kind} results --experiments {params.experiments:q}"
            " --dpi {params.dpi} --output {output:q} 2> {log:q}"


rule video:
    input:
        shown_files(
            settings.paper.videos,
            STRUCTURE,
            EVALUATION,
            "runs/{experiment}/{replicate}/movie.npz",
        ),
        true_clouds(settings.paper.videos),
    output:
        report(
            "results/videos/{name}.mp4",
            caption="../report/video.rst",
            category="The paper",
            subcategory="Videos",
            labels={"video": "{name}"},
        ),
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
        experiments=all_shown(settings.paper.videos),
        code=code_of("video"),
    shell:
        "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
        " video {params.kind} results --experiments {params.experiments:q}"
        " --output {output:q} 2> {log:q}"


rule table:
    input:
        table_files,
    output:
        csv="results/tables/{name}.csv",
        markdown=report(
            "results/tables/{name}.md",
            caption="../report/table.rst",
            category="The paper",
            subcategory="Tables",
            labels={"table": "{name}"},
        ),
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
        "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
        " table results --title {params.title:q} --rows {params.rows:q}"
        " --markdown {output.markdown:q} --output {output.csv:q} 2> {log:q}"


# Its evaluations are no inputs: testing what is there must train nothing.
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
        state=state_of_results,
        code=code_of("claims"),
    shell:
        "python -m holly --reads {input:q} --writes {output:q} --record {log:q}.json"
        " claims {input:q} results"
        " --markdown {output.markdown:q} --output {output.json:q} 2> {log:q}"


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
