"""How near to the truth each recipe comes: truths, noise, seeds; resumable.

    python benchmarks/accuracy.py NAME [--recipes default paper] [--seeds 1 2 3] [--workers 2]

NAME is a study of STUDIES, its rows go to benchmarks/results/accuracy-NAME.csv, a training a row;
rows that are there are not trained again. Each training has one thread, 64 x 64 pixels and the
images its recipe sees (64,000 unless said otherwise). A training succeeds when its RMSD and its
coverage are both at most half of those of random clouds and it has no false symmetry.
"""

import argparse
import csv
import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from measure import machine

from holly.dataset import simulated
from holly.evaluate import compare
from holly.models import model
from holly.settings import SIMULATED_CURVE, Noise, Recipe, Simulation
from holly.structure import write_structure
from holly.trainer import Trainer

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
SIZE = 64
IMAGES = 40_000  # of one epoch: 2000 particles in 20 rotations
TRUTHS = {"bunny": 350, "teapot": 300, "cep152": 180}  # and the points of their structures
PAPER = {"epochs": 1.6, "sigma": tuple(sigma / 2 for sigma in SIMULATED_CURVE), "max_sigma": 7.0}


def recipes() -> dict[str, dict[str, Any]]:
    """Settings of each recipe by name: the paper's at half the resolution, the demo's, ablations."""
    default = yaml.safe_load((ROOT / "config" / "demo.yaml").read_text())["recipes"]["hypotheses"]
    return {"paper": PAPER, "default": default} | {
        name: default | changes for name, changes in ABLATIONS.items()
    }


ABLATIONS: dict[str, dict[str, Any]] = {
    "one hypothesis": {"hypotheses": 1},
    "four hypotheses": {"hypotheses": 4},
    "coarse levels": {"coarse_stride": 2},
}


@dataclass(frozen=True)
class Case:
    """What is trained: a truth with its labelling noise, a recipe and a seed."""

    truth: str
    recipe: str
    seed: int
    scatter: float = 0.0
    dropout: float = 0.0
    max_spawn: int = 1
    spawn_rate: float = 1.0

    @property
    def noise(self) -> Noise:
        """Its labelling."""
        return Noise(self.scatter, self.dropout, self.max_spawn, self.spawn_rate)


CLEAN = [Case(truth, "", 0) for truth in TRUTHS]
STUDIES = {
    "clean": CLEAN,
    "bunny": CLEAN[:1],
    "scatter": [replace(case, scatter=s) for case in CLEAN for s in (0.03, 0.06, 0.09, 0.12, 0.15)],
    "dropout": [replace(case, dropout=d) for case in CLEAN for d in (0.1, 0.3, 0.5, 0.7, 0.9)],
}


def main() -> None:
    """Train what a study still lacks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", choices=STUDIES)
    parser.add_argument("--recipes", nargs="+", default=["default"], choices=recipes())
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--csv", type=Path, help="instead of benchmarks/results/accuracy-NAME.csv")
    arguments = parser.parse_args()
    path = arguments.csv or RESULTS / f"accuracy-{arguments.study}.csv"
    wanted = [
        replace(case, recipe=recipe, seed=seed)
        for recipe in arguments.recipes
        for case in STUDIES[arguments.study]
        for seed in arguments.seeds
    ]
    known = set(done(path))
    missing = [case for case in wanted if case not in known]
    with multiprocessing.get_context("spawn").Pool(arguments.workers) as pool:
        for row in pool.imap_unordered(trained, missing):
            add(path, row)
            print(" ".join(f"{value}" for value in row.values()), flush=True)


def done(path: Path) -> Iterator[Case]:
    """The cases whose rows are in a file."""
    if path.exists():
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                yield Case(
                    **{
                        f.name: type(f.default)(row[f.name])
                        if f.name in NUMBERS
                        else (int(row[f.name]) if f.name == "seed" else row[f.name])
                        for f in fields(Case)
                    }
                )


NUMBERS = {"scatter", "dropout", "max_spawn", "spawn_rate"}


def add(path: Path, row: dict[str, Any]) -> None:
    """Append a row, with a header to a new file."""
    new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, row)
        if new:
            writer.writeheader()
        writer.writerow(row)


def trained(case: Case) -> dict[str, Any]:
    """The row of one training."""
    torch.set_num_threads(1)
    settings = {"points": TRUTHS[case.truth]} | recipes()[case.recipe]
    recipe = Recipe(**{k: tuple(v) if isinstance(v, list) else v for k, v in settings.items()})
    truth = model(case.truth)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "truth.ply")
        write_structure(path, truth)
        simulation = Simulation(size=SIZE, noise=case.noise)
        opened = simulated(path, simulation, recipe, case.seed, torch.device("cpu"))
    trainer = Trainer(
        opened.training, opened.held_out, recipe, seed=case.seed, device=torch.device("cpu")
    )
    began = time.perf_counter()
    history = trainer.advance(trainer.steps)
    seconds = time.perf_counter() - began
    points = trainer.points.detach().numpy()
    random_rmsd, random_coverage = at_random(case.truth)
    found = compare(points, truth, random_clouds=1)
    false = found["false_symmetry"]
    near = found["rmsd"] <= random_rmsd / 2 and found["coverage_rmsd"] <= random_coverage / 2
    return asdict(case) | {
        "rmsd": round(found["rmsd"], 4),
        "coverage": round(found["coverage_rmsd"], 4),
        "random_rmsd": round(random_rmsd, 4),
        "random_coverage": round(random_coverage, 4),
        "false_symmetry": false["kind"] if false else "",
        "success": int(near and not false),
        "heldout_loss": round(history["heldout_loss"], 3),
        "images": history["images"],
        "seconds": round(seconds),
        "commit": machine()["commit"],
    }


@cache
def at_random(truth: str) -> tuple[float, float]:
    """RMSD and coverage of random clouds of as many points, means of 20."""
    points = model(truth)
    cloud = np.random.default_rng(0).uniform(points.min(0), points.max(0), (TRUTHS[truth], 3))
    found = compare(cloud, points)
    return found["random_rmsd"], found["random_coverage_rmsd"]


if __name__ == "__main__":
    main()
