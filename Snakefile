"""The whole reproduction: from public data to figures.

snakemake --cores 24 --resources gpu=1                    the paper
snakemake --cores 2 --configfile config/demo.yaml         the small one, on a CPU
snakemake --cores 2 results/runs/bunny/1/structure.ply    a single result
snakemake --cores 2 -- wormbrain                          the second pipeline (docs/wormbrain.md)
"""

import os
import shlex
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.utils import min_version

from holly.settings.load import load
from groundwork.errors import InputError

min_version("9.27")

# Stages run in the Python that runs Snakemake, unless a conda environment comes before it.
own_bin = str(Path(sys.executable).parent)
os.environ.update(PATH=os.pathsep.join([own_bin, *os.get_exec_path()]))

# An environment holds what the stages import but not our own packages; those are found here.
shell.prefix(
    f"set -euo pipefail; export PYTHONPATH={shlex.quote(str(workflow.basedir))}"
    "${{PYTHONPATH:+:$PYTHONPATH}}; "
)

only_wormbrain = "wormbrain" in config and "experiments" not in config

if "experiments" not in config:

    configfile: Path(workflow.basedir, "config", "config.yaml")


try:
    settings = load({key: config[key] for key in config if key != "wormbrain"})
except InputError as error:
    raise WorkflowError(str(error)) from None


report: "workflow/report/report.rst"


wildcard_constraints:
    dataset="|".join(settings.datasets) or "-",
    experiment="|".join(settings.experiments),
    model="|".join(settings.models) or "-",
    record=r"\d+",
    replicate=r"\d+|half-[12]",


include: "workflow/rules/common.smk"
include: "workflow/rules/sources.smk"
include: "workflow/rules/localisations.smk"
include: "workflow/rules/images.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/evaluation.smk"
include: "workflow/rules/exports.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/common_paper.smk"
include: "workflow/rules/paper.smk"
include: "workflow/rules/report.smk"


module wormbrain:
    snakefile:
        "workflow/wormbrain/Snakefile"
    config:
        config


use rule * from wormbrain as wormbrain_*


check_own_files()


# On one machine only a limit keeps the trainings from starting all at once; on a cluster each job
# asks for its own GPU. The SLURM plugin (2.8) loses jobs when a limit splits a job array.
onstart:
    limited = "gpu" in workflow.global_resources
    if workflow.local_exec and not limited:
        raise WorkflowError(
            "how many trainings may share the GPU? add --resources gpu=1"
        )
    arrays = getattr(workflow.executor_settings, "array_jobs", None)
    if arrays and (limited or workflow.nodes < sys.maxsize):
        raise WorkflowError(
            "job arrays wait forever under a limit on gpu or jobs: remove the limit,"
            " or take slurm-array-jobs out of the profile"
        )


rule all:
    default_target: not only_wormbrain
    input:
        results_to_describe(),
        "results/ro-crate-metadata.json",


rule wormbrain:
    default_target: only_wormbrain
    input:
        rules.wormbrain_all.input,
