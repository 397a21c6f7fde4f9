"""A tiny configuration with every kind of stage, and functions that call Snakemake with it."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SIGMAS = [0.09375, 0.0625]  # 3 and 2 px of 32
TINY = {
    "models": {
        "bunny": {"builtin": "bunny"},
        "toroid": {"builtin": "toroid", "nm_per_unit": 200},
    },
    "datasets": {
        "bunny": {"kind": "simulated", "model": "bunny", "size": 32, "particles": 20},
        "toroid": {
            "kind": "localisations",
            "source": {"synthetic": {"particles": 30, "localisations": 600, "bad": 7}},
            "layout": "cep152",
            "size": 32,
            "nm_per_pixel": 25,
            "rotations": 2,
            "truth": "toroid",
            "shape": "torus",
        },
    },
    "recipes": {
        "quick": {"points": 30, "epochs": 1, "batch_size": 8, "sigma": SIGMAS},
    },
    "experiments": {
        "bunny": {"dataset": "bunny", "recipe": "quick", "replicates": 2},
        "toroid": {
            "dataset": "toroid",
            "recipe": "quick",
            "replicates": 1,
            "halves": True,
            "settings": {"interpolation": "step"},
        },
    },
    "threads": 1,
    "evaluation": {"random_clouds": 2},
}


def snakemake(folder, *arguments, check=True):
    command = [
        *(sys.executable, "-m", "snakemake", "--snakefile", ROOT / "Snakefile"),
        *("--directory", folder, "--cores", "2", "--resources", "gpu=1", *arguments),
    ]
    return subprocess.run(
        [str(c) for c in command], capture_output=True, text=True, check=check, cwd=ROOT
    )


def write_config(folder, config):
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(config))
    return path


def planned(folder, *arguments):
    """How many jobs of each rule would run."""
    said = snakemake(folder, "--dry-run", "--quiet", "rules", *arguments).stdout
    counts = {m[1]: int(m[2]) for m in re.finditer(r"^(\w+) +(\d+)$", said, re.MULTILINE)}
    return {rule: n for rule, n in counts.items() if rule not in ("total", "all")}
