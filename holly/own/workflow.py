"""The workflow run by Snakemake in a process of its own, and its verdict."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from groundwork.errors import InputError
from holly.results.agreement import read_agreement
from holly.results.evaluation import read_evaluation
from holly.results.folder import Results

TRAININGS = 3  # on all particles, and on each half
SNAKEFILE = Path(__file__).resolve().parents[2] / "Snakefile"


def command(configuration: Path, cores: int) -> list[str]:
    """How Snakemake is called.

    Raises:
        InputError: there is no Snakefile, or no Snakemake.
    """
    if not SNAKEFILE.exists():
        raise InputError(
            f"{SNAKEFILE}: no such file; install holly from a clone of its repository (make setup)"
        )
    if find_spec("snakemake") is None:
        raise InputError("this Python has no Snakemake; call make setup, and use .venv/bin/holly")
    return [
        *(sys.executable, "-m", "snakemake", "--snakefile", str(SNAKEFILE)),
        *("--cores", str(cores), *_shared(cores), "--quiet", "rules"),
        *("--configfile", str(configuration)),
    ]


def _shared(cores: int) -> list[str]:
    """How the trainings share the machine: one after the other on a GPU, side by side on a CPU."""
    from groundwork.loop.device import device_named

    if device_named("auto").type != "cpu":
        return ["--resources", "gpu=1"]
    together = min(cores, TRAININGS)
    return ["--resources", f"gpu={together}", "--set-threads", f"train={cores // together}"]


def run(configuration: Path, cores: int) -> None:
    """Run the workflow in the current folder; Snakemake shows its progress.

    Raises:
        InputError: a stage failed; its message is among what Snakemake has shown.
    """
    process = subprocess.Popen(command(configuration, cores))  # noqa: S603
    try:
        failed = process.wait()
    except KeyboardInterrupt:
        process.wait()  # it has been interrupted, too, and ends its stages
        raise
    if failed:
        raise InputError(
            f"{configuration}: the workflow has stopped, see above; then call the same command "
            "again, and it continues"
        )


def outcome(name: str, results: Path) -> dict[str, str]:
    """The verdict on an experiment and the address of the report, in a few lines by their titles.

    Raises:
        InputError: a result is missing or broken.
    """
    folder = Results(results)
    agreed = read_agreement(folder.agreement(name))
    said = {"verdict": f"the doubt {agreed.verdict}"}
    compared = read_evaluation(folder.evaluation(name, agreed.best or 1))
    if compared.rmsd is not None:
        nm = compared.nm_per_unit or 1.0
        unit = "nm" if compared.nm_per_unit else "units"
        said["truth"] = f"{compared.verdict}: RMSD {compared.rmsd * nm:.3g} {unit}" + (
            f", at random {compared.random_rmsd * nm:.3g}" if compared.random_rmsd else ""
        )
    return said | {
        "structure": str(folder.run(name, agreed.best or 1).structure),
        "report": (results / "report" / "index.html").resolve().as_uri(),
    }
