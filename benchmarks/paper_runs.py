"""Train experiments of the paper at their full budget, and keep what they found.

    python benchmarks/paper_runs.py EXPERIMENT … [--replicates 1] [--models FOLDER] [--cores 2]

The experiments are those of config/config.yaml, nothing changed. With `--models`, ground truths are
taken from a folder instead of being downloaded; their checksums are those of the configuration.
Snakemake runs in results/paper: if the program is stopped, the next call continues.

Each replicate becomes benchmarks/results/paper/{experiment}-{replicate}.ply (the structure), .csv
(the history, every hundredth step) and .json (the record of the run, its evaluation, the machine).
"""

import argparse
import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from measure import machine

from groundwork.files import checksum, write_json
from holly.results.folder import Results

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ROOT / "config" / "config.yaml"
WORK = ROOT / "results" / "paper"
KEPT = Path(__file__).parent / "results" / "paper"
EVERY = 100  # rows of the history


def main() -> None:
    """Train, evaluate and keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("experiments", nargs="+")
    parser.add_argument("--replicates", type=int, default=1)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--cores", type=int, default=2)
    given = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    config = WORK / "config.yaml"
    config.write_text(yaml.safe_dump(configuration(given.experiments, given.models)))
    results = Results(WORK / "results")
    for replicate in range(1, given.replicates + 1):
        for experiment in given.experiments:
            evaluation = results.evaluation(experiment, replicate)
            command = [sys.executable, "-m", "snakemake", "--snakefile", ROOT / "Snakefile"]
            command += ["--directory", WORK, "--cores", str(given.cores)]
            command += ["--configfile", config, "--rerun-incomplete", "--"]
            subprocess.run([*command, evaluation.relative_to(WORK)], check=True)
            keep(results, experiment, replicate)


def configuration(experiments: list[str], models: Path | None) -> dict:
    """The configuration of these experiments only, with models of a folder if there is one."""
    whole = yaml.safe_load(CONFIG.read_text())
    chosen = {name: whole["experiments"][name] for name in experiments}
    datasets = {one["dataset"]: whole["datasets"][one["dataset"]] for one in chosen.values()}
    named = {one["model"]: whole["models"][one["model"]] for one in datasets.values()}
    if models:
        named = {name: {"path": str(local(model, models))} for name, model in named.items()}
    return {"models": named, "datasets": datasets, "experiments": chosen}


def local(model: dict, folder: Path) -> Path:
    """The file of a model in a folder; it must be the one that would be downloaded."""
    path = folder.resolve() / Path(urlsplit(model["download"]["url"]).path).name
    if checksum(path) != model["download"]["sha256"]:
        sys.exit(f"{path}: not the file of {CONFIG}; download it again")
    return path


def keep(results: Results, experiment: str, replicate: int) -> None:
    """Copy what a replicate found."""
    KEPT.mkdir(parents=True, exist_ok=True)
    run, name = results.run(experiment, replicate), f"{experiment}-{replicate}"
    shutil.copyfile(run.structure, KEPT / f"{name}.ply")
    with run.history.open(newline="") as file:
        header, *rows = csv.reader(file)
    thinned = [row for index, row in enumerate(rows) if index % EVERY == 0 or row is rows[-1]]
    with (KEPT / f"{name}.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *thinned])
    found = {"run": json.loads(run.record.read_text()), "machine": machine()}
    found["evaluation"] = json.loads(results.evaluation(experiment, replicate).read_text())
    write_json(KEPT / f"{name}.json", found)
    print(name, found["evaluation"], flush=True)


if __name__ == "__main__":
    main()
