"""Measure the radius and the ring separation of nuclear pores from different numbers of pores.

    make npc && python benchmarks/npc.py [--particles 356 150 75] [--seeds 1 2 3 4 5] [--starts 5]

Trains on the localisations and the curation that `make npc` wrote to results, with the recipe of
config/npc.yaml, on one thread. The number of steps does not depend on the number of particles.
Appends one row per replicate to benchmarks/results/accuracy-npc.csv and does not repeat replicates
that already have a row.
"""

import argparse
import csv
import math
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import yaml
from accuracy import COMMIT, LOOKS, RESULTS, add

from holly.data.clouds import write_cloud
from holly.evaluation.evaluate import evaluate
from holly.settings.load import load
from holly.settings.recipes import Recipe, in_pixels
from holly.training.dataset import open_streamed
from holly.training.images import StreamedImages
from holly.training.observer import Observer
from holly.training.starts import end_loss, seeds_of_starts
from holly.training.trainer import Trainer

ROOT = Path(__file__).resolve().parents[1]
CONFIG = load(yaml.safe_load((ROOT / "config" / "npc.yaml").read_text()))
CPU = torch.device("cpu")
RADIUS, SEPARATION = 0.10, 0.15  # largest relative errors of a structure that counts as near


def main() -> None:
    """Train the replicates that are not in the file yet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--particles", type=int, nargs="+", default=[356, 150, 75])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--starts", type=int, default=CONFIG.recipe_of("npc").starts)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    path = RESULTS / "accuracy-npc.csv"
    rows = list(csv.DictReader(path.read_text().splitlines())) if path.exists() else []
    known = {tuple(int(row[key]) for key in ("particles", "seed", "starts")) for row in rows}
    for particles in arguments.particles:
        for seed in arguments.seeds:
            if (particles, seed, arguments.starts) not in known:
                row = trained(particles, seed, arguments.starts)
                add(path, row)
                print(*row.values(), flush=True)


def loss(rows: list[dict[str, float]]) -> float:
    """The loss at the end of a training with this history."""
    return end_loss(np.array([row["loss"] for row in rows]))


def trained(particles: int, seed: int, starts: int) -> dict[str, float]:
    """Train all starts on the first of the accepted pores; return the row of the best one."""
    recipe, training, held_out, nm_per_unit = opened()
    everything = len(training)
    training.clouds, training.angles = training.clouds[:particles], training.angles[:particles]
    recipe = replace(recipe, epochs=recipe.epochs * everything / len(training))
    began = time.process_time()
    ends = []
    for start in seeds_of_starts(seed, starts):
        trainer = Trainer(training, recipe, seed=start, device=CPU)
        rows = history(Observer(trainer, held_out))
        ends.append((rows, trainer.points.detach().numpy()))
    rows, points = min(ends, key=lambda end: loss(end[0]))
    seconds = time.process_time() - began
    structure = ROOT / "results" / "accuracy" / f"npc-{particles}-{seed}-{starts}.ply"
    structure.parent.mkdir(parents=True, exist_ok=True)
    write_cloud(structure, points)
    found = evaluate(
        structure,
        experiment="npc",
        replicate=str(seed),
        truth=ROOT / "results" / "models" / "npc.ply",
        nm_per_unit=nm_per_unit,
        shape="rings",
    )
    shape, truth = found.shape, found.truth_shape
    radius, separation = (shape[key] for key in ("ring_radius", "ring_separation"))
    near = (
        shape["rings_resolved"]
        and abs(radius / truth["ring_radius"] - 1) <= RADIUS
        and abs(separation / truth["ring_separation"] - 1) <= SEPARATION
    )
    return {
        "particles": particles,
        "trained_on": len(training),
        "seed": seed,
        "radius": round(radius, 2),
        "separation": round(separation, 2),
        "near": int(near),
        "symmetry": round(shape["symmetry_amplitude"], 3),
        "rmsd": round(found.rmsd, 4),
        "random_rmsd": round(found.random_rmsd, 4),
        "starts": starts,
        "loss": round(loss(rows), 3),
        "heldout_loss": round(rows[-1]["heldout_loss"], 3),
        "seconds": round(seconds),
        "commit": COMMIT,
    }


def history(observer: Observer) -> list[dict[str, float]]:
    """Train to the end; return one row per evaluation of the held-out images."""
    trainer, rows = observer.trainer, []
    spacing = math.ceil(trainer.steps / LOOKS)
    while trainer.step < trainer.steps:
        rows.append(observer.advance(min(trainer.step + spacing, trainer.steps)))
    return rows


def opened() -> tuple[Recipe, StreamedImages, StreamedImages, float]:
    """The configured recipe, the pores for training, the held-out pores, and nm per unit."""
    data = CONFIG.datasets["npc"]
    recipe = in_pixels(CONFIG.recipe_of("npc"), data.size)
    images = open_streamed(
        ROOT / "results" / "localisations" / "npc.h5",
        ROOT / "results" / "images" / "npc" / "curation.csv",
        recipe,
        data.augmentation,
        CPU,
    )
    return recipe, images.training, images.held_out, images.nm_per_unit


if __name__ == "__main__":
    main()
