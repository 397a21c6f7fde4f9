"""Call Snakemake with one of the profiles on a small configuration."""

import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]

# Two trainings of one second each, so that they can share a GPU, queue and form an array.
SMALL = {
    "models": {"bunny": {"builtin": "bunny"}},
    "datasets": {"bunny": {"kind": "simulated", "model": "bunny", "size": 32, "particles": 8}},
    "recipes": {"quick": {"points": 30, "epochs": 1, "batch_size": 8, "sigma": [0.09375, 0.0625]}},
    "experiments": {"bunny": {"dataset": "bunny", "recipe": "quick", "replicates": 2}},
    "threads": 1,
}
STRUCTURES = [f"results/runs/bunny/{replicate}/structure.ply" for replicate in (1, 2)]


def start(folder, profile, *arguments, env=None):
    """Start Snakemake in `folder`; return its process, which writes to `folder`/terminal.txt."""
    folder.mkdir(exist_ok=True)
    command = [
        *(sys.executable, "-m", "snakemake", "--snakefile", ROOT / "Snakefile"),
        *("--directory", folder, "--workflow-profile", ROOT / "profiles" / profile, *arguments),
    ]
    with (folder / "terminal.txt").open("w") as terminal:
        return subprocess.Popen(
            [str(part) for part in command],
            stdout=terminal,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=env,
        )


def finish(process, folder, timeout=900):
    """Wait for the process; return its exit code and its output."""
    try:
        return process.wait(timeout), (folder / "terminal.txt").read_text()
    finally:
        process.kill()


def written(folder, config):
    """Write this configuration to a file in `folder`; return its path."""
    folder.mkdir(exist_ok=True)
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(config))
    return path
