"""The whole reproduction: from public data to figures.

snakemake --cores 24 --resources gpu=1                    the paper
snakemake --cores 2 --configfile config/demo.yaml         the small one, on a CPU
snakemake --cores 2 results/runs/bunny/1/structure.ply    a single result
"""

from snakemake.exceptions import WorkflowError

from holly.config import load
from holly.errors import InputError

if "experiments" not in config:

    configfile: "config/config.yaml"


try:
    settings = load(config)
except InputError as error:
    raise WorkflowError(str(error)) from None


wildcard_constraints:
    dataset="|".join(settings.datasets) or "-",
    experiment="|".join(settings.experiments),
    model="|".join(settings.models) or "-",
    record=r"\d+",
    replicate=r"\d+",


include: "workflow/rules/common.smk"
include: "workflow/rules/sources.smk"
include: "workflow/rules/localisations.smk"
include: "workflow/rules/images.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/evaluation.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/report.smk"


onstart:
    if "gpu" not in workflow.global_resources:
        raise WorkflowError(
            "how many trainings may share the GPU? add --resources gpu=1"
        )


rule all:
    default_target: True
    input:
        "results/report/index.html",
        "results/evaluation/summary.csv",
